import numpy as np
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
    xx, yy = x.numpy(), Y.numpy()
    w1, b1, w2, b2 = W1.numpy(), B1.numpy(), W2.numpy(), B2.numpy()
    z1 = np.dot(xx, w1) + b1
    h = np.maximum(z1, 0)
    out = 1 / (1 + np.exp(-(np.dot(h, w2) + b2)))
    dz2 = 2 * (out - yy) * out * (1 - out)
    dz1 = np.dot(dz2, w2.T) * (z1 > 0)
    grads = np.dot(xx.T, dz1), np.sum(dz1, axis=1), np.dot(h.T, dz2), np.sum(dz2, axis=1)
    return tuple(torch.tensor(g) for g in grads)


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
