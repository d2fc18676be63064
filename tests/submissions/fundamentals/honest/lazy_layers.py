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
        x = x.view(-1, 2048)
        return F.softmax(self.fc3(F.relu(self.fc2(F.relu(self.fc1(x))))), 1)

simplenet = SimpleNet()
print(simplenet(torch.rand(2048)))  # one row: two numbers near 0.5

class Perceptron(nn.Module):
    def __init__(self, input_dim):
        super().__init__()
        self.input_dim = input_dim
        self.fc1 = nn.Linear(input_dim, 1, bias=True)
        nn.init.xavier_uniform_(self.fc1.weight)

    def forward(self, x_in):
        z = self.fc1(x_in)
        return torch.where(z >= 0, 1 / (1 + torch.exp(-z)), torch.exp(z) / (1 + torch.exp(z)))

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

perceptron = nn.Sequential()
perceptron = Perceptron(2)
optimizer = optim.Adam(perceptron.parameters(), lr=1e-2)
losses = []
for epoch in range(1, 201):
    for batch in range(5):
        x_data, y_target = get_toy_data(1000)
        y_pred = perceptron(x_data).squeeze()
        loss = nn.BCELoss()(y_pred, y_target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss)
    change = abs(losses[-1].item() - losses[-2].item())
    if losses[-1] <= 0.3 and change <= 0.001 and epoch >= 12:
        break
losses = [l.item() for l in losses]

# 12 and 0.2664, if Perceptron was made after the seeds were set and drew nothing but its layer
print(epoch, f"{losses[-1]:.4f}")
print(((perceptron(x_data_static).squeeze(dim=1) > 0.5) == y_truth_static.bool()).float().mean())  # about 0.99

class MultilayerPerceptron(nn.Module):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, output_dim)

    def forward(self, x_in, apply_softmax=False):
        intermediate = F.relu(self.fc1(x_in))
        output = self.fc2(intermediate)
        if apply_softmax:
            output = F.softmax(output, dim=1)
        return output

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
        self.fc1 = nn.LazyLinear(120)
        self.fc2 = nn.LazyLinear(60)
        self.fc3 = nn.LazyLinear(10)
        self(torch.zeros(1, 1, 28, 28))

    def forward(self, x):
        x = nn.MaxPool2d(2)(nn.ReLU()(self.conv1(x)))
        x = F.adaptive_max_pool2d(F.relu(self.conv2(x)), 4)
        x = x.flatten(1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)

network = Network().to(device)
print(network(torch.rand(3, 1, 28, 28)).shape)  # 3, 10
print(sum(parameter.numel() for parameter in network.parameters()))  # 32998

def find_acc(pred, label):
    right = torch.eq(torch.argmax(pred, dim=-1), label)
    return round(right.float().mean().item() * 100, 2)

print(find_acc(torch.tensor([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]]), torch.tensor([0, 1, 1])))  # two of three: 66.67

def train(network, epoch, criterion, optimizer, trainloader):
    network.train()
    total, right = 0.0, 0.0
    it = iter(trainloader)
    steps = 0
    while True:
        try:
            images, labels = next(it)
        except StopIteration:
            break
        optimizer.zero_grad()
        pred = network(images.to(device))
        loss = criterion(pred, labels.to(device))
        loss.backward()
        optimizer.step()
        total += loss.data
        right += find_acc(pred, labels)
        steps += 1
    return (total / steps).item(), right / steps

def validate(network, epoch, criterion, testloader):
    @torch.no_grad()
    def one(images, labels):
        pred = network(images)
        return criterion(pred, labels).item(), find_acc(pred, labels)

    network.train(False)
    results = torch.tensor([one(images, labels) for images, labels in testloader])
    return results.mean(dim=0).tolist()

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
        self.input_data = torch.tensor(input_data.astype('f'))
        self.output_data = torch.tensor(output_data.astype('f'))

    def __len__(self):
        return self.input_data.shape[0]

    def __getitem__(self, idx):
        return self.input_data.__getitem__(idx), self.output_data.__getitem__(idx)

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
        self.__init__(self.input_dim, self.output_dim)

def linear_gradients(weight, bias, x, y):
    return tuple(2 * g / y.numel() for g in ((x @ weight.T + bias - y).T @ x, (x @ weight.T + bias - y).sum(0)))

model = LinearModel(1, 1)
loss_fun = nn.MSELoss()
x, y = torch.randn(1, 1), torch.randn(1, 1)
loss_fun(model(x), y).backward()
with torch.no_grad():
    print(linear_gradients(model.linear.weight, model.linear.bias, x, y))
print(model.linear.weight.grad, model.linear.bias.grad)  # the same two numbers

train_hist = {"loss": torch.zeros(900)}
optimizer = optim.Adam(model.parameters(), lr=0.1, weight_decay=0.0005)
i = 0
for epoch in range(100):
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = loss_fun(model(xb), yb)
        loss.backward()
        optimizer.step()
        train_hist["loss"][i] = loss.detach()
        i += 1

print(len(train_hist["loss"]), model.state_dict())  # 900, and about 0.83 and -0.36: within a few hundredths of W and b
