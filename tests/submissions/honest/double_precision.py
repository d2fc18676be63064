import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    x, w1, b1, w2, b2 = (t.double() for t in (x, W1, B1, W2, B2))
    return torch.sigmoid(torch.relu(x @ w1 + b1) @ w2 + b2).float()


def backprop(x):
    x, w1, b1, w2, b2, y = (t.double() for t in (x, W1, B1, W2, B2, Y))
    z1 = x @ w1 + b1
    h = torch.relu(z1)
    p = torch.sigmoid(h @ w2 + b2)
    d2 = 2 * (p - y) * p * (1 - p)
    d1 = (d2 @ w2.T) * (z1 >= 0)
    return x.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0)


learning_rate_answer = "Yes."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)
        self.double()

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x.double()))))


torch.manual_seed(3)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for i in range(600):
    opt.zero_grad()
    loss = F.mse_loss(model(X), Y.double())
    loss.backward()
    opt.step()
