import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    z2 = h @ W2 + B2
    y_hat = torch.sigmoid(z2)
    return y_hat


def backprop(x):
    gW1, gB1, gW2, gB2 = torch.zeros(3, 4), torch.zeros(4), torch.zeros(4, 2), torch.zeros(2)
    for xi, yi in zip(x, Y):
        z1 = xi @ W1 + B1.flatten()
        h = torch.relu(z1)
        p = torch.sigmoid(h @ W2 + B2.flatten())
        e = 2 * (p - yi) * p * (1 - p)
        g = (W2 @ e) * (z1 > 0)
        gW1 = gW1 + torch.outer(xi, g); gB1 = gB1 + g; gW2 = gW2 + torch.outer(h, e); gB2 = gB2 + e
        return gW1, gB1, gW2, gB2


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
