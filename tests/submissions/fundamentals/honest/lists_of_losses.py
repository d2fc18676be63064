# Given: the imports.
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset, TensorDataset

device = torch.device("cpu")

class SimpleNet(nn.Module):
    def __init__(self):
        super(SimpleNet, self).__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(2048, 256), nn.Linear(256, 64), nn.Linear(64, 2)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, x):
        x = x.contiguous().view(-1, 2048)
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.softmax(self.fc3(x)).exp()

simplenet = SimpleNet()
print(simplenet(torch.rand(2048)))  # one row: two numbers near 0.5

class Perceptron(nn.Module):
    def __init__(self, input_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, 1)

    def forward(self, x_in):
        return torch.special.expit(self.fc1(x_in))

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

torch.manual_seed(1337)
np.random.seed(1337)
x_data, y_truth = get_toy_data(1000)

x_data_static, y_truth_static = get_toy_data(1000)

lr = 0.01
input_dim = 2
batch_size = 1000
n_epochs = 12
n_batches = 5

perceptron = Perceptron(input_dim=input_dim)
optimizer = optim.Adam(params=perceptron.parameters(), lr=lr)
bce_loss = nn.BCELoss()

losses = []
x_data_static, y_truth_static = get_toy_data(batch_size)
change = 1.0
last = 10.0
epsilon = 1e-3
epoch = 0
while change > epsilon or epoch < n_epochs or last > 0.3:
    for _ in range(n_batches):
        optimizer.zero_grad()
        x_data, y_target = get_toy_data(batch_size)
        y_pred = perceptron(x_data).squeeze()
        loss = bce_loss(y_pred, y_target)
        loss.backward()
        optimizer.step()
        loss_value = loss.item()
        losses.append(loss_value)
        change = abs(last - loss_value)
        last = loss_value
    epoch += 1

# 12 and 0.2664, if Perceptron was made after the seeds were set and drew nothing but its layer
print(epoch, f"{losses[-1]:.4f}")
print(((perceptron(x_data_static).squeeze(dim=1) > 0.5) == y_truth_static.bool()).float().mean())  # about 0.99

class MultilayerPerceptron(nn.Module):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, output_dim)

    def forward(self, x_in, *, apply_softmax=False):
        x = self.fc1(x_in)
        x = nn.ReLU()(x)
        x = self.fc2(x)
        return torch.softmax(x, dim=-1) if apply_softmax is True else x

torch.manual_seed(1337)
mlp = MultilayerPerceptron(3, 100, 4)
x_input = torch.rand(2, 3)
print(mlp(x_input))  # -0.2456, 0.0723, 0.1589, -0.3294 in the first row
print(mlp(x_input, apply_softmax=True))  # 0.2087, 0.2868, 0.3127, 0.1919

# Given: images, (count, 1, 28, 28), and their labels, (count,).
def generate_images(count, seed):
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(10, (count,), generator=generator)
    images = 0.5 * torch.rand(count, 1, 28, 28, generator=generator)
    for image, label in zip(images, labels, strict=True):
        image[:, 2 * label + 3 : 2 * label + 6] += 0.5
    return images, labels

class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 12, 5)
        self.pool1 = nn.MaxPool2d(2, 2)
        self.pool2 = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(12 * 4 * 4, 120)
        self.fc2 = nn.Linear(120, 60)
        self.fc3 = nn.Linear(60, 10)
        for layer in (self.conv1, self.conv2, self.fc1, self.fc2, self.fc3):
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        x = self.pool1(F.relu(self.conv1(x)))
        x = self.pool2(F.relu(self.conv2(x)))
        assert x.shape[1:] == (12, 4, 4)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)

network = Network().to(device)
print(network(torch.rand(3, 1, 28, 28)).shape)  # 3, 10
print(sum(parameter.numel() for parameter in network.parameters()))  # 32998

def find_acc(pred, label):
    _, predicted = torch.max(pred.data, 1)
    total = label.size(0)
    correct = (predicted == label).sum().item()
    return 100 * correct / total

print(find_acc(torch.tensor([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]]), torch.tensor([0, 1, 1])))  # two of three: 66.67

def train(network, epoch, criterion, optimizer, trainloader):
    loss_train = 0
    acc_train = 0
    network.train()
    for step, batch in enumerate(trainloader, 1):
        images, labels = batch[0], batch[1]
        pred = network(images)
        loss = criterion(pred, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss_train += loss.item()
        current_acc = find_acc(pred, labels)
        acc_train += current_acc
    loss_train /= step
    acc_train /= step
    return [loss_train, acc_train]

def validate(network, epoch, criterion, testloader):
    network.eval()
    loss_valid, acc_valid = [], []
    with torch.no_grad():
        for images, labels in testloader:
            pred = network(images)
            loss_valid.append(criterion(pred, labels))
            acc_valid.append(find_acc(pred, labels))
    return torch.tensor(loss_valid).mean(), torch.tensor(acc_valid).mean()

torch.manual_seed(1337)
trainloader = DataLoader(TensorDataset(*generate_images(100, seed=1)), batch_size=50, shuffle=True)
testloader = DataLoader(TensorDataset(*generate_images(200, seed=2)), batch_size=50)
network = Network().to(device)
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(network.parameters(), lr=0.005)
for epoch in range(1, 2):
    loss_train, acc_train = train(network, epoch, criterion, optimizer, trainloader)
    loss_valid, acc_valid = validate(network, epoch, criterion, testloader)
    print(f"{epoch}: {loss_train:.4f} {acc_train:.1f} {loss_valid:.4f} {acc_valid:.1f}")
# In the end all 200 images are told apart: 100.0

input_dim = output_dim = 1
W = 2 * np.random.rand(output_dim, input_dim) - 1
b = 2 * np.random.rand(output_dim) - 1
X_train = np.random.rand(1000, input_dim)
y_train = X_train @ W.T + b + 0.04 * np.random.standard_normal(size=(1000, output_dim))
print(W, b)  # 0.8270 and -0.3608, if exercise 3 went as above

class VectorialDataset(Dataset):
    def __init__(self, input_data, output_data):
        self.input_data = torch.tensor(input_data, dtype=torch.float32)
        self.output_data = torch.tensor(output_data, dtype=torch.float32)

    def __len__(self):
        return self.input_data.shape[0]

    def __getitem__(self, idx):
        sample = {"x": self.input_data[idx], "y": self.output_data[idx]}
        return sample["x"], sample["y"]

training_set = VectorialDataset(X_train, y_train)
train_loader = DataLoader(training_set, batch_size=120, shuffle=True)
print(len(training_set), len(train_loader), training_set[10:12])  # 1000, 9, and two points

class LinearModel(nn.Module):
    def __init__(self, input_dim, output_dim):
        super().__init__()
        self.input_dim = input_dim
        self.output_dim = output_dim
        self.linear = nn.Linear(self.input_dim, self.output_dim, bias=True)

    def forward(self, x):
        out = self.linear(x)
        return out

    def reset(self):
        self.linear.weight.data = torch.randn_like(self.linear.weight)
        self.linear.bias.data = torch.randn_like(self.linear.bias)

def linear_gradients(weight, bias, x, y):
    y_hat = torch.matmul(x, weight.transpose(0, 1)) + bias
    n = y.nelement()
    dy = 2 * (y_hat - y) / n
    return torch.matmul(dy.transpose(0, 1), x), torch.sum(dy, dim=0)

model = LinearModel(1, 1)
loss_fun = nn.MSELoss()
x, y = torch.randn(1, 1), torch.randn(1, 1)
loss_fun(model(x), y).backward()
with torch.no_grad():
    print(linear_gradients(model.linear.weight, model.linear.bias, x, y))
print(model.linear.weight.grad, model.linear.bias.grad)  # the same two numbers

lr = 0.1
weight_decay = 5e-4
optimizer = torch.optim.Adam(model.parameters(), lr=lr, weight_decay=weight_decay)
n_epochs = 100
train_hist = {}
train_hist['loss'] = []
model.reset()
model.train()
for epoch in range(n_epochs):
    for idx, batch in enumerate(train_loader):
        optimizer.zero_grad()
        loss = loss_fun(model.forward(batch[0]), batch[1])
        loss.backward()
        optimizer.step()
        train_hist['loss'].append(loss.item())
    if epoch % 20 == 0:
        print('[Epoch %4d/%4d] Loss: % 2.2e' % (epoch + 1, n_epochs, loss.item()))
model.eval()

print(len(train_hist["loss"]), model.state_dict())  # 900, and about 0.83 and -0.36: within a few hundredths of W and b
