import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)

class Data(Dataset):
    def __init__(self):
        self.x = torch.arange(-3, 3, 0.1).view(-1, 1)
        self.y = 1 * self.x - 1 + 0.1 * torch.randn(self.x.size())

    def __getitem__(self, index):
        return [self.x[index], self.y[index]]

    def __len__(self):
        return self.x.shape[0]


class linear_regression(nn.Module):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.linear = nn.Linear(input_size, output_size)

    def forward(self, x):
        return self.linear.forward(x)


dataset = Data()
model = linear_regression(1, 1)
criterion = nn.MSELoss(reduction="mean")
optimizer = optim.SGD(model.parameters(), lr=0.01)
trainloader = DataLoader(dataset=dataset, batch_size=1)
with torch.no_grad():
    model.linear.weight.fill_(-15)
    model.linear.bias.fill_(-10)


def train_model_BGD(iter, verbose=True):
    """Two loops."""

    def closure():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        return loss

    for epoch in range(iter):
        for x, y in iter_batches():
            loss = optimizer.step(closure)
        if verbose:
            print(epoch, loss.item())


def iter_batches():
    yield from trainloader


train_model_BGD(10)

model = linear_regression(1, 1)
model.state_dict()["linear.weight"][0] = -15
model.state_dict()["linear.bias"][0] = -10
optimizer = optim.SGD(model.parameters(), lr=0.1)
train_model_BGD(10)
print(model.state_dict())

# curious: which batch sizes
for batch_size in (1, 5, 20):
    for rate in (0.01, 0.1):
        other = linear_regression(1, 1)
        nn.init.constant_(other.linear.weight, -15)
        nn.init.constant_(other.linear.bias, -10)
        opt = optim.SGD(other.parameters(), lr=rate)
        for _ in range(10):
            for xb, yb in DataLoader(dataset, batch_size=batch_size):
                opt.zero_grad()
                criterion(other(xb), yb).backward()
                opt.step()
        print(batch_size, rate, other.linear.weight.item(), other.linear.bias.item())
