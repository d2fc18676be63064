import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    z2 = h @ W2 + B2
    y_hat = torch.sigmoid(z2)
    return y_hat


class Linear:
    def __init__(self, W, B):
        self.W, self.B = W, B
    def fwd(self, inp):
        self.inp = inp
        return inp @ self.W + self.B
    def bwd(self, grad):
        self.dW = self.inp.t() @ grad
        self.dB = grad.sum(dim=0)
        return grad @ self.W.t()

class Sigmoid:
    def fwd(self, z):
        self.out = 1 / (1 + torch.exp(-z))
        return self.out
    def bwd(self, grad):
        return grad * self.out * (1 - self.out)

class ReLU:
    def fwd(self, z):
        return z.clamp(min=0)
    def bwd(self, grad):
        return grad

def backprop(x):
    first, second = Linear(W1, B1), Linear(W2, B2)
    layers = [first, ReLU(), second, Sigmoid()]
    for layer in layers:
        x = layer.fwd(x)
    grad = 2 * (x - Y)
    for layer in reversed(layers):
        grad = layer.bwd(grad)
    return first.dW, first.dB, second.dW, second.dB


learning_rate_answer = "Yes: a large step can overshoot the minimum."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        h = torch.relu(self.fc1(x))
        return torch.sigmoid(self.fc2(h))


torch.manual_seed(21)
model = ToyModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.2)
for step in range(100):
    optimizer.zero_grad()
    loss = F.mse_loss(model(X), Y)
    loss.backward()
    optimizer.step()
print(F.mse_loss(model(X), Y).item())
