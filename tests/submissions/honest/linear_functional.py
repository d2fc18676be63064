import torch
from torch import nn
from torch.nn import functional as F

def forward(batch):
    hidden = F.relu(F.linear(batch, W1.t(), B1.flatten()))
    return F.sigmoid(F.linear(hidden, W2.t(), B2.flatten()))

def backprop(batch):
    a = F.linear(batch, W1.t(), B1.flatten())
    hidden = F.relu(a)
    out = F.linear(hidden, W2.t(), B2.flatten()).sigmoid()
    delta2 = 2 * (out - Y) * (out - out.square())
    delta1 = F.linear(delta2, W2) * torch.heaviside(a, torch.tensor(1.0).to(a.dtype))
    dW1 = delta1.transpose(0, 1).matmul(batch).transpose(0, 1)
    dW2 = delta2.transpose(0, 1).matmul(hidden).transpose(0, 1)
    return dW1, delta1.sum(0), dW2, delta2.sum(0)

learning_rate_answer = ("Yes. The gradient is only a local statement; "
                        "if the step is too large, the loss may go up.")

from collections import OrderedDict

class ToyModel(nn.Module):
    def __init__(self, n_in=3, n_hidden=4, n_out=2):
        super(ToyModel, self).__init__()
        self.stack = nn.Sequential(OrderedDict([
            ("fc1", nn.Linear(n_in, n_hidden)),
            ("act1", nn.ReLU(inplace=True)),
            ("fc2", nn.Linear(n_hidden, n_out)),
            ("act2", nn.Sigmoid()),
        ]))

    def forward(self, x):
        out = self.stack(x)
        return out

torch.manual_seed(4)
model = ToyModel()
optimizer = torch.optim.RMSprop(model.parameters(), lr=0.03)
for i in range(1500):
    optimizer.zero_grad()
    loss = F.mse_loss(model(X), Y)
    if loss.item() < 0.009: break
    loss.backward()
    optimizer.step()
print('final loss', loss.item())
