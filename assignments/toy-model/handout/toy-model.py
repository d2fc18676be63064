# %% [markdown]
# # First lesson: a network as a module
#
# Replace `raise NotImplementedError(...)` by your code and keep the name `ToyModel`: it is what is graded, with other
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
# ## Your task (20 points): the network as a module
#
# Write the class `ToyModel`, an `nn.Module` without arguments: 3 inputs, 4 hidden units with ReLU, 2 outputs with
# sigmoid. Its `__init__` makes the layers, its `forward` passes a batch through them. `nn.Linear`, `nn.ReLU`,
# `nn.Sigmoid` and `nn.Sequential` are all you need. Whatever learns has to be an attribute of the object, so that
# `parameters()` finds it.


# %%
class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError("Your task: make the layers")

    def forward(self, x):
        raise NotImplementedError("Your task: pass x through the layers")


# %%
toy = ToyModel()
print(toy)
print(sum(parameter.numel() for parameter in toy.parameters()))  # 26
print(mse_loss(toy(X), Y))  # untrained: around 0.25
