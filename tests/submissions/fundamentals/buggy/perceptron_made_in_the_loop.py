# %% tags=["given"]
# Given: the imports.
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset, TensorDataset

device = torch.device("cpu")

# %%
class SimpleNet(nn.Module):
    def __init__(self):
        super(SimpleNet, self).__init__()
        sizes = (2048, 256, 64, 2)
        self.fc1, self.fc2, self.fc3 = (nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x):
        rows = x.reshape(-1, 2048)
        hidden = self.fc2(self.fc1(rows).relu()).relu()
        return torch.softmax(self.fc3(hidden), dim=-1)

# %%
simplenet = SimpleNet()
print(simplenet(torch.rand(2048)))  # one row: two numbers near 0.5

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

# %%
x_data_static, y_truth_static = get_toy_data(1000)

# %%
losses = []
bce = nn.BCELoss()
for epoch in range(1, 13):
    perceptron = Perceptron(2)
    optimizer = optim.Adam(perceptron.parameters(), lr=0.01)
    for i in range(5):
        x_batch, y_batch = get_toy_data(1000)
        optimizer.zero_grad()
        loss = bce(perceptron(x_batch).squeeze(1), y_batch)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())

# %%
# 12 and 0.2664, if Perceptron was made after the seeds were set and drew nothing but its layer
print(epoch, f"{losses[-1]:.4f}")
print(((perceptron(x_data_static).squeeze(dim=1) > 0.5) == y_truth_static.bool()).float().mean())  # about 0.99

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

# %% tags=["given"]
# Given: images, (count, 1, 28, 28), and their labels, (count,).
def generate_images(count, seed):
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(10, (count,), generator=generator)
    images = 0.5 * torch.rand(count, 1, 28, 28, generator=generator)
    for image, label in zip(images, labels, strict=True):
        image[:, 2 * label + 3 : 2 * label + 6] += 0.5
    return images, labels

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

# %%
def find_acc(pred, label):
    correct = pred.argmax(dim=1).eq(label).sum().item()
    return 100.0 * correct / len(label)

# %%
print(find_acc(torch.tensor([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]]), torch.tensor([0, 1, 1])))  # two of three: 66.67

# %%
def train(network, epoch, criterion, optimizer, trainloader):
    network.train()
    running_loss = running_acc = batches = 0
    for data in trainloader:
        inputs, labels = data
        network.zero_grad()
        outputs = network(inputs)
        acc = find_acc(outputs, labels)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
        running_acc += acc
        batches += 1
    # print(f"epoch {epoch}: {running_loss / batches}")
    return running_loss / batches, running_acc / batches

# %%
def validate(network, epoch, criterion, testloader):
    network.eval()
    loss_sum, acc_sum = 0.0, 0.0
    with torch.no_grad():
        for images, labels in testloader:
            output = network(images.to(device))
            loss_sum += criterion(output, labels).item()
            acc_sum += find_acc(output, labels)
    n = len(testloader)
    return loss_sum / n, acc_sum / n

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

# %%
input_dim = output_dim = 1
W = 2 * np.random.rand(output_dim, input_dim) - 1
b = 2 * np.random.rand(output_dim) - 1
X_train = np.random.rand(1000, input_dim)
y_train = X_train @ W.T + b + 0.04 * np.random.standard_normal(size=(1000, output_dim))
print(W, b)  # 0.8270 and -0.3608, if exercise 3 went as above

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

# %%
def linear_gradients(weight, bias, x, y):
    error = x @ weight.T + bias - y
    n = error.numel()
    weight_grad = 2 * error.T @ x / n
    bias_grad = 2 * error.sum(0) / n
    return weight_grad, bias_grad

# %%
model = LinearModel(1, 1)
loss_fun = nn.MSELoss()
x, y = torch.randn(1, 1), torch.randn(1, 1)
loss_fun(model(x), y).backward()
with torch.no_grad():
    print(linear_gradients(model.linear.weight, model.linear.bias, x, y))
print(model.linear.weight.grad, model.linear.bias.grad)  # the same two numbers

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
