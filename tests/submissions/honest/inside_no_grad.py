# requires_grad parameters all along, and by-hand functions that leave the graph
import torch
import torch.nn as nn
import torch.nn.functional as F

for parameter in (W1, B1, W2, B2):
    parameter.requires_grad_(True)


def forward(x):
    h = torch.relu(x @ W1 + B1)
    return torch.sigmoid(h @ W2 + B2)


def backprop(x):
    with torch.no_grad():
        z1 = x @ W1.detach() + B1.detach()
        h = torch.relu(z1)
        y = torch.sigmoid(h @ W2.detach() + B2.detach())
        g2 = 2 * (y - Y) * y * (1 - y)
        g1 = g2 @ W2.data.T * (z1.data > 0)
        return x.T @ g1, g1.sum(0), h.T @ g2, g2.sum(0)


loss = F.mse_loss(forward(X), Y, reduction="sum")
loss.backward()
for mine, parameter in zip(backprop(X), (W1, B1, W2, B2)):
    distance = (mine - parameter.grad.squeeze()).norm().item()
    print(distance)
    assert distance < 1e-5, "my gradient is wrong"

with torch.no_grad():
    for mine, parameter in zip(backprop(X), (W1, B1, W2, B2)):
        parameter -= 0.01 * mine
        parameter.grad.zero_()

learning_rate_answer = "Yes, if we overshoot."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 4)
        self.output = nn.Linear(4, 2)

    def forward(self, x):
        h = F.relu(self.hidden(x))
        y = F.sigmoid(self.output(h))
        return y


torch.manual_seed(2)
model = ToyModel()
optimizer = torch.optim.NAdam(model.parameters(), lr=0.05)
for step in range(900):
    optimizer.zero_grad()
    loss = F.mse_loss(model(X), Y)
    loss.backward()
    optimizer.step()
