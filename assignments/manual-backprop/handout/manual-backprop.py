# %% [markdown]
# # First lesson: the backward pass by hand
#
# Replace `raise NotImplementedError(...)` by your code and keep the name `backprop`: it is what is graded, with other
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
# ## The network and its loss
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
# $$z_1 = x W_1 + B_1 \qquad h = \mathrm{relu}(z_1) \qquad z_2 = h W_2 + B_2 \qquad \hat y = \sigma(z_2)$$
#
# The loss is the sum of all squared differences between the outputs and the targets `Y`:
#
# $$L = \sum_{n=1}^{N} \sum_{k=1}^{2} (\hat y_{nk} - Y_{nk})^2$$
#
# ## Your task (30 points): the backward pass
#
# Write `backprop(x)`, which returns the derivatives of $L$ as `W1_grad, B1_grad, W2_grad, B2_grad`. Go through the lines
# above from the last to the first. Two derivatives that you need: $\sigma' = \sigma (1 - \sigma)$, and the ReLU's is 1
# where its input is at least 0 and 0 elsewhere. A bias collects the derivatives of its layer over the batch, a weight
# collects their products with what flows into it. PyTorch's automatic differentiation is switched off while this is
# graded.


# %%
def backprop(x):
    raise NotImplementedError("Your task: the forward pass, then the derivatives, from the last line to the first")


# %%
W1_grad, B1_grad, W2_grad, B2_grad = backprop(X)
print(W1_grad)  # (3, 4); the first row is 0.0024, 0.1060, -0.3577, 0.0399
print(B1_grad)  # -0.1472, -0.1702, 0.3098, -0.1245
print(W2_grad)  # (4, 2); the last row is 1.0258, 0.2250
print(B2_grad)  # 1.9934, 0.4087
