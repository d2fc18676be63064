# %% [markdown]
# # Fundamentals: small networks, images, and a line
#
# You write the parts that nearly every program with PyTorch is made of: networks as classes, a training that stops by
# itself, a convolutional network for images, the two passes of an epoch, a data set, and a line that is trained with
# weight decay.
#
# | exercise | | points |
# |---|---|---|
# | 1 | a network as a class | 8 |
# | 2 | a perceptron | 8 |
# | 3 | two clouds, until it converges | 10 |
# | 4 | a multilayer perceptron | 10 |
# | 5 | a convolutional network | 12 |
# | 6 | its accuracy | 4 |
# | 7 | a pass that trains | 12 |
# | 8 | a pass that validates | 8 |
# | 9 | a data set | 8 |
# | 10 | a linear model | 6 |
# | 11 | its gradients by formula | 6 |
# | 12 | training with weight decay | 8 |
#
# How to work with this file:
#
# - Replace each `raise NotImplementedError(...)` by your code. Keep the names, those of the layers too: they are what is
#   graded, with other inputs and other parameters than those you see here.
# - Cells that begin with `# Given` are part of the task. Run them and leave them as they are.
# - Hand in this file, as notebook or as `.py`. Before you do, restart and run everything from top to bottom.

# %% tags=["given"]
# Given: the imports.
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset, TensorDataset

device = torch.device("cpu")

# %% [markdown]
# ## Exercise 1 (8 points): a network as a class
#
# A network is a class that is derived from `nn.Module`: `__init__` makes the layers, `forward` says how data pass
# through them.
#
# Write `SimpleNet`. Its linear layers `fc1`, `fc2` and `fc3` lead from 2048 values to 256, to 64, to 2. Whatever the form
# of the input, make rows of 2048 values of it first. ReLU follows the two hidden layers, and a softmax the last one,
# so that each row of the output adds up to 1.


# %%
class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError("Exercise 1: make fc1, fc2 and fc3")

    def forward(self, x):
        raise NotImplementedError("Exercise 1: return the probabilities")


# %%
simplenet = SimpleNet()
print(simplenet(torch.rand(2048)))  # one row: two numbers near 0.5

# %% [markdown]
# ## Exercise 2 (8 points): a perceptron
#
# Write `Perceptron(input_dim)`: a single linear layer `fc1` with one output, and the sigmoid of that output. For an
# input of shape `(batch, input_dim)` the result has shape `(batch, 1)`.


# %%
class Perceptron(nn.Module):
    def __init__(self, input_dim):
        super().__init__()
        raise NotImplementedError("Exercise 2: make fc1")

    def forward(self, x_in):
        raise NotImplementedError("Exercise 2: return the probability of class 1")


# %% [markdown]
# ## Exercise 3 (10 points): two clouds, until it converges
#
# `get_toy_data(n)` draws `n` points of the plane from two clouds, and the cloud that each belongs to: 0 or 1.

# %% tags=["given"]
# Given: the clouds.
LEFT_CENTER = (3, 3)
RIGHT_CENTER = (3, -2)


def get_toy_data(batch_size, left_center=LEFT_CENTER, right_center=RIGHT_CENTER):
    points, labels = [], []
    for _ in range(batch_size):
        is_left = np.random.random() > 0.5
        points.append(np.random.normal(loc=left_center if is_left else right_center))
        labels.append(0.0 if is_left else 1.0)
    return torch.tensor(np.array(points), dtype=torch.float32), torch.tensor(labels)


# %%
torch.manual_seed(1337)
np.random.seed(1337)
x_data, y_truth = get_toy_data(1000)

# %% [markdown]
# Make a `perceptron` for the plane and train it with `optim.Adam`, a learning rate of 0.01, and `nn.BCELoss`. An epoch has
# five steps, each with 1000 new points from `get_toy_data`. Nobody knows beforehand how many epochs it takes: go on while the
# loss of the last step is above 0.3, or still changed by more than 0.001 in the last step, or while there were fewer
# than 12 epochs. Count the epochs in `epoch`, and keep the loss of each step in `losses`.
#
# What is graded is `perceptron` at the end, on points that you have not seen. Draw the data once more for yourself
# first, so that you can see how well it does before and after:

# %%
x_data_static, y_truth_static = get_toy_data(1000)

# %%
raise NotImplementedError("Exercise 3: perceptron, losses, epoch; then delete this line")

# %%
# 12 and 0.2664, if Perceptron was made after the seeds were set and drew nothing but its layer
print(epoch, f"{losses[-1]:.4f}")
print(((perceptron(x_data_static).squeeze(dim=1) > 0.5) == y_truth_static.bool()).float().mean())  # about 0.99

# %% [markdown]
# ## Exercise 4 (10 points): a multilayer perceptron
#
# Write `MultilayerPerceptron(input_dim, hidden_dim, output_dim)`: the linear layers `fc1` and `fc2`, with ReLU between them.
# Called as `mlp(x_in)` it gives logits, which is what cross entropy losses expect; called as
# `mlp(x_in, apply_softmax=True)` it gives probabilities.


# %%
class MultilayerPerceptron(nn.Module):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        raise NotImplementedError("Exercise 4: make fc1 and fc2")

    def forward(self, x_in, apply_softmax=False):
        raise NotImplementedError("Exercise 4: return logits, or probabilities")


# %%
torch.manual_seed(1337)
mlp = MultilayerPerceptron(3, 100, 4)
x_input = torch.rand(2, 3)
print(mlp(x_input))  # -0.2456, 0.0723, 0.1589, -0.3294 in the first row
print(mlp(x_input, apply_softmax=True))  # 0.2087, 0.2868, 0.3127, 0.1919

# %% [markdown]
# ## Exercise 5 (12 points): a convolutional network
#
# Ten classes of grey images with 28 rows and 28 columns. So that nothing has to be downloaded, the images are made here:
# in each there is noise and a bright bar, which is the lower the larger the label.

# %% tags=["given"]
# Given: images, (count, 1, 28, 28), and their labels, (count,).
def generate_images(count, seed):
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(10, (count,), generator=generator)
    images = 0.5 * torch.rand(count, 1, 28, 28, generator=generator)
    for image, label in zip(images, labels, strict=True):
        image[:, 2 * label + 3 : 2 * label + 6] += 0.5
    return images, labels


# %% [markdown]
# Write `Network`. The shapes tell the layers; neither a convolution nor a pool pads, and the kernels have 5 rows and 5
# columns:
#
# | layer | then | shape for one image |
# |---|---|---|
# | the image | | 1, 28, 28 |
# | `conv1` | ReLU | 6, 24, 24 |
# | a pool: the largest of 2 by 2 | | 6, 12, 12 |
# | `conv2` | ReLU | 12, 8, 8 |
# | a pool: the largest of 2 by 2 | flattened | 12, 4, 4 |
# | `fc1` | ReLU | 120 |
# | `fc2` | ReLU | 60 |
# | `fc3` | | 10 |


# %%
class Network(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError("Exercise 5: make the layers")

    def forward(self, x):
        raise NotImplementedError("Exercise 5: return ten logits for each image")


# %%
network = Network().to(device)
print(network(torch.rand(3, 1, 28, 28)).shape)  # 3, 10
print(sum(parameter.numel() for parameter in network.parameters()))  # 32998

# %% [markdown]
# ## Exercise 6 (4 points): its accuracy
#
# Write `find_acc(pred, label)`: `pred` holds a row of logits for each image, `label` its class. Return how many **percent**
# of the rows have their largest logit where the label is.


# %%
def find_acc(pred, label):
    raise NotImplementedError("Exercise 6: return a number from 0 to 100")


# %%
print(find_acc(torch.tensor([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]]), torch.tensor([0, 1, 1])))  # two of three: 66.67

# %% [markdown]
# ## Exercise 7 (12 points): a pass that trains
#
# Write `train(network, epoch, criterion, optimizer, trainloader)`: one pass over **all** batches of `trainloader`, in
# training mode, with one step of the optimizer for **each** of them. Return two numbers, the means over the batches of
# the loss and of the accuracy in percent, both from the outputs before the batch's step. `epoch` is there for messages.
#
# If you know this function from a course's notebook, look twice: in a version that goes round, the `return` stands inside
# the loop, so that a pass ends after its first batch; each step calls `next(iter(trainloader))`, which begins the loader
# anew and takes its first batch again; and a sum is divided by the length of another loader. Here one loop goes through
# the loader once, and what is divided is divided by the number of its own batches. Where the last batch is smaller, a
# mean over all images is taken for right as well.


# %%
def train(network, epoch, criterion, optimizer, trainloader):
    raise NotImplementedError("Exercise 7: return the mean loss and the mean accuracy")


# %% [markdown]
# ## Exercise 8 (8 points): a pass that validates
#
# Write `validate(network, epoch, criterion, testloader)`: the same two means, over all batches of `testloader`, in
# evaluation mode. It learns nothing: there is no optimizer, the parameters stay what they are, and no graph is recorded.


# %%
def validate(network, epoch, criterion, testloader):
    raise NotImplementedError("Exercise 8: return the mean loss and the mean accuracy")


# %%
torch.manual_seed(1337)
trainloader = DataLoader(TensorDataset(*generate_images(1000, seed=1)), batch_size=50, shuffle=True)
testloader = DataLoader(TensorDataset(*generate_images(200, seed=2)), batch_size=50)
network = Network().to(device)
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(network.parameters(), lr=0.005)
for epoch in range(1, 4):
    loss_train, acc_train = train(network, epoch, criterion, optimizer, trainloader)
    loss_valid, acc_valid = validate(network, epoch, criterion, testloader)
    print(f"{epoch}: {loss_train:.4f} {acc_train:.1f} {loss_valid:.4f} {acc_valid:.1f}")
# In the end all 200 images are told apart: 100.0

# %% [markdown]
# ## Exercise 9 (8 points): a data set
#
# A thousand points near a line, as two NumPy tables of one column:

# %%
input_dim = output_dim = 1
W = 2 * np.random.rand(output_dim, input_dim) - 1
b = 2 * np.random.rand(output_dim) - 1
X_train = np.random.rand(1000, input_dim)
y_train = X_train @ W.T + b + 0.04 * np.random.standard_normal(size=(1000, output_dim))
print(W, b)  # 0.8270 and -0.3608, if exercise 3 went as above

# %% [markdown]
# A map-style data set has two methods: `__len__` tells how many items there are, `__getitem__(idx)` gives the one with that
# index. Write `VectorialDataset(input_data, output_data)` for two NumPy tables, of any numbers of columns. An item is the
# pair of a row of the first and the same row of the second, as tensors of `float32`. A slice gives several rows at once.


# %%
class VectorialDataset(Dataset):
    def __init__(self, input_data, output_data):
        super().__init__()
        raise NotImplementedError("Exercise 9: keep both tables as tensors")

    def __len__(self):
        raise NotImplementedError("Exercise 9: return the number of rows")

    def __getitem__(self, idx):
        raise NotImplementedError("Exercise 9: return the pair of input and output")


# %%
training_set = VectorialDataset(X_train, y_train)
train_loader = DataLoader(training_set, batch_size=120, shuffle=True)
print(len(training_set), len(train_loader), training_set[10:12])  # 1000, 9, and two points

# %% [markdown]
# ## Exercise 10 (6 points): a linear model
#
# Write `LinearModel(input_dim, output_dim)`. It keeps an `nn.Linear` of these sizes in the attribute `linear`, its `forward`
# passes the input through it, and its method `reset()` draws new random parameters for it.


# %%
class LinearModel(nn.Module):
    def __init__(self, input_dim, output_dim):
        super().__init__()
        raise NotImplementedError("Exercise 10: make self.linear")

    def forward(self, x):
        raise NotImplementedError("Exercise 10: return the layer's outputs")

    def reset(self):
        raise NotImplementedError("Exercise 10: draw new parameters")


# %% [markdown]
# ## Exercise 11 (6 points): its gradients by formula
#
# The loss is the mean squared error over all values: for `(1, 2, 1)` against zeros it is `2.0`. For one point in one
# dimension its derivatives are $2x\,(wx + b - y)$ by the weight and $2\,(wx + b - y)$ by the bias.
#
# Write `linear_gradients(weight, bias, x, y)`. Return the pair of both gradients for a whole batch: `x` has shape `(n,
# input_dim)`, `y` has `(n, output_dim)`, `weight` has `(output_dim, input_dim)` and `bias` has `(output_dim,)`; each
# gradient has the shape of what it belongs to. Do it by formula: automatic differentiation is off when this is graded.


# %%
def linear_gradients(weight, bias, x, y):
    raise NotImplementedError("Exercise 11: return weight_grad, bias_grad")


# %%
model = LinearModel(1, 1)
loss_fun = nn.MSELoss()
x, y = torch.randn(1, 1), torch.randn(1, 1)
loss_fun(model(x), y).backward()
with torch.no_grad():
    print(linear_gradients(model.linear.weight, model.linear.bias, x, y))
print(model.linear.weight.grad, model.linear.bias.grad)  # the same two numbers

# %% [markdown]
# ## Exercise 12 (8 points): training with weight decay
#
# Weight decay draws the parameters towards zero, a little in each step. Train a `LinearModel(1, 1)` on `training_set` with
# `optim.Adam`, a learning rate of **0.1** and a weight decay of **5e-4**: 100 epochs, each of which goes through
# `train_loader` once and makes a step for each of its nine batches. The mean squared error is the loss; keep its values
# in the list `train_hist["loss"]`.

# %%
raise NotImplementedError("Exercise 12: optimizer, train_hist, training; then delete this line")

# %%
print(len(train_hist["loss"]), model.state_dict())  # 900, and about 0.83 and -0.36: within a few hundredths of W and b
