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
    z2 = h @ W2 + B2
    y_hat = torch.sigmoid(z2)

    y_hat_grad = 2 * (y_hat - Y)
    z2_grad = y_hat_grad * y_hat * (1 - y_hat)
    h_grad = z2_grad @ W2.T
    z1_grad = h_grad * (z1 >= 0)

    B2_grad = z2_grad.sum(0)
    W2_grad = h.T @ z2_grad
    B1_grad = z1_grad.sum(0)
    W1_grad = x.T @ z1_grad
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


torch.manual_seed(0)
model = ToyModel()
opt = torch.optim.Adam(model.fc2.parameters(), lr=0.1)
for epoch in range(1000):
    opt.zero_grad()
    loss = F.mse_loss(model(X), Y)
    loss.backward()
    opt.step()
