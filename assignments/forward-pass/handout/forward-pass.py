# %% [markdown]
# # First lesson: the forward pass by hand
#
# Replace `raise NotImplementedError(...)` by your code and keep the name `forward`: it is what is graded, with other
# inputs than those you see here. Cells that begin with `# Given` stay as they are. Hand in this file, as notebook or as
# `.py`.

# %% tags=["given"]
# Given: the imports.
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.functional import mse_loss


# %% tags=["given"]
# Given: where the data come from. Each of the two outputs of a point is 0 or 1.
def generate_data(N):
    X = torch.randn(N, 3)
    a, b, c = X.unbind(dim=1)
    signed_sum = (a + c.sign() * b) * (c != 0)
    Y = torch.stack([signed_sum, X.norm(dim=1)], dim=1).abs() > 1.33
    return X, Y.float()


# %% tags=["given"]
# Given: twenty points with three coordinates each, and parameters to begin with.
torch.manual_seed(0)
X, Y = generate_data(20)

W1 = torch.randn(3, 4) * 0.2
B1 = torch.randn(1, 4) * 0.2
W2 = torch.randn(4, 2) * 0.2
B2 = torch.randn(1, 2) * 0.2

# %% [markdown]
# ## A network of two layers
#
# The network has 3 inputs, a hidden layer of 4 units with ReLU, and 2 outputs with sigmoid:
#
# | name | shape | what it is |
# |---|---|---|
# | `W1` | (3, 4) | weights from the inputs to the hidden units |
# | `B1` | (1, 4) | biases of the hidden units |
# | `W2` | (4, 2) | weights from the hidden units to the outputs |
# | `B2` | (1, 2) | biases of the outputs |
#
# A batch is a matrix with a point in each row. A layer multiplies it by its weights (`@`) and adds its biases to every
# row; `torch.relu` and `torch.sigmoid` work element by element.
#
# ## Your task (20 points): the forward pass
#
# Write `forward(x)`. It takes a batch of any size, shape `(N, 3)`, and returns the outputs, shape `(N, 2)`. It reads the
# parameters from the variables of the table. Automatic differentiation is switched off while it is graded; you do not
# need it.
#
# $$h = \mathrm{relu}(x W_1 + B_1) \qquad \hat y = \sigma(h W_2 + B_2)$$


# %%
def forward(x):
    raise NotImplementedError("Your task: compute h and y_hat, and return y_hat")


# %%
y_hat = forward(X)
print(y_hat.shape)  # (20, 2)
print(y_hat[0])  # 0.5900, 0.6397
print(((y_hat - Y) ** 2).sum())  # 10.3925
