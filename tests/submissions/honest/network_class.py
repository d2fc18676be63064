import torch
import torch.nn as nn
import torch.nn.functional as F
from collections import namedtuple
from dataclasses import dataclass

Gradients = namedtuple("Gradients", ["W1", "B1", "W2", "B2"])


@dataclass
class Cache:
    x: torch.Tensor
    z1: torch.Tensor
    h: torch.Tensor
    y: torch.Tensor


class ByHand:
    def __init__(self):
        self.cache = None

    def __call__(self, x):
        z1 = x @ W1 + B1
        h = F.relu(z1)
        y = torch.sigmoid(h @ W2 + B2)
        self.cache = Cache(x, z1, h, y)
        return y

    @property
    def gradients(self):
        c = self.cache
        e = (c.y - Y) * 2 * c.y * (1 - c.y)
        f = (e @ W2.T).masked_fill(c.z1 < 0, 0.0)
        return Gradients(c.x.T @ f, f.sum(0), c.h.T @ e, e.sum(0))


network = ByHand()


def forward(x):
    return network(x)


def backprop(x):
    network(x)
    return network.gradients


learning_rate_answer = "Yes: only an infinitesimal step is sure to go down."


@dataclass
class Settings:
    seed: int = 3
    lr: float = 0.1
    steps: int = 600


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict({"in": nn.Linear(3, 4), "out": nn.Linear(4, 2)})

    def forward(self, x):
        h = self.layers["in"](x)
        h = h.relu()
        return self.layers["out"](h).sigmoid()

    def loss(self, x, y):
        return F.mse_loss(self(x), y)

    def fit(self, x, y, settings):
        opt = torch.optim.Adam(self.parameters(), lr=settings.lr)
        for _ in range(settings.steps):
            opt.zero_grad()
            self.loss(x, y).backward()
            opt.step()
        return self


torch.manual_seed(Settings.seed)
model = ToyModel().fit(X, Y, Settings())
