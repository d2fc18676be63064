# %% [markdown]
# # Homework 4: a small network in PyTorch
#
# You will build one tiny neural network three times: by hand, with PyTorch's modules, and trained until it fits its
# data.
#
# | exercise | | points |
# |---|---|---|
# | 1 | the forward pass by hand | 20 |
# | 2 | the backward pass by hand | 30 |
# | 3 | a question about the learning rate | 10 |
# | 4 | the same network with `torch.nn` | 20 |
# | 5 | training below a loss of 0.01 | 30 |
#
# How to work with this file:
#
# - Replace each `raise NotImplementedError(...)` by your code. Keep the names `forward`, `backprop`, `ToyModel` and
#   `model`: they are what is graded, by calling them with other inputs than those you see here.
# - Cells that begin with `# Given` are part of the task. Run them and leave them as they are.
# - Hand in this file, as notebook or as `.py`. Before you do, restart and run everything from top to bottom.

# %% tags=["given"]
# Given: the imports.
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.functional import mse_loss

# %% [markdown]
# ## Part 1: two functions that work element by element
#
# Two activation functions are enough for this homework. The **sigmoid** squeezes every number into the range from 0
# to 1; the **ReLU** keeps what is positive and sets everything else to zero:
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}} \qquad \mathrm{relu}(x) = \max(0, x)$$
#
# Applied to a tensor, both give a tensor of the same shape. Each exists as a function and as a method:
# `torch.sigmoid(x)` is `x.sigmoid()`, and `torch.relu(x)` is `x.relu()`.

# %%
x = torch.tensor([-1.5330, 0.4530, -0.7361, -0.3403, 2.4078])
print(torch.sigmoid(x))  # 0.1776, 0.6114, 0.3239, 0.4157, 0.9174
print(x.relu())  # 0, 0.4530, 0, 0, 2.4078

# %% [markdown]
# ## Part 2: a network by hand
#
# The network has 3 inputs, one hidden layer of 4 units with ReLU, and 2 outputs with sigmoid.
#
# Its data are synthetic. `generate_data(N)` draws `N` points with three coordinates each, and a fixed rule turns every
# point into two numbers which are either 0 or 1. You need not understand the rule. The two outputs are independent of
# each other: one, both or none of them may be 1.

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

# %%
print(X[:3])  # the first row is -1.1258, -1.1524, -0.2506
print(Y[:3])

# %% [markdown]
# A layer is a matrix of weights and a vector of biases. A batch is a matrix with one point in each row, so that a layer
# from 3 to 4 units needs a 3×4 matrix: `(N, 3) @ (3, 4)` has the shape `(N, 4)`. The bias is added to every row.
#
# | name | shape | what it is |
# |---|---|---|
# | `W1` | (3, 4) | weights from the inputs to the hidden units |
# | `B1` | (1, 4) | biases of the hidden units |
# | `W2` | (4, 2) | weights from the hidden units to the outputs |
# | `B2` | (1, 2) | biases of the outputs |

# %% tags=["given"]
# Given: parameters to begin with.
W1 = torch.randn(3, 4) * 0.2
B1 = torch.randn(1, 4) * 0.2
W2 = torch.randn(4, 2) * 0.2
B2 = torch.randn(1, 2) * 0.2

# %% [markdown]
# ## Exercise 1 (20 points): the forward pass
#
# Write `forward(x)`. It takes a batch of any size, shape `(N, 3)`, and returns the outputs, shape `(N, 2)`. It reads
# the parameters from the variables `W1`, `B1`, `W2` and `B2`:
#
# $$\begin{aligned}
# z_1 &= x W_1 + B_1 \\
# h &= \mathrm{relu}(z_1) \\
# z_2 &= h W_2 + B_2 \\
# \hat y &= \sigma(z_2)
# \end{aligned}$$
#
# `@` multiplies matrices.

# %%
def forward(x):
    outputs = []
    for i in range(x.shape[0]):
        z1 = [(x[i] * W1[:, j]).sum() + B1[0, j] for j in range(4)]
        h = [torch.relu(z) for z in z1]
        z2 = [sum(h[j] * W2[j, k] for j in range(4)) + B2[0, k] for k in range(2)]
        outputs.append(torch.stack([torch.sigmoid(z) for z in z2]))
    return torch.stack(outputs)

# %%
y_hat = forward(X)
print(y_hat.shape)  # (20, 2), as Y
print(y_hat[0])  # 0.5900, 0.6397

# %% [markdown]
# How wrong are these outputs? The **loss** of this part is the sum of all squared differences:
#
# $$L = \sum_{n=1}^{N} \sum_{k=1}^{2} (\hat y_{nk} - Y_{nk})^2$$
#
# PyTorch knows it as `mse_loss` with `reduction="sum"`. (Its default, `reduction="mean"`, divides by the number of
# values, here 40. Exercises 4 and 5 use the default.)

# %%
print(((forward(X) - Y) ** 2).sum())  # 10.3925
print(mse_loss(forward(X), Y, reduction="sum"))  # the same

# %% [markdown]
# ## Exercise 2 (30 points): the backward pass
#
# Write `backprop(x)`. It returns the derivatives of the loss $L$ with respect to the four parameters, in the order
# `W1_grad, B1_grad, W2_grad, B2_grad`. The rows of `x` belong to the rows of `Y`.
#
# The chain rule walks backwards through the forward pass. Each line needs the one above it:
#
# $$\begin{aligned}
# \frac{\partial L}{\partial \hat y} &= 2 (\hat y - Y) \\
# \frac{\partial L}{\partial z_2} &= \frac{\partial L}{\partial \hat y} \odot \hat y \odot (1 - \hat y)
#   && \text{because } \sigma' = \sigma (1 - \sigma) \\
# \frac{\partial L}{\partial h} &= \frac{\partial L}{\partial z_2} W_2^\top \\
# \frac{\partial L}{\partial z_1} &= \frac{\partial L}{\partial h} \odot H(z_1)
#   && \text{because } \mathrm{relu}' = H
# \end{aligned}$$
#
# $\odot$ multiplies element by element. $H(z)$ is 1 where $z \ge 0$ and 0 elsewhere; `(z1 >= 0).float()` is one way to
# write it. (At exactly 0 the ReLU has no derivative. In this course $H(0) = 1$.)
#
# The last step, from $z_1$ and $z_2$ to the parameters, is given in the code below: a bias collects the derivatives of
# its layer over the batch, a weight collects their products with what flows into it.
#
# "By hand" is meant: PyTorch's automatic differentiation (`backward`, `torch.autograd`, `torch.func`) is switched off
# when `forward` and `backprop` are graded.

# %%
def backprop(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    z2 = h @ W2 + B2
    y_hat = forward(x)

    y_hat_grad = 2 * y_hat - 2 * Y
    sig = torch.sigmoid(z2)
    z2_grad = y_hat_grad * (sig - sig**2)
    h_grad = torch.einsum("nk,jk->nj", z2_grad, W2)
    z1_grad = torch.where(z1 >= 0, h_grad, torch.zeros_like(h_grad))

    # Given: the derivatives of the parameters.
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

# %% [markdown]
# The gradient points to where the loss grows, so **gradient descent** goes a little way in the opposite direction, with
# every parameter $w$ at once:
#
# $$w_{t+1} = w_t - \alpha \frac{\partial L}{\partial w}(w_t)$$
#
# The factor $\alpha$ is the **learning rate**. The next cell takes one step each time you run it.

# %%
lr = 0.01

with torch.no_grad():
    W1_grad, B1_grad, W2_grad, B2_grad = backprop(X)
    W1 -= lr * W1_grad
    B1 -= lr * B1_grad
    W2 -= lr * W2_grad
    B2 -= lr * B2_grad

print(((forward(X) - Y) ** 2).sum())  # after the first step: 10.3353

# %% [markdown]
# ## Exercise 3 (10 points): can a step raise the loss?
#
# Run the cell above several times and watch the loss fall. Must it fall with every step, or could a step of gradient
# descent also make the loss larger? Say which, and explain why. (Think of the extremes: what would a huge learning rate
# do?) A few sentences are enough. A person reads and grades them.

# %% tags=["answer"]
learning_rate_answer = """
It could get larger when alpha is too big (overshooting). For f(x)=x^2 and alpha>1 every step makes it worse.
"""

# %% [markdown]
# ## Part 3: let PyTorch do the work
#
# PyTorch can differentiate by itself. A tensor that is marked with `requires_grad_()` remembers what is computed from
# it; `backward()` on a result walks back through that record and stores the derivatives in the tensor's `grad`.

# %%
x = torch.tensor([2.0, 3.0, 4.0]).requires_grad_()
print(x.grad)  # None: nothing was differentiated yet

y = (x**2 + x).sum()
y.backward()
print(x.grad)  # 5, 7, 9: the derivative is 2x + 1

# %% [markdown]
# Mind that `backward()` **adds** to what `grad` already holds. Doing the same again does not give 5, 7, 9 again. This is
# why every training loop clears the gradients before each step.

# %%
y = (x**2 + x).sum()
y.backward()
print(x.grad)  # 10, 14, 18

# %% [markdown]
# Now compare: are the derivatives that you worked out in exercise 2 the ones that PyTorch finds?

# %%
for parameter in (W1, B1, W2, B2):
    parameter.requires_grad_()
    parameter.grad = None

mse_loss(forward(X), Y, reduction="sum").backward()

with torch.no_grad():
    by_hand = backprop(X)

for name, parameter, gradient in zip(["W1", "B1", "W2", "B2"], (W1, B1, W2, B2), by_hand):
    print(name, (gradient - parameter.grad).norm().item())  # below 0.000001 each

# %% [markdown]
# ### Modules
#
# Loose tensors become hard to follow as a network grows. A class that derives from `nn.Module` keeps the layers of a
# network together, finds all parameters in them, and hands them to an optimizer. Its `__init__` makes the layers, its
# `forward` says how an input passes through them; calling the object runs `forward`. Here is a larger network for
# images of 28×28 pixels:

# %%
class ExampleNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Linear(28 * 28, 128),
            nn.ReLU(),
            nn.Linear(128, 64),
            nn.ReLU(),
            nn.Linear(64, 10),
        )

    def forward(self, x):
        return self.layers(x)


example = ExampleNetwork()
print(example)
print(example(torch.randn(1, 28, 28)).shape)  # (1, 10)

# %% [markdown]
# ## Exercise 4 (20 points): the network as a module
#
# Write the class `ToyModel`: the network of part 2 again, 3 inputs, 4 hidden units with ReLU, 2 outputs with sigmoid,
# this time as an `nn.Module`. `ToyModel()` takes no arguments. `nn.Linear`, `nn.ReLU`, `nn.Sigmoid` and
# `nn.Sequential` are all you need, and how you call your layers is up to you.

# %%
class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [("lin_in", nn.Linear(3, 4)), ("lin_out", nn.Linear(4, 2))]
        for name, layer in layers:
            self.add_module(name, layer)

    def forward(self, x):
        h = self.lin_in(x)
        h = (h + h.abs()) / 2  # this is relu
        return torch.special.expit(self.lin_out(h))

# %%
toy = ToyModel()
print(toy)
print(mse_loss(toy(X), Y))  # untrained: around 0.25

# %% [markdown]
# ## Exercise 5 (30 points): training
#
# Train a `ToyModel` on `X` and `Y` until its `mse_loss` (the default, the mean) is **below 0.01**, and call it `model`.
#
# 1. Make the optimizer once, before the loop. `torch.optim.SGD` is what you did by hand, and needs at least a momentum
#    to get far enough; `torch.optim.Adam` is worth a try.
# 2. In each step: clear the gradients (`optimizer.zero_grad()`), run the model on `X`, compute the loss, call
#    `backward()` on it, and let the optimizer change the parameters (`optimizer.step()`).
#
# Four hidden units are barely enough for these twenty points, so expect to try several learning rates, numbers of steps
# and new starts: from unlucky weights the loss stops early, often near 0.025. The whole file may run for a minute.
# (Measuring on the data that one trained on is no test of what was learned. Here it is only about the loop.)
#
# What the variable `model` holds at the end of the file is what counts. For experiments below this cell use another
# name, or your trained model is gone.

# %%
torch.manual_seed(7)
best_loss = float("inf")
for attempt in range(6):
    candidate = ToyModel()
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(candidate.parameters(), lr=0.08)
    for epoch in range(900):
        prediction = candidate(X)
        loss = criterion(prediction, Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if loss.item() < 0.005:
            break
    if loss.item() < best_loss:
        best_loss = loss.item()
        model = candidate
    if best_loss < 0.006:
        break
print(best_loss)

# %%
print(mse_loss(model(X), Y).item())  # the goal: below 0.01

# %% [markdown]
# ### If you are curious
#
# This is not graded. How well does your model do on a hundred new points from the same source, and why? What would help?
# `generate_data` can give as many as you like.

# %%
X2, Y2 = generate_data(100)
print(mse_loss(model(X2), Y2).item())
