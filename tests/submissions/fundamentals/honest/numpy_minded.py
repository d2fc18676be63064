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
        super().__init__()
        self.fc1 = nn.Linear(2048, 256)
        self.fc2 = nn.Linear(256, 64)
        self.fc3 = nn.Linear(64, 2)

    def forward(self, x):
        x = x.reshape((-1, 2048))
        h1 = torch.maximum(self.fc1(x), torch.tensor(0.0))
        h2 = torch.where(self.fc2(h1) > 0, self.fc2(h1), 0.0)
        return nn.Softmax(dim=1)(self.fc3(h2))

simplenet = SimpleNet()
print(simplenet(torch.rand(2048)))  # one row: two numbers near 0.5

class Perceptron(nn.Module):
    def __init__(self, input_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, 1)

    def forward(self, x_in):
        return nn.Sigmoid()(x_in @ self.fc1.weight.T + self.fc1.bias)

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
        self.fc1, self.fc2 = nn.Linear(input_dim, hidden_dim), nn.Linear(hidden_dim, output_dim)

    def forward(self, x_in, apply_softmax=False):
        output = self.fc2(nn.functional.relu(self.fc1(x_in)))
        return output.softmax(-1) if apply_softmax else output

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
        self.fc1 = nn.Linear(12 * 4 * 4, 120)
        self.fc2 = nn.Linear(120, 60)
        self.fc3 = nn.Linear(60, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), kernel_size=2, stride=2)
        x = F.max_pool2d(F.relu(self.conv2(x)), kernel_size=2, stride=2)
        x = x.reshape(-1, 12 * 4 * 4)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)

network = Network().to(device)
print(network(torch.rand(3, 1, 28, 28)).shape)  # 3, 10
print(sum(parameter.numel() for parameter in network.parameters()))  # 32998

def find_acc(pred, label):
    return float(np.mean(pred.detach().numpy().argmax(axis=1) == label.numpy()) * 100)

print(find_acc(torch.tensor([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]]), torch.tensor([0, 1, 1])))  # two of three: 66.67

def train(network, epoch, criterion, optimizer, trainloader):
    network.train()
    history = np.zeros((len(trainloader), 2))
    for i, (images, labels) in enumerate(trainloader):
        optimizer.zero_grad()
        pred = network(images)
        loss = criterion(pred, labels)
        loss.backward()
        optimizer.step()
        history[i] = loss.item(), find_acc(pred, labels)
    return tuple(history.mean(axis=0))

def validate(network, epoch, criterion, testloader):
    network.eval()
    batches = iter(testloader)
    loss_valid = acc_valid = 0.0
    with torch.no_grad():
        for _ in range(len(testloader)):
            images, labels = next(batches)
            pred = network(images)
            loss_valid += criterion(pred, labels).item() / len(testloader)
            acc_valid += find_acc(pred, labels) / len(testloader)
    return loss_valid, acc_valid

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
        super().__init__()
        self.input_data = input_data.astype(np.float32)
        self.output_data = output_data.astype(np.float32)

    def __len__(self):
        return len(self.input_data)

    def __getitem__(self, idx):
        return torch.from_numpy(self.input_data[idx]), torch.from_numpy(self.output_data[idx])

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
        self.linear = nn.Linear(*reversed(self.linear.weight.shape))

def linear_gradients(weight, bias, x, y):
    error = x @ weight.T + bias - y
    weight_grad = 2 * error.T @ x / error.numel()
    bias_grad = 2 * error.sum(dim=0) / error.numel()
    return weight_grad, bias_grad

model = LinearModel(1, 1)
loss_fun = nn.MSELoss()
x, y = torch.randn(1, 1), torch.randn(1, 1)
loss_fun(model(x), y).backward()
with torch.no_grad():
    print(linear_gradients(model.linear.weight, model.linear.bias, x, y))
print(model.linear.weight.grad, model.linear.bias.grad)  # the same two numbers

model = LinearModel(input_dim=1, output_dim=1)
optimizer = optim.Adam(model.parameters(), lr=0.1, betas=(0.9, 0.999), weight_decay=5e-4)
train_hist = {"loss": [], "weight": [], "bias": []}
for epoch in range(100):
    for batch in train_loader:
        loss = loss_fun(model(batch[0]), batch[1])
        model.zero_grad()
        loss.backward()
        optimizer.step()
        train_hist["loss"].append(float(loss))
        train_hist["weight"].append(model.linear.weight.item())
        train_hist["bias"].append(model.linear.bias.item())
train_hist = {name: np.array(values) for name, values in train_hist.items()}

print(len(train_hist["loss"]), model.state_dict())  # 900, and about 0.83 and -0.36: within a few hundredths of W and b
