import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)

from typing import Tuple


class Data(Dataset):
    """Sixty noisy points."""

    def __init__(self):
        steps = torch.arange(60, dtype=torch.float32)
        self.x = (-3 + 0.1 * steps)[:, None]
        self.f = self.x * 1.0 + (-1.0)
        self.y = self.f + torch.randn(self.f.shape) * 0.1

    def __getitem__(self, index) -> Tuple[torch.Tensor, torch.Tensor]:
        if torch.is_tensor(index):
            index = index.tolist()
        return self.x[index], self.y[index]

    def __len__(self):
        return self.x.size(0)


class Base(nn.Module):
    def forward(self, x):
        return self.linear(x)


class linear_regression(Base):
    def __init__(self, input_size, output_size):
        super(linear_regression, self).__init__()
        self.linear = nn.Linear(input_size, output_size)


dataset = Data()
model = linear_regression(1, 1)
criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
trainloader = DataLoader(dataset=dataset, batch_size=1)
model.linear.weight.data[:] = -15
model.linear.bias.data[:] = -10


def one_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss


def train_model_BGD(iter):
    history = [[one_step(model, criterion, optimizer, x, y).item() for x, y in trainloader] for _ in range(iter)]
    return torch.tensor(history).mean(dim=1)


history = train_model_BGD(iter=10)
print(history)
first_model = model

model = linear_regression(1, 1)
model.linear.weight.data.fill_(-15)
model.linear.bias.data.fill_(-10)
optimizer = torch.optim.SGD(params=model.parameters(), lr=1e-1, momentum=0)
train_model_BGD(10)
print(first_model.state_dict(), model.state_dict())
