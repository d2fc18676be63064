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
        x = x.view(x.numel() // 2048, 2048)
        for layer in (self.fc1, self.fc2):
            x = F.relu(layer(x))
        return F.softmax(self.fc3(x), dim=-1)

simplenet = SimpleNet()
print(simplenet(torch.rand(2048)))  # one row: two numbers near 0.5

class Perceptron(nn.Module):
    def __init__(self, input_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, 1)

    def forward(self, x_in):
        return F.sigmoid(self.fc1(x_in))

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

@torch.no_grad()
def accuracy(model, x, y):
    return ((model(x).squeeze(1) > 0.5).float() == y).float().mean().item()


def fit(perceptron, max_epochs=100):
    optimizer = optim.Adam(perceptron.parameters(), lr=0.01)
    losses = []
    for epoch in range(1, max_epochs + 1):
        for _ in range(5):
            x, y = get_toy_data(1000)
            optimizer.zero_grad()
            loss = F.binary_cross_entropy(perceptron(x)[:, 0], y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        if epoch >= 12 and losses[-1] <= 0.3 and abs(losses[-1] - losses[-2]) <= 0.001:
            break
    return losses, epoch


perceptron = Perceptron(2)
print(accuracy(perceptron, x_data_static, y_truth_static))
losses, epoch = fit(perceptron)
print(accuracy(perceptron, x_data_static, y_truth_static))

# 12 and 0.2664, if Perceptron was made after the seeds were set and drew nothing but its layer
print(epoch, f"{losses[-1]:.4f}")
print(((perceptron(x_data_static).squeeze(dim=1) > 0.5) == y_truth_static.bool()).float().mean())  # about 0.99

class MultilayerPerceptron(nn.Module):
    def __init__(self, input_dim: int, hidden_dim: int = 100, output_dim: int = 4) -> None:
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, output_dim)

    def forward(self, x_in: torch.Tensor, apply_softmax: bool = False) -> torch.Tensor:
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
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, stride=1, padding=0)
        self.conv2 = nn.Conv2d(6, 12, kernel_size=5)
        self.fc1 = nn.Linear(12 * 4 * 4, 120)
        self.fc2 = nn.Linear(120, 60)
        self.fc3 = nn.Linear(60, 10)

    def forward(self, x):
        x = self.features(x)
        return self.classify(x)

    def features(self, x):
        x = F.max_pool2d(self.conv1(x).relu(), 2, 2)
        x = F.max_pool2d(self.conv2(x).relu(), 2, 2)
        return x.flatten(start_dim=1)

    def classify(self, x):
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))

network = Network().to(device)
print(network(torch.rand(3, 1, 28, 28)).shape)  # 3, 10
print(sum(parameter.numel() for parameter in network.parameters()))  # 32998

def find_acc(pred: torch.Tensor, label: torch.Tensor) -> float:
    classes = torch.max(pred, dim=1).indices
    return (classes == label).double().mean().mul(100).item()

print(find_acc(torch.tensor([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]]), torch.tensor([0, 1, 1])))  # two of three: 66.67

def run_pass(network, criterion, loader, optimizer=None):
    """One pass; a training one where there is an optimizer."""
    network.train(optimizer is not None)
    loss_sum, acc_sum, batches = 0.0, 0.0, 0
    with torch.set_grad_enabled(optimizer is not None):
        for images, labels in loader:
            pred = network(images)
            loss = criterion(pred, labels)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            loss_sum += float(loss)
            acc_sum += find_acc(pred, labels)
            batches += 1
    return loss_sum / batches, acc_sum / batches


def train(network: nn.Module, epoch: int, criterion: nn.Module, optimizer: optim.Optimizer, trainloader: DataLoader) -> tuple[float, float]:
    return run_pass(network, criterion, trainloader, optimizer)

def validate(network, epoch, criterion, testloader):
    return run_pass(network, criterion, testloader)

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
        self.data = torch.utils.data.TensorDataset(torch.as_tensor(input_data, dtype=torch.float32), torch.as_tensor(output_data, dtype=torch.float32))

    def __len__(self):
        return len(self.data)

    def __getitem__(self, idx):
        return self.data[idx]

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
        return self.linear(x)

    def reset(self):
        for module in self.children():
            module.reset_parameters()

def linear_gradients(weight, bias, x, y):
    with torch.no_grad():
        residual = (x @ weight.t() + bias) - y
        scale = 2.0 / residual.numel()
        return scale * residual.t().mm(x), scale * residual.sum(dim=0)

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
