# %% [markdown]
# # Which unit does the thermometer show?
#
# A wall thermometer from a flea market has a scale without a unit. For eleven days somebody wrote down what it
# showed, and the temperature in degrees Celsius from another thermometer. You will fit a straight line through these
# readings six times: from differences, from derivatives by hand, with autograd, with an optimizer, with a validation
# set, and with modules. In the end you know the unit.
#
# | exercise | | points |
# |---|---|---|
# | 1 | a model and its loss | 8 |
# | 2 | rates of change from two values each | 8 |
# | 3 | derivatives by hand | 8 |
# | 4 | the gradient by the chain rule | 8 |
# | 5 | a training loop by hand | 12 |
# | 6 | normalised inputs, and a training to its end | 8 |
# | 7 | the loop with autograd | 10 |
# | 8 | the loop with an optimizer | 8 |
# | 9 | a training set and a validation set | 10 |
# | 10 | the line as a module | 8 |
# | 11 | a network from `nn.Sequential` | 4 |
# | 12 | the network as a class | 4 |
# | 13 | its functional twin | 4 |
#
# How to work with this file:
#
# - Replace each `raise NotImplementedError(...)` by your code, and keep the names: they are what is graded, with
#   other readings and parameters than those you see here. A mistake in one exercise does not cost the later ones
#   their points.
# - The function `training_loop` is written anew in exercises 5, 7, 8, 9 and 10, always under this name. That is meant:
#   all versions are looked at, and are told apart by what they take. Keep the order of their arguments.
# - Cells that begin with `# Given` are part of the task. Run them and leave them as they are.
# - Hand in this file, as notebook or as `.py`. Before you do, restart and run everything from top to bottom.

# %% tags=["given"]
# Given: the imports.
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.optim as optim

# %% tags=["given"]
# Given: the temperatures in degrees Celsius (t_c), and what the thermometer showed (t_u, in an unknown unit).
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])

# %% [markdown]
# ## Exercise 1 (8 points): a model and its loss
#
# Scales of thermometers differ by a factor and an offset, so a line is a good guess: `model(t_u, w, b)` predicts the
# temperatures `t_p` $= w \cdot t_u + b$. How wrong they are is told by `loss_fn(t_p, t_c)`, the **mean** of the squared
# differences, one number.


# %%
def model(t_u, w, b):
    raise NotImplementedError("Exercise 1: return the line's temperatures")


# %%
def loss_fn(t_p, t_c):
    raise NotImplementedError("Exercise 1: return the mean of the squared differences")


# %% tags=["given"]
# Given: parameters to begin with, a slope of 1 and an intercept of 0.
w = torch.ones(())
b = torch.zeros(())

# %%
print(loss_fn(model(t_u, w, b), t_c).item())  # 1763.88

# %% [markdown]
# ## Exercise 2 (8 points): rates of change from two values each
#
# In which direction does the loss fall? Try it: compute it with a slope that is a little larger, by `delta`, and with
# one that is a little smaller. The difference of the two losses, divided by how far apart the slopes are
# ($2\,\delta$), is the loss's rate of change with the slope. The same goes for the intercept.
#
# Compute `loss_rate_of_change_w` and `loss_rate_of_change_b` here in the cell, from `t_u`, `t_c`, `w`, `b` and
# `delta`. (What you write is computed again with other values of these. PyTorch's automatic differentiation is
# switched off then, as it is for exercises 3, 4 and 5.)

# %% tags=["given"]
# Given: how far to look, and how far to go.
delta = 0.1
learning_rate = 1e-2

# %%
raise NotImplementedError("Exercise 2: compute the two rates of change, then delete this line")

# %%
print(loss_rate_of_change_w.item(), loss_rate_of_change_b.item())  # near 4517.3 and 82.6
print((w - learning_rate * loss_rate_of_change_w).item())  # -44.17: is that a good step?

# %% [markdown]
# ## Exercise 3 (8 points): derivatives by hand
#
# Two evaluations for each parameter are too many when there are millions, and how large `delta` should be is anybody's
# guess. Derivatives have neither problem. Write those of the two functions:
#
# - `dloss_fn(t_p, t_c)`: of the loss with respect to each predicted temperature, in the shape of `t_p`;
# - `dmodel_dw(t_u, w, b)`: of each predicted temperature with respect to the slope;
# - `dmodel_db(t_u, w, b)`: of each predicted temperature with respect to the intercept (a plain number will do).


# %%
def dloss_fn(t_p, t_c):
    raise NotImplementedError("Exercise 3: the derivative of a mean of squares")


# %%
def dmodel_dw(t_u, w, b):
    raise NotImplementedError("Exercise 3: the derivative with respect to w")


# %%
def dmodel_db(t_u, w, b):
    raise NotImplementedError("Exercise 3: the derivative with respect to b")


# %% [markdown]
# ## Exercise 4 (8 points): the gradient by the chain rule
#
# Put them together: `grad_fn(t_u, t_c, t_p, w, b)` returns the gradient of the loss, a tensor of shape `(2,)` with the
# part for $w$ first. Every reading contributes the product of its two derivatives, and the contributions add up.


# %%
def grad_fn(t_u, t_c, t_p, w, b):
    raise NotImplementedError("Exercise 4: multiply, sum, and put the two parts together")


# %%
print(grad_fn(t_u, t_c, model(t_u, w, b), w, b))  # 4517.2969, 82.6000

# %% [markdown]
# ## Exercise 5 (12 points): a training loop by hand
#
# Gradient descent repeats one step: go against the gradient, by its length times the learning rate. Write
# `training_loop(n_epochs, learning_rate, params, t_u, t_c)`. `params` holds slope and intercept; return what they are
# after `n_epochs` steps. A training can go wrong: when the loss is no longer finite (`torch.isfinite`), end the loop
# after that step, and return the parameters that you have. Print the loss now and then.


# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    raise NotImplementedError("Exercise 5: predict, compute loss and gradient, take the step")


# %%
print(training_loop(100, 1e-2, torch.tensor([1.0, 0.0]), t_u, t_c))

# %% [markdown]
# The parameters grow beyond all bounds: every step jumps over the valley, and the next one is larger. With a learning
# rate of `1e-4` the training would be stable and hardly move. Compare the two parts of the gradient above: one is
# fifty times the other, so that no learning rate suits both.
#
# ## Exercise 6 (8 points): normalised inputs, and a training to its end
#
# Bring the inputs to a size near 1: let `t_un` be a tenth of `t_u`. Train on it with the learning rate `1e-2`, from a
# slope of 1 and an intercept of 0, until the loss is **below 2.94**, and call the result `params`. (You will need
# some thousand epochs. No line reaches less than 2.9276.)

# %%
raise NotImplementedError("Exercise 6: normalise, train, then delete this line")

# %%
print(params, loss_fn(model(t_un, *params), t_c).item())  # after 5000 epochs: 5.3671, -17.3012, loss 2.9276

# %% [markdown]
# Degrees Celsius are $(F - 32) / 1.8$ for $F$ degrees Fahrenheit: a slope of 0.5556, or 5.556 for a tenth, and an
# intercept of $-17.78$. So that is what the thermometer shows.
#
# ## Exercise 7 (10 points): the loop with autograd
#
# PyTorch finds derivatives by itself. A tensor made with `requires_grad=True` remembers what is computed from it, and
# `backward()` on the loss puts the derivatives into its `grad`:

# %%
params = torch.tensor([1.0, 0.0], requires_grad=True)
loss_fn(model(t_u, *params), t_c).backward()
print(params.grad)  # again 4517.2969, 82.6000

# %% [markdown]
# Write `training_loop` again, with the same arguments: this time `params` requires gradients, and there is no
# `grad_fn`. Two things to mind:
#
# - `backward()` **adds** to what `grad` holds. Clear it in every epoch.
# - The step itself is no part of what is to be differentiated. Take it inside `with torch.no_grad():`.


# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    raise NotImplementedError("Exercise 7: let backward() find the gradient, and return params")


# %%
print(training_loop(5000, 1e-2, torch.tensor([1.0, 0.0], requires_grad=True), t_un, t_c))  # 5.3671, -17.3012

# %% [markdown]
# ## Exercise 8 (8 points): the loop with an optimizer
#
# An optimizer knows how to take a step. It is made once, with the tensors that it is to change, and then has two
# methods: `zero_grad()` clears their gradients, `step()` changes them. Write `training_loop(n_epochs, optimizer,
# params, t_u, t_c)`, for whatever optimizer it is given; it returns `params`.


# %%
def training_loop(n_epochs, optimizer, params, t_u, t_c):
    raise NotImplementedError("Exercise 8: the optimizer clears and steps")


# %%
params = torch.tensor([1.0, 0.0], requires_grad=True)
optimizer = optim.SGD([params], lr=1e-2)
print(training_loop(5000, optimizer, params, t_un, t_c))  # 5.3671, -17.3012

# %%
# Adam finds a learning rate for each parameter by itself: it needs no normalised inputs.
params = torch.tensor([1.0, 0.0], requires_grad=True)
optimizer = optim.Adam([params], lr=1e-1)
print(training_loop(2000, optimizer, params, t_u, t_c))  # near 0.537, -17.3

# %% [markdown]
# ## Exercise 9 (10 points): a training set and a validation set
#
# Whether a model has learned something general shows on readings that it has not learned from. Two of the eleven are
# put aside:

# %%
shuffled = torch.randperm(len(t_u))
train_indices, val_indices = shuffled[:-2], shuffled[-2:]
train_t_un, val_t_un = 0.1 * t_u[train_indices], 0.1 * t_u[val_indices]
train_t_c, val_t_c = t_c[train_indices], t_c[val_indices]

# %% [markdown]
# Write `training_loop(n_epochs, optimizer, params, train_t_u, val_t_u, train_t_c, val_t_c)`. It learns from the
# training set as before, computes the loss on the validation set too, prints both now and then, and returns `params`.
# Nobody will ask for a gradient of the validation loss: see to it that no graph is recorded for it.


# %%
def training_loop(n_epochs, optimizer, params, train_t_u, val_t_u, train_t_c, val_t_c):
    raise NotImplementedError("Exercise 9: learn from one set, look at the other")


# %%
params = torch.tensor([1.0, 0.0], requires_grad=True)
optimizer = optim.SGD([params], lr=1e-2)
print(training_loop(3000, optimizer, params, train_t_un, val_t_un, train_t_c, val_t_c))

# %% [markdown]
# ## Exercise 10 (8 points): the line as a module
#
# `nn.Linear(1, 1)` is our line with its two parameters inside. Modules take batches: one row for each reading, one
# column for each input. `unsqueeze(1)` turns `(N,)` into `(N, 1)`.
#
# Write `training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val)`: it trains the
# module that it is given, with the loss that it is given, and returns nothing. Then make an `nn.Linear(1, 1)`, call
# it `linear_model`, and train it on the normalised readings until its loss on all eleven is below 8.


# %%
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    raise NotImplementedError("Exercise 10: as before, with model(t_u_train) in the place of the line")


# %%
raise NotImplementedError("Exercise 10: make linear_model and train it, then delete this line")

# %%
print(linear_model.weight, linear_model.bias)  # roughly 5.4 and -17

# %% [markdown]
# ## Exercise 11 (4 points): a network from nn.Sequential
#
# A line is all that this thermometer needs. For the exercise, build a small network for the same data: a hidden layer
# of 13 units with `nn.Tanh`, and an output layer, from 1 input to 1 output.
#
# - `seq_model` is the `nn.Sequential` of the three modules in a row. Look at the names of its parameters: they are
#   numbers.
# - `namedseq_model` is the same made from an `OrderedDict`, which gives the modules the names `hidden_linear`,
#   `hidden_activation` and `output_linear`.

# %%
raise NotImplementedError("Exercise 11: make seq_model and namedseq_model, then delete this line")

# %%
for name, parameter in namedseq_model.named_parameters():
    print(name, tuple(parameter.shape))  # hidden_linear.weight (13, 1), hidden_linear.bias (13,) and so on

# %% [markdown]
# ## Exercise 12 (4 points): the network as a class
#
# Write the same network as `SubclassModel`, a class that derives from `nn.Module`, with the same three names as
# attributes.


# %%
class SubclassModel(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError("Exercise 12: make the three modules")

    def forward(self, input):
        raise NotImplementedError("Exercise 12: pass the input through them")


# %%
print(SubclassModel())

# %% [markdown]
# ## Exercise 13 (4 points): its functional twin
#
# An activation has no parameters: it need not be a module at all. `SubclassFunctionalModel` has the two linear layers
# only, under the same names and this time with **14** hidden units, and uses the function `torch.tanh` in `forward`.


# %%
class SubclassFunctionalModel(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError("Exercise 13: make the two linear layers")

    def forward(self, input):
        raise NotImplementedError("Exercise 13: the activation is a function")


# %%
print(SubclassFunctionalModel())

# %% [markdown]
# ### If you are curious
#
# This is not graded. Train one of the networks with the last `training_loop` (a learning rate of `1e-3` and 5000
# epochs) and compare its two losses with those of the line. Which of the two would you trust with a reading of 100?
