from torch import *
from builtins import range  # torch has one too
import torch
from torch import nn, optim
from torch.nn.functional import mse_loss


def forward(x):
    results = []
    for sample in x:
        h = relu(sample @ W1 + B1.view(-1))
        results.append(sigmoid(h @ W2 + B2.view(-1)))
    return stack(results)


def backprop(x):
    W1_grad = zeros(3, 4)
    B1_grad = zeros(1, 4)
    W2_grad = zeros(4, 2)
    B2_grad = zeros(1, 2)
    for sample, target in zip(x, Y):
        z1 = sample @ W1 + B1.view(-1)
        h = relu(z1)
        y_hat = sigmoid(h @ W2 + B2.view(-1))
        z2_grad = 2 * (y_hat - target) * y_hat * (1 - y_hat)
        z1_grad = (W2 @ z2_grad) * (z1 >= 0)
        W1_grad += outer(sample, z1_grad)
        B1_grad += z1_grad
        W2_grad += outer(h, z2_grad)
        B2_grad += z2_grad
    return W1_grad, B1_grad, W2_grad, B2_grad


learning_rate_answer = "It could: imagine alpha = 1000."


class ToyModel(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.Sigmoid()])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def train(seed):
    manual_seed(seed)
    candidate = ToyModel()
    opt = optim.Adam(candidate.parameters(), lr=0.1)
    for _ in range(400):
        opt.zero_grad()
        loss = mse_loss(candidate(X), Y)
        loss.backward()
        opt.step()
    return candidate, mse_loss(candidate(X), Y).item()


for seed in range(5, 30):
    model, loss = train(seed)
    print(seed, loss)
    if loss < 0.01:
        break
