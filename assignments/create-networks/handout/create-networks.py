# %% [markdown]
# # Create and train neural networks
#
# You will build networks from linear layers, set some of their parameters yourself, find out what decides about a
# training, and finally write the two parts of PyTorch that do the work: the loss and the step.
#
# | exercise | | points |
# |---|---|---|
# | 1 | four networks | 20 |
# | 2 | parameters set by hand | 10 |
# | 3 | enough iterations | 10 |
# | 4 | one more layer | 10 |
# | 5 | the learning rate from which the loss grows | 10 |
# | 6 | an optimizer that adapts | 10 |
# | 7 | the mean squared error by hand | 15 |
# | 8 | gradient descent by hand | 15 |
#
# How to work with this file:
#
# - Change what is marked with `# CHANGE`, and replace each `raise NotImplementedError(...)` by your code.
# - You may use the name `model` again and again. Every network that a name stood for outside a function is looked at,
#   alone or in a list or a dictionary, and so is every training by an optimizer of `torch.optim`. Only where a loop makes
#   networks under one name, its last one alone is seen: collect them in a list.
# - Cells that begin with `# Given` are part of the task. Run them and leave them as they are.
# - Hand in this file, as notebook or as `.py`. Before you do, restart and run everything from top to bottom.

# %% tags=["given"]
# Given: the imports.
import torch
import torch.nn as nn
import torch.optim as optim

# %% [markdown]
# ## Part 1: networks from layers
#
# `nn.Linear(inputs, outputs)` is one layer: it multiplies by a matrix of weights and adds a bias for each output.
# `nn.Sequential(first, second, ...)` passes its input through one layer after the other, so what one layer puts out is
# what the next takes in. The number of parameters tells how much there is to learn.


# %% tags=["given"]
# Given: how many numbers a model learns.
def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


# %% [markdown]
# For example, three inputs and two outputs, without anything between them:

# %%
model = nn.Linear(3, 2)
print(model(torch.randn(100, 3)).shape)  # (100, 2): a row for each of 100 points
print(count_parameters(model))  # 8: six weights and two biases

# %% [markdown]
# ## Exercise 1 (20 points): four networks
#
# Build these four. Use linear layers alone, with nothing between them. Check each by sending a batch through it, and try
# to say how many parameters it has before you print the number.
#
# | | inputs | hidden features | outputs |
# |---|---|---|---|
# | a | 4 | none | 1 |
# | b | 3 | 2 | 2 |
# | c | 8 | 20 | 1 |
# | d | 20 | 50, then 35, then 10 | 1 |

# %%
# a: 4 to 1
raise NotImplementedError("Exercise 1a: model = ...")

# %%
# b: 3 to 2 to 2
raise NotImplementedError("Exercise 1b: model = ...")

# %%
# c: 8 to 20 to 1
raise NotImplementedError("Exercise 1c: model = ...")

# %%
# d: 20 to 50 to 35 to 10 to 1
raise NotImplementedError("Exercise 1d: model = ...")

# %% [markdown]
# ## Part 2: parameters
#
# PyTorch draws random parameters for every new layer. They are tensors like any others: `model[0].weight` and
# `model[0].bias` belong to the first layer of an `nn.Sequential`, and `model.named_parameters()` lists all of them. To
# change them by hand, tell PyTorch not to record it for differentiating, and write into the tensor:

# %%
model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1))
data = torch.randn(1, 3)
print(model(data))

with torch.no_grad():
    model[1].bias[:] = 100

print(model(data))  # about 100 more: the last bias is simply added to the output

# %% [markdown]
# ## Exercise 2 (10 points): parameters set by hand
#
# a) Make a network with 1 input, 1 hidden feature and 1 output. Set the **weight** of its first layer, and nothing else,
# to -10. Compare the output for the same data before and after.

# %%
raise NotImplementedError("Exercise 2a: make the model, run it, set the weight, run it again")

# %% [markdown]
# b) Make a network with 100 inputs, layers of 50 and of 1 hidden features, and 1 output. Set **weight and bias** of its
# last layer, and nothing else, to 0. What is left of the input in the output?

# %%
raise NotImplementedError("Exercise 2b: make the model, run it, set weight and bias, run it again")

# %% [markdown]
# ## Part 3: what decides about a training
#
# Training repeats one step: predict, measure the loss, differentiate, move the parameters a little. The next cells hold
# that step, and some data to fit: 200 points around the line 5x + 2, with a good deal of noise. `make_data` also sets
# the random seed, so that a model which is made right after it has the same first weights every time.


# %% tags=["given"]
# Given: the data.
def make_data():
    torch.manual_seed(42)
    x = torch.randn(200, 1)
    y_obs = 5 * x + 2 + 2 * torch.randn(200, 1)
    return x, y_obs


x, y_obs = make_data()


# %% tags=["given"]
# Given: one training step. It returns the loss before the step.
def update_model(model, loss_function, optimizer, x, y_obs):
    optimizer.zero_grad()
    y_pred = model(x)
    loss = loss_function(y_pred, y_obs)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% tags=["given"]
# Given: pictures, for those who want them.
def plot_losses(losses, ax=None):
    import matplotlib.pyplot as plt

    ax = ax or plt.gca()
    ax.plot(losses, ".:")
    ax.set(title="Loss while training", xlabel="iteration", ylabel="loss")


def plot_1d_model_fit(model, x, y_obs, ax=None):
    import matplotlib.pyplot as plt

    ax = ax or plt.gca()
    ax.plot(x, y_obs, ".", markersize=2)
    ends = torch.linspace(x.min(), x.max(), 100).reshape(-1, 1)
    ax.plot(ends, model(ends).detach(), ":")
    ax.set(title="The fit", xlabel="x", ylabel="y")


# %% [markdown]
# ## Exercise 3 (10 points): enough iterations
#
# Thirty iterations are not enough to find the line. How many are? Raise `num_iterations` until the loss is flat, and
# leave everything else as it is. `plot_losses(losses)` and `plot_1d_model_fit(model, x, y_obs)` draw what happens.

# %%
x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
loss_function = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
num_iterations = 30  # CHANGE

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(num_iterations)]
print(losses[0], losses[-1])
print(model.state_dict())  # after 30 iterations: weight 2.0565, bias 1.4153

# %% [markdown]
# ## Exercise 4 (10 points): one more layer
#
# Does a deeper network learn faster or more slowly here? Put a hidden layer, of a size that you like, between the input
# and the output, and compare the losses.

# %%
x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))  # CHANGE
loss_function = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(150)]
print(losses[0], losses[-1])
print(model.state_dict())  # with the single layer: weight 4.8087, bias 2.2150

# %% [markdown]
# ## Exercise 5 (10 points): the learning rate from which the loss grows
#
# A larger learning rate makes larger steps, up to a point: then each step overshoots, and the loss grows instead of
# falling. At about which rate does that begin, for this model and these data? Leave the cell with the rate that you found.
# (Within a quarter of the exact answer is near enough.)

# %%
x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
loss_function = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)  # CHANGE the lr

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(250)]
print(losses[0], losses[-1])
print(model.state_dict())  # with lr=0.01: weight 5.0558, bias 2.2563

# %% [markdown]
# ## Exercise 6 (10 points): an optimizer that adapts
#
# `optim.SGD` uses the learning rate as it is. Others adapt the length of each parameter's steps to the gradients that
# they have seen:
#
# | | |
# |---|---|
# | `optim.Adagrad` | divides by all gradients so far: steps become smaller and smaller |
# | `optim.RMSprop` | the same with a moving average, which forgets |
# | `optim.Adam` | in addition keeps some of the momentum of earlier steps |
#
# Here the learning rate is far too large. Keep it, exchange the optimizer, and see whether the training recovers.

# %%
x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
loss_function = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=1.5)  # CHANGE the optimizer, keep the lr

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(75)]
print(losses[0], losses[-1])
print(model.state_dict())

# %% [markdown]
# ## Part 4: no magic
#
# What do `nn.MSELoss` and `optim.SGD` compute? Write both yourself, and see that not a digit changes. Differentiating is
# still PyTorch's part: `loss.backward()` leaves each parameter's derivative in its `grad`.
#
# ## Exercise 7 (15 points): the mean squared error by hand
#
# `update_model2` has no loss function among its arguments. Replace the line with `nn.MSELoss` by the formula
#
# $$\mathrm{MSE} = \frac{1}{n} \sum_{i=1}^{n} (\hat y_i - y_i)^2$$
#
# in tensor operations. While this exercise is graded, `nn.MSELoss` and `mse_loss` do not work, whatever they are called.


# %%
def update_model2(model, optimizer, x, y_obs):
    optimizer.zero_grad()
    y_pred = model(x)
    loss = nn.MSELoss()(y_pred, y_obs)  # CHANGE

    loss.backward()
    optimizer.step()
    return loss.item()


# %%
x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
optimizer = optim.SGD(model.parameters(), lr=0.01)
losses = [update_model2(model, optimizer, x, y_obs) for _ in range(150)]
print(model.state_dict())  # weight 4.8087, bias 2.2150, as before

# %% [markdown]
# ## Exercise 8 (15 points): gradient descent by hand
#
# `update_model3` has no optimizer either. Delete the lines that use one, and move every parameter $w$ yourself, with the
# learning rate $\eta = 0.01$:
#
# $$w_{t+1} = w_t - \eta \, \frac{\partial L}{\partial w}(w_t)$$
#
# Nothing of `torch.optim` works while this exercise is graded, and no `nn.MSELoss` either. (Writing `p = ...` would only
# give the name `p` to a new tensor. `p[:] = ...` writes into the parameter.)


# %%
def update_model3(model, x, y_obs):
    model.zero_grad()
    optimizer = optim.SGD(model.parameters(), lr=0.01)  # CHANGE: delete this line

    y_pred = model(x)
    loss = nn.MSELoss()(y_pred, y_obs)  # CHANGE: your loss of exercise 7
    loss.backward()
    optimizer.step()  # CHANGE: delete this line

    lr = 0.01
    with torch.no_grad():
        for p in model.parameters():
            ...  # CHANGE: one step of gradient descent

    return loss.item()


# %%
x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
losses = [update_model3(model, x, y_obs) for _ in range(150)]
print(model.state_dict())  # weight 4.8087, bias 2.2150, once more
