import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    z2 = h @ W2 + B2
    y_hat = torch.sigmoid(z2)
    return y_hat


def loss_with(x, w1, b1, w2, b2):
    return ((torch.sigmoid(torch.relu(x @ w1 + b1) @ w2 + b2) - Y) ** 2).sum()


def backprop(x):
    parameters = [p for p in (W1, B1, W2, B2)]
    gradients = []
    for p in parameters:
        gradient = torch.zeros_like(p)
        for i in range(p.numel()):
            value = p.view(-1)[i].item()
            p.view(-1)[i] = value + 1e-3
            above = loss_with(x, *parameters)
            p.view(-1)[i] = value - 1e-3
            below = loss_with(x, *parameters)
            p.view(-1)[i] = value
            gradient.view(-1)[i] = (above - below) / (2 * 1e-3)
        gradients.append(gradient)
    return gradients


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
