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
        self.layers = nn.Sequential(self.fc1, nn.ReLU(), self.fc2, nn.ReLU(), self.fc3, nn.Softmax(dim=-1))

    def forward(self, x):
        return self.layers(x.reshape(-1, 2048))

simplenet = SimpleNet()
print(simplenet(torch.rand(2048)))  # one row: two numbers near 0.5

class Perceptron(nn.Module):
    def __init__(self, input_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, 1)
        self.activation = nn.Sigmoid()

    def forward(self, x_in):
        return self.activation(self.fc1(x_in))

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

perceptron = Perceptron(2)
optimizer = optim.Adam(perceptron.parameters(), lr=0.01)
criterion = nn.BCELoss()
losses, epoch = [], 0


def converged():
    return epoch >= 12 and losses[-1] <= 0.3 and abs(losses[-1] - losses[-2]) <= 0.001


while not converged():
    for _ in range(5):
        points, labels = get_toy_data(1000)
        loss = criterion(perceptron(points), labels.unsqueeze(1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    epoch += 1

# 12 and 0.2664, if Perceptron was made after the seeds were set and drew nothing but its layer
print(epoch, f"{losses[-1]:.4f}")
print(((perceptron(x_data_static).squeeze(dim=1) > 0.5) == y_truth_static.bool()).float().mean())  # about 0.99

class MultilayerPerceptron(nn.Module):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(hidden_dim, output_dim)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, x_in, apply_softmax=False):
        logits = self.fc2(self.relu(self.fc1(x_in)))
        return self.softmax(logits) if apply_softmax else logits

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
        self.conv1 = nn.Conv2d(in_channels=1, out_channels=6, kernel_size=(5, 5))
        self.conv2 = nn.Conv2d(in_channels=6, out_channels=12, kernel_size=(5, 5))
        self.pool = nn.MaxPool2d(2)
        self.relu = nn.ReLU(inplace=True)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(192, 120)
        self.fc2 = nn.Linear(120, 60)
        self.fc3 = nn.Linear(60, 10)

    def forward(self, x):
        for conv in (self.conv1, self.conv2):
            x = self.pool(self.relu(conv(x)))
        x = self.flatten(x)
        for fc in (self.fc1, self.fc2):
            x = self.relu(fc(x))
        return self.fc3(x)

network = Network().to(device)
print(network(torch.rand(3, 1, 28, 28)).shape)  # 3, 10
print(sum(parameter.numel() for parameter in network.parameters()))  # 32998

def find_acc(pred, label):
    return 100 * (pred.max(1)[1] == label).sum().item() / len(label)

print(find_acc(torch.tensor([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]]), torch.tensor([0, 1, 1])))  # two of three: 66.67

def train(network, epoch, criterion, optimizer, trainloader):
    network.train()
    losses, accs = [], []
    for images, labels in trainloader:
        pred = network(images)
        loss = criterion(pred, labels)
        for group in optimizer.param_groups:
            for p in group["params"]:
                p.grad = None
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        accs.append(find_acc(pred.detach(), labels))
    return torch.stack(losses).mean().item(), sum(accs) / len(accs)

def validate(network, epoch, criterion, testloader):
    network.eval()
    losses, accs = [], []
    for images, labels in testloader:
        with torch.inference_mode():
            pred = network(images)
            losses.append(criterion(pred, labels).item())
            accs.append(find_acc(pred, labels))
    return np.mean(losses), np.mean(accs)

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
        assert len(input_data) == len(output_data)
        self.x = torch.from_numpy(input_data).float()
        self.y = torch.from_numpy(output_data).float()

    def __len__(self):
        return len(self.x)

    def __getitem__(self, idx):
        return self.x[idx], self.y[idx]

training_set = VectorialDataset(X_train, y_train)
train_loader = DataLoader(training_set, batch_size=120, shuffle=True)
print(len(training_set), len(train_loader), training_set[10:12])  # 1000, 9, and two points

class LinearModel(nn.Module):
    def __init__(self, input_dim, output_dim):
        super().__init__()
        self.linear = nn.Linear(input_dim, output_dim)

    def forward(self, x):
        return F.linear(x, self.linear.weight, self.linear.bias)

    def reset(self):
        nn.init.normal_(self.linear.weight)
        nn.init.normal_(self.linear.bias)

def linear_gradients(weight, bias, x, y):
    n, m = y.shape
    prediction = F.linear(x, weight, bias)
    d = 2 * (prediction - y) / (n * m)
    return torch.einsum("no,ni->oi", d, x), d.sum(0)

model = LinearModel(1, 1)
loss_fun = nn.MSELoss()
x, y = torch.randn(1, 1), torch.randn(1, 1)
loss_fun(model(x), y).backward()
with torch.no_grad():
    print(linear_gradients(model.linear.weight, model.linear.bias, x, y))
print(model.linear.weight.grad, model.linear.bias.grad)  # the same two numbers

model = LinearModel(1, 1)
optimizer = optim.Adam(model.parameters(), lr=0.1, weight_decay=5e-4)
train_hist = {"loss": []}
for _ in range(100):
    for x_batch, y_batch in train_loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x_batch), y_batch)
        loss.backward()
        optimizer.step()
        train_hist["loss"].append(loss.item())

print(len(train_hist["loss"]), model.state_dict())  # 900, and about 0.83 and -0.36: within a few hundredths of W and b
