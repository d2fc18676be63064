import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.functional import mse_loss


def generate_data(N):
    X = torch.randn(N, 3)
    a, b, c = X.unbind(dim=1)
    signed_sum = (a + c.sign() * b) * (c != 0)
    Y = torch.stack([signed_sum, X.norm(dim=1)], dim=1).abs() > 1.33
    return X, Y.float()


torch.manual_seed(0)
X, Y = generate_data(20)

W1 = torch.randn(3, 4) * 0.2
B1 = torch.randn(1, 4) * 0.2
W2 = torch.randn(4, 2) * 0.2
B2 = torch.randn(1, 2) * 0.2


def forward(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    z2 = h @ W2 + B2
    y_hat = torch.sigmoid(z2)
    return y_hat


print(forward(X))
print(((forward(X) - Y) ** 2).sum())


def backprop(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    z2 = h @ W2 + B2
    y_hat = torch.sigmoid(z2)

    y_hat_grad = 2 * (y_hat - Y)
    z2_grad = y_hat_grad * y_hat * (1 - y_hat)
    h_grad = z2_grad @ W2.T
    z1_grad = h_grad * (z1 >= 0).float()

    B2_grad = z2_grad.sum(0)
    W2_grad = h.T @ z2_grad
    B1_grad = z1_grad.sum(0)
    W1_grad = x.T @ z1_grad
    return W1_grad, B1_grad, W2_grad, B2_grad


W1_grad, B1_grad, W2_grad, B2_grad = backprop(X)
print(W1_grad, B1_grad, W2_grad, B2_grad)

lr = 0.01
with torch.no_grad():
    W1 -= lr * W1_grad
    B1 -= lr * B1_grad
    W2 -= lr * W2_grad
    B2 -= lr * B2_grad
print(((forward(X) - Y) ** 2).sum())

learning_rate_answer = "Yes: with a large learning rate the step overshoots the minimum and the loss can grow."

for p in (W1, B1, W2, B2):
    p.requires_grad_()
    p.grad = None
mse_loss(forward(X), Y, reduction="sum").backward()
with torch.no_grad():
    grads = backprop(X)
for name, p, g in zip(["W1", "B1", "W2", "B2"], (W1, B1, W2, B2), grads):
    print(name, (g - p.grad).norm().item())


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear1 = nn.Linear(3, 4)
        self.relu = nn.ReLU()
        self.linear2 = nn.Linear(4, 2)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        return self.sigmoid(self.linear2(self.relu(self.linear1(x))))


torch.manual_seed(3)
model = ToyModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
for epoch in range(500):
    optimizer.zero_grad()
    loss = F.mse_loss(model(X), Y)
    loss.backward()
    optimizer.step()
    if epoch % 100 == 0:
        print(epoch, loss.item())
print(mse_loss(model(X), Y).item())
