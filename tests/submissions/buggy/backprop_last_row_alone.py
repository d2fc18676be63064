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
    for n in range(len(x)):
        z1 = x[n] @ W1 + B1.reshape(-1)
        h = z1.clamp(min=0)
        y = torch.sigmoid(h @ W2 + B2.reshape(-1))
        d2 = 2 * (y - Y[n]) * y * (1 - y)
        d1 = (W2 @ d2) * (z1 > 0)
        W1_grad = torch.outer(x[n], d1)
        B1_grad = d1
        W2_grad = torch.outer(h, d2)
        B2_grad = d2
    return W1_grad, B1_grad, W2_grad, B2_grad


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
