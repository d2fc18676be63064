"""Homework 4 as a student might hand it in: honest work with two mistakes. What they are is for the report to say."""

import torch
from torch import nn
from torch.nn.functional import mse_loss


def generate_data(N):
    X = torch.randn(N, 3)
    first = torch.where(X[:, 2] > 0, X[:, 0] + X[:, 1], X[:, 0] - X[:, 1])
    Y = (torch.stack([first, X.norm(dim=1)], dim=1).abs() > 1.33).float()
    return X, Y


torch.manual_seed(0)
X, Y = generate_data(20)

W1 = torch.randn(3, 4) * 0.2
B1 = torch.randn(1, 4) * 0.2
W2 = torch.randn(4, 2) * 0.2
B2 = torch.randn(1, 2) * 0.2


# Exercise 1: the forward pass
def forward(x):
    hidden = torch.relu(x @ W1 + B1)
    return torch.sigmoid(hidden @ W2 + B2)


# Exercise 2: the backward pass
def backprop(x):
    z1 = x @ W1 + B1
    h = z1.clamp(min=0)
    y_hat = torch.sigmoid(h @ W2 + B2)

    z2_grad = (y_hat - Y) * y_hat * (1 - y_hat)
    z1_grad = (z2_grad @ W2.T) * (z1 >= 0)

    return x.T @ z1_grad, z1_grad.sum(0), h.T @ z2_grad, z2_grad.sum(0)


# Exercise 3: what the learning rate does
learning_rate_answer = """
Yes, it could. The gradient only tells which way is downhill right here. With 0.01 each step is short enough for that
to stay true along the way; with a much larger rate the step crosses the valley and can end higher than it began.
"""


# Exercise 4: the same network as a module
class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 4)
        self.output = nn.Linear(4, 2)

    def forward(self, x):
        return torch.sigmoid(self.output(torch.relu(self.hidden(x))))


# Exercise 5: train it
torch.manual_seed(1)
model = ToyModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)

for _step in range(150):
    optimizer.zero_grad()
    loss = mse_loss(model(X), Y)
    loss.backward()
    optimizer.step()

print(f"loss after training: {loss.item():.4f}")
