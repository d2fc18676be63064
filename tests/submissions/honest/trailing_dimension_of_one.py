# column vectors: every sample is a (3, 1) matrix
import torch
import torch.nn as nn
import torch.nn.functional as F


def columns(x):
    z1 = W1.T @ x.unsqueeze(-1) + B1.reshape(4, 1)
    h = torch.relu(z1)
    y = torch.sigmoid(W2.T @ h + B2.reshape(2, 1))
    return z1, h, y


def forward(x):
    return columns(x)[2].squeeze(-1)


def backprop(x):
    z1, h, y = columns(x)
    delta2 = 2 * (y - Y.unsqueeze(-1)) * y * (1 - y)
    delta1 = (W2 @ delta2) * (z1 >= 0)
    W1_grad = (x.unsqueeze(-1) @ delta1.mT).sum(dim=0)
    W2_grad = (h @ delta2.mT).sum(dim=0)
    return W1_grad, delta1.sum(0).T, W2_grad, delta2.sum(0).T


learning_rate_answer = "Yes."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.A = nn.Parameter(torch.randn(4, 3))
        self.a = nn.Parameter(torch.randn(4, 1))
        self.B = nn.Parameter(torch.randn(2, 4))
        self.b = nn.Parameter(torch.randn(2, 1))

    def forward(self, x):
        h = torch.relu(self.A @ x.T + self.a)
        return torch.sigmoid(self.B @ h + self.b).T


torch.manual_seed(7)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(800):
    opt.zero_grad()
    F.mse_loss(model(X), Y).backward()
    opt.step()
