# %% [markdown]
# # Homework 4: a small network in PyTorch
#
# You will build one tiny neural network three times: by hand, with PyTorch's modules, and trained until it fits its

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

# %%
x = torch.tensor([-1.5330, 0.4530, -0.7361, -0.3403, 2.4078])
print(torch.sigmoid(x))  # 0.1776, 0.6114, 0.3239, 0.4157, 0.9174
print(x.relu())  # 0, 0.4530, 0, 0, 2.4078

# %% [markdown]
# ## Part 2: a network by hand
#
# The network has 3 inputs, one hidden layer of 4 units with ReLU, and 2 outputs with sigmoid.

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

# %%
def my_sigmoid(t):
    return 1 / (1 + torch.exp(-t))


def my_relu(t):
    return torch.maximum(t, torch.zeros_like(t))


def forward(x):
    a1 = my_relu(torch.mm(x, W1) + B1)
    a2 = my_sigmoid(torch.mm(a1, W2) + B2)
    return a2

# %%
y_hat = forward(X)
print(y_hat.shape)  # (20, 2), as Y
print(y_hat[0])  # 0.5900, 0.6397

# %% [markdown]
# How wrong are these outputs? The **loss** of this part is the sum of all squared differences:
#
# $$L = \sum_{n=1}^{N} \sum_{k=1}^{2} (\hat y_{nk} - Y_{nk})^2$$

# %%
print(((forward(X) - Y) ** 2).sum())  # 10.3925
print(mse_loss(forward(X), Y, reduction="sum"))  # the same

# %% [markdown]
# ## Exercise 2 (30 points): the backward pass
#
# Write `backprop(x)`. It returns the derivatives of the loss $L$ with respect to the four parameters, in the order

# %%
def backprop(x):
    gW1, gB1 = torch.zeros(3, 4), torch.zeros(4)
    gW2, gB2 = torch.zeros(4, 2), torch.zeros(2)
    for xi, yi in zip(x, Y):
        z1 = xi @ W1 + B1[0]
        h = z1.relu()
        out = (h @ W2 + B2[0]).sigmoid()
        d2 = 2 * (out - yi) * out * (1 - out)
        d1 = (W2 @ d2) * (z1 >= 0)
        gW1 += torch.outer(xi, d1)
        gB1 += d1
        gW2 += torch.outer(h, d2)
        gB2 += d2
    return gW1, gB1, gW2, gB2

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

# %% tags=["answer"]
learning_rate_answer = """
No, it does not have to fall with every step. With a small learning rate it does, because locally the linear
approximation is good; with a large one the step overshoots the minimum and the loss gets larger.
"""

# %% [markdown]
# ## Part 3: let PyTorch do the work
#
# PyTorch can differentiate by itself. A tensor that is marked with `requires_grad_()` remembers what is computed from

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

# %%
class Dense(nn.Module):
    def __init__(self, n_in, n_out, act):
        super().__init__()
        self.act = act
        self.weight = nn.Parameter(torch.empty(n_out, n_in).uniform_(-1, 1))
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        return self.act(F.linear(x, self.weight, self.bias))


class ToyModel(nn.Module):
    def __init__(self, hidden=4):
        super().__init__()
        self.a = Dense(3, hidden, torch.relu)
        self.b = Dense(hidden, 2, torch.sigmoid)

    def forward(self, x):
        return self.b(self.a(x))

# %%
toy = ToyModel()
print(toy)
print(mse_loss(toy(X), Y))  # untrained: around 0.25

# %% [markdown]
# ## Exercise 5 (30 points): training
#
# Train a `ToyModel` on `X` and `Y` until its `mse_loss` (the default, the mean) is **below 0.01**, and call it `model`.

# %%
# own update loop with momentum, no optimizer object
for seed in range(20):
    torch.manual_seed(seed)
    model = ToyModel()
    velocity = [torch.zeros_like(p) for p in model.parameters()]
    for it in range(900):
        model.zero_grad()
        loss = mse_loss(model(X), Y)
        loss.backward()
        with torch.no_grad():
            for p, v in zip(model.parameters(), velocity):
                v.mul_(0.95).add_(p.grad)
                p -= 0.4 * v
        if loss.item() < 0.007:
            break
    if loss.item() < 0.0075:
        break

# %%
print(mse_loss(model(X), Y).item())  # the goal: below 0.01

# %% [markdown]
# ### If you are curious
#
# This is not graded. How well does your model do on a hundred new points from the same source, and why? What would help?

# %%
X2, Y2 = generate_data(100)
print(mse_loss(model(X2), Y2).item())
