# numpy with its own dtype names; tensors made from the arrays
import numpy as np
import torch
from torch import nn


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def forward(x):
    a = np.asarray(x)
    hidden = np.clip(a @ np.asarray(W1) + np.asarray(B1), 0, None)
    return torch.tensor(sigmoid(hidden @ np.asarray(W2) + np.asarray(B2)))


def backprop(x):
    a = np.asarray(x)
    z1 = a @ np.asarray(W1) + np.asarray(B1)
    hidden = np.where(z1 > 0, z1, 0.0)
    out = sigmoid(hidden @ np.asarray(W2) + np.asarray(B2))
    delta2 = 2 * (out - np.asarray(Y)) * out * (1 - out)
    delta1 = np.where(z1 > 0, delta2 @ np.asarray(W2).T, 0.0)
    as_tensor = lambda array: torch.tensor(array).float()
    return (
        as_tensor(np.dot(a.T, delta1)),
        as_tensor(np.sum(delta1, 0)),
        as_tensor(np.dot(hidden.T, delta2)),
        as_tensor(np.sum(delta2, 0)),
    )


learning_rate_answer = "Yes, it might overshoot."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("first", nn.Linear(3, 4))
        self.add_module("second", nn.Linear(4, 2))

    def forward(self, x):
        return torch.sigmoid(self.second(torch.clamp(self.first(x), min=0.0)))


torch.manual_seed(3)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for epoch in range(600):
    loss = nn.functional.mse_loss(model(X), Y)
    opt.zero_grad()
    loss.backward()
    opt.step()
