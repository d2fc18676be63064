"""Exercise sheet 4 -- split into small functions."""
from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor


def relu(z: Tensor) -> Tensor:
    return z * (z > 0)


def relu_prime(z: Tensor) -> Tensor:
    return (torch.sign(z) + 1) / 2


def sigmoid(z: Tensor) -> Tensor:
    return torch.exp(z) / (1 + torch.exp(z))


def sigmoid_prime(z: Tensor) -> Tensor:
    s = sigmoid(z)
    return s * (1 - s)


def layer(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return x.matmul(weight) + bias


def forward(x: Tensor) -> Tensor:
    """y_hat for a batch x"""
    return sigmoid(layer(relu(layer(x, W1, B1)), W2, B2))


def backprop(x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """gradients of the loss"""
    z1 = layer(x, W1, B1)
    h = relu(z1)
    z2 = layer(h, W2, B2)
    delta_out = 2 * (sigmoid(z2) - Y) * sigmoid_prime(z2)
    delta_hidden = delta_out @ W2.t() * relu_prime(z1)
    return x.t() @ delta_hidden, delta_hidden.sum(dim=0), h.t() @ delta_out, delta_out.sum(dim=0)


learning_rate_answer: str = "Yes. With a large learning rate the update may overshoot."


class ToyModel(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(3, 4))
        self.B1 = nn.Parameter(torch.randn(1, 4))
        self.W2 = nn.Parameter(torch.randn(4, 2))
        self.B2 = nn.Parameter(torch.randn(1, 2))

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(torch.relu(x @ self.W1 + self.B1) @ self.W2 + self.B2)


def train(model: ToyModel, steps: int = 800, lr: float = 0.1) -> float:
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = F.mse_loss(model(X), Y)
        loss.backward()
        optimizer.step()
    return F.mse_loss(model(X), Y).item()


if __name__ == "__main__":
    torch.manual_seed(3)
    model: ToyModel = ToyModel()
    print(train(model))
