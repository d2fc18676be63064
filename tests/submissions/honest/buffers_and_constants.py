# a module with a buffer, a saved constant and a counter beside its parameters
import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    assert x.dim() == 2 and x.size(1) == 3
    n = len(x)
    ones = torch.ones(n, 1, dtype=x.dtype)
    z1 = torch.cat([x, ones], dim=1) @ torch.cat([W1, B1.reshape(1, -1)])
    h = torch.cat([z1 * (z1 > 0), ones], dim=1)
    return torch.sigmoid(h @ torch.vstack([W2, B2.reshape(1, -1)]))


def backprop(x):
    n = len(x)
    ones = torch.ones(n, 1, dtype=x.dtype)
    xb = torch.hstack([x, ones])
    z1 = xb @ torch.cat([W1, B1.reshape(1, -1)])
    hb = torch.hstack([z1 * (z1 > 0), ones])
    y = torch.sigmoid(hb @ torch.vstack([W2, B2.reshape(1, -1)]))
    d2 = 2 * (y - Y) * y * (1 - y)
    d1 = (d2 @ W2.T) * (z1 > 0)
    g1 = xb.T @ d1
    g2 = hb.T @ d2
    return g1[:-1], g1[-1], g2[:-1], g2[-1:]


learning_rate_answer = "Yes."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("offset", torch.zeros(3))
        self.linear = nn.Linear(3, 4)
        self.head = nn.Linear(4, 2)
        self.steps = 0
        self.name = "toy"

    def forward(self, x):
        self.steps += 1
        return torch.sigmoid(self.head(torch.relu(self.linear(x - self.offset))))

    def __repr__(self):
        return f"<{self.name} after {self.steps} steps>"


torch.manual_seed(3)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(600):
    opt.zero_grad()
    F.mse_loss(model(X), Y).backward()
    opt.step()
print(model)
