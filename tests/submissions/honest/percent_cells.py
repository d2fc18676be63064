# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: percent
# ---

# %% [markdown]
# # Homework 4

# %%
# %matplotlib inline
import torch
import torch.nn as nn
import torch.nn.functional as F

# %% [markdown]
# ## Exercise 1

# %%
def forward(x):
    return torch.sigmoid(torch.relu(x @ W1 + B1) @ W2 + B2)


forward(X)

# %% [markdown]
# ## Exercise 2

# %%
def backprop(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    y = torch.sigmoid(h @ W2 + B2)
    d2 = 2 * (y - Y) * y * (1 - y)
    d1 = (d2 @ W2.T) * (z1 >= 0)
    return x.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0)


# %% [markdown]
# ## Exercise 3 (10 points): can a step raise the loss?

# %% [markdown]
# Yes, if the learning rate is too large.

# %% [markdown]
# ## Exercise 4

# %%
class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))


# %% [markdown]
# ## Exercise 5

# %%
torch.manual_seed(3)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(600):
    opt.zero_grad()
    F.mse_loss(model(X), Y).backward()
    opt.step()
# %%
F.mse_loss(model(X), Y)
