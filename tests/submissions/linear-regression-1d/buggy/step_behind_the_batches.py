# %% [markdown]
# # Linear regression in one dimension, one point at a time
#
# You fit a line through noisy points with the parts that PyTorch has for it: a data set and a data loader, a module, a
# loss, an optimizer. The points come from a line that you know, so that you can see whether the training finds it.
#
# | exercise | | points |
# |---|---|---|
# | 1 | a data set | 30 |
# | 2 | the line as a module | 20 |
# | 3 | descending batch by batch | 35 |
# | 4 | a larger learning rate | 15 |
#
# How to work with this file:
#
# - Replace each `raise NotImplementedError(...)` by your code. Keep the names: they are what is graded, on other points
#   than those you see here.
# - Cells that begin with `# Given` are part of the task. Run them and leave them as they are.
# - Hand in this file, as notebook or as `.py`. Before you do, restart and run everything from top to bottom.

# %% tags=["given"]
# Given: the imports, and the seed, so that everybody has the same noise.
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)

# %% [markdown]
# ## Exercise 1 (30 points): a data set
#
# A data set is a class with two methods: `__len__` tells how many items there are, and `__getitem__(index)` gives one
# of them. A data loader needs no more.
#
# Write `Data`. `Data()` takes no arguments. Its inputs `x` go from -3 up to 3, which is not included, in steps of
# 0.1, as a table of 60 rows and one column. Its outputs `y` are the line with slope 1 and intercept -1, plus normal
# noise: 0.1 times what `torch.randn` draws. An item is the pair of `x` and `y` of one row, each of shape `(1,)`.

# %%
class Data(Dataset):
    """Noisy points near y = x - 1."""

    def __init__(self):
        super().__init__()
        steps = torch.arange(-30, 30)
        self.x = (steps / 10).unsqueeze(1)
        noise = torch.randn(60, 1) * 0.1
        self.y = 1 * self.x + (-1) + noise

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        pair = (self.x[index], self.y[index])
        return pair

# %%
dataset = Data()
print(len(dataset), dataset[0])  # 60, and a point near (-3, -4)

# %% [markdown]
# ## Exercise 2 (20 points): the line as a module
#
# Write the module `linear_regression(input_size, output_size)`. It keeps an `nn.Linear` of these sizes in the attribute
# `linear`, and its `forward` passes the input through it.

# %%
class linear_regression(nn.Module):
    # one linear layer, nothing else
    def __init__(self, input_size, output_size):
        super(linear_regression, self).__init__()
        self.linear = nn.Linear(in_features=input_size, out_features=output_size)

    def forward(self, x):
        yhat = self.linear(x)
        return yhat

# %%
model = linear_regression(1, 1)
print(model.state_dict())  # linear.weight and linear.bias

# %% [markdown]
# ## Exercise 3 (35 points): descending batch by batch
#
# The loss, the optimizer and the data loader are the library's. With a batch size of 1 every single point makes a
# step of its own:

# %%
criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
trainloader = DataLoader(dataset=dataset, batch_size=1)

# %% [markdown]
# A random start would be close to the line already. To have something to watch, begin far away:

# %%
with torch.no_grad():
    model.linear.weight.fill_(-15)
    model.linear.bias.fill_(-10)

# %% [markdown]
# Write `train_model_BGD(iter)`. It goes through `trainloader` as many times as `iter` says. For every batch it
# computes the model's outputs and their loss by `criterion`, clears the gradients, calls `backward()`, and lets the
# optimizer take a step. It uses the variables `model`, `criterion`, `optimizer` and `trainloader` as they are when it
# is called.

# %%
def train_model_BGD(iter):
    for epoch in range(iter):
        for x, y in trainloader:
            yhat = model(x)
            loss = criterion(yhat, y)
            optimizer.zero_grad()
            loss.backward()
        optimizer.step()

# %%
train_model_BGD(10)
print(model.state_dict())  # 0.9932 and -1.0174, if nothing else was drawn after the seed

# %% [markdown]
# ## Exercise 4 (15 points): a larger learning rate
#
# Do it all again with a learning rate of **0.1**: make a new `model`, put it at the same start of -15 and -10, make an
# `optimizer` for it, and train it for ten epochs with batches of one point, in the order of the data set (which way a
# large rate is thrown depends on who comes last). Use the same names again.

# %%
model = linear_regression(1, 1)
model.linear.weight.data[:] = -15
model.linear.bias.data[:] = -10
optimizer = optim.SGD(model.parameters(), lr=0.1)
trainloader = DataLoader(dataset=dataset, batch_size=1, shuffle=False)
for epoch in range(10):
    for x, y in trainloader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()

# %%
print(model.state_dict())  # 1.0554 and -1.0210: the last few points throw the line about

# %% [markdown]
# ### If you are curious
#
# This is not graded. With which batch sizes does the larger rate do better than the smaller one, and why? From which
# learning rate on does the training diverge?
