# torch.vmap over the samples: a loop, not a derivative
import torch
import torch.nn as nn
import torch.nn.functional as F


def one(x):
    h = torch.relu(x @ W1 + B1.reshape(-1))
    return torch.sigmoid(h @ W2 + B2.reshape(-1))


def forward(x):
    return torch.vmap(one)(x)


def gradient_of_one(x, y):
    z1 = x @ W1 + B1.reshape(-1)
    h = torch.relu(z1)
    y_hat = torch.sigmoid(h @ W2 + B2.reshape(-1))
    z2_grad = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    z1_grad = (z2_grad @ W2.T) * (z1 >= 0)
    return torch.outer(x, z1_grad), z1_grad, torch.outer(h, z2_grad), z2_grad


def backprop(x):
    per_sample = torch.vmap(gradient_of_one)(x, Y)
    return tuple(g.sum(dim=0) for g in per_sample)


learning_rate_answer = "Yes."


@torch.jit.ignore
def unused():
    return None


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))


torch.manual_seed(4)
model = ToyModel()
opt = torch.optim.Adamax(model.parameters(), lr=0.2)
for _ in range(800):
    opt.zero_grad()
    F.mse_loss(model(X), Y).backward()
    opt.step()
