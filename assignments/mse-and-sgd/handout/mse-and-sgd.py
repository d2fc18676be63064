# %% [markdown]
# # First lesson: the loss and the step by hand
#
# Change what is marked with `# CHANGE` and keep the names `update_model2` and `update_model3`: they are what is graded,
# on other data than those you see here. Cells that begin with `# Given` stay as they are. Hand in this file, as notebook
# or as `.py`.

# %% tags=["given"]
# Given: the imports.
import torch
import torch.nn as nn
import torch.optim as optim


# %% tags=["given"]
# Given: the data, 200 points around the line 5x + 2. The seed is set too, so that a model that is made next has the same
# first weights every time.
def make_data():
    torch.manual_seed(42)
    x = torch.randn(200, 1)
    y_obs = 5 * x + 2 + 2 * torch.randn(200, 1)
    return x, y_obs


x, y_obs = make_data()


# %% tags=["given"]
# Given: one training step with PyTorch's loss and optimizer. It returns the loss before the step.
def update_model(model, loss_function, optimizer, x, y_obs):
    optimizer.zero_grad()
    y_pred = model(x)
    loss = loss_function(y_pred, y_obs)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% [markdown]
# This is where 150 steps lead with what PyTorch brings along:

# %%
x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
optimizer = optim.SGD(model.parameters(), lr=0.01)
losses = [update_model(model, nn.MSELoss(), optimizer, x, y_obs) for _ in range(150)]
print(model.state_dict())  # weight 4.8087, bias 2.2150

# %% [markdown]
# ## No magic
#
# What do `nn.MSELoss` and `optim.SGD` compute? Write both yourself, and see that not a digit changes. Differentiating is
# still PyTorch's part: `loss.backward()` leaves each parameter's derivative in its `grad`.
#
# ## Exercise 1 (15 points): the mean squared error by hand
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
print(model.state_dict())  # weight 4.8087, bias 2.2150

# %% [markdown]
# ## Exercise 2 (15 points): gradient descent by hand
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
    loss = nn.MSELoss()(y_pred, y_obs)  # CHANGE: your loss of exercise 1
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
print(model.state_dict())  # weight 4.8087, bias 2.2150
