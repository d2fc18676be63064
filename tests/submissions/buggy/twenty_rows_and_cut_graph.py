# %% tags=["given"]
# Given: the imports.
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.functional import mse_loss

# %% tags=["given"]
# Given: where the data come from.
def generate_data(N):
    X = torch.randn(N, 3)
    a, b, c = X.unbind(dim=1)
    signed_sum = (a + c.sign() * b) * (c != 0)
    Y = torch.stack([signed_sum, X.norm(dim=1)], dim=1).abs() > 1.33
    return X, Y.float()

# %% tags=["given"]
# Given: twenty points, the same for everybody because the seed is fixed.
torch.manual_seed(0)
X, Y = generate_data(20)

# %% tags=["given"]
# Given: parameters to begin with.
W1 = torch.randn(3, 4) * 0.2
B1 = torch.randn(1, 4) * 0.2
W2 = torch.randn(4, 2) * 0.2
B2 = torch.randn(1, 2) * 0.2

# %%
# Exercise 1
def forward(x):
    h = torch.relu(x.mm(W1) + B1.expand(20, 4))
    out = torch.sigmoid(h.mm(W2) + B2.expand(20, 2))
    return out

# %%
y_hat = forward(X)
print(y_hat.shape)  # (20, 2), as Y
print(y_hat[0])  # 0.5900, 0.6397

# %%
print(((forward(X) - Y) ** 2).sum())  # 10.3925
print(mse_loss(forward(X), Y, reduction="sum"))  # the same

# %%
# Exercise 2
def backprop(x):
    # forward again
    z1 = x @ W1 + B1
    h = z1.relu()
    z2 = h @ W2 + B2
    y_hat = z2.sigmoid()

    # backward
    y_hat_grad = 2 * (y_hat - Y)
    z2_grad = y_hat_grad * y_hat * (1 - y_hat)
    h_grad = z2_grad @ W2.T
    z1_grad = h_grad * (z1 >= 0).float()

    B2_grad = z2_grad.sum(0)
    W2_grad = h.T @ z2_grad
    B1_grad = z1_grad.sum(0)
    W1_grad = x.T @ z1_grad
    return W1_grad, B1_grad, W2_grad, B2_grad

# %%
W1_grad, B1_grad, W2_grad, B2_grad = backprop(X)
print(W1_grad)  # (3, 4); the first row is 0.0024, 0.1060, -0.3577, 0.0399
print(B1_grad)  # -0.1472, -0.1702, 0.3098, -0.1245
print(W2_grad)  # (4, 2); the last row is 1.0258, 0.2250
print(B2_grad)  # 1.9934, 0.4087

# %%
lr = 0.01

with torch.no_grad():
    W1_grad, B1_grad, W2_grad, B2_grad = backprop(X)
    W1 -= lr * W1_grad
    B1 -= lr * B1_grad
    W2 -= lr * W2_grad
    B2 -= lr * B2_grad

print(((forward(X) - Y) ** 2).sum())  # after the first step: 10.3353

# %% tags=["answer"]
learning_rate_answer = """
No, it does not have to fall with every step. With a small learning rate it does, because locally the linear
approximation is good; with a large one the step overshoots the minimum and the loss gets larger.
"""

# %%
for parameter in (W1, B1, W2, B2):
    parameter.requires_grad_()
    parameter.grad = None

mse_loss(forward(X), Y, reduction="sum").backward()

with torch.no_grad():
    by_hand = backprop(X)

for name, parameter, gradient in zip(["W1", "B1", "W2", "B2"], (W1, B1, W2, B2), by_hand):
    print(name, (gradient - parameter.grad).norm().item())  # below 0.000001 each

# %%
# Exercise 4
class ToyModel(nn.Module):
    def __init__(self):
        super(ToyModel, self).__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return torch.sigmoid(self.fc2(x))

# %%
toy = ToyModel()
print(toy)
print(mse_loss(toy(X), Y))  # untrained: around 0.25

# %%
# Exercise 5
torch.manual_seed(13)
model = ToyModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
for step in range(300):
    optimizer.zero_grad()
    pred = torch.tensor(model(X).tolist(), requires_grad=True)
    loss = mse_loss(pred, Y)
    loss.backward()
    optimizer.step()

# %%
print(mse_loss(model(X), Y).item())  # the goal: below 0.01
