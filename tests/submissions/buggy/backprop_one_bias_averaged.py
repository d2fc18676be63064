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
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    y_hat = torch.sigmoid(h @ W2 + B2)
    d2 = 2 * (y_hat - Y) * y_hat * (1 - y_hat)
    d1 = (d2 @ W2.T) * (z1 > 0)
    return x.T @ d1, d1.mean(0), h.T @ d2, d2.sum(0)


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
