import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)

class Data(Dataset):
    def __init__(self):
        self.x = torch.arange(-3, 3, 0.1).reshape(60, 1)
        self.y = self.x - 1 + 0.1 * torch.randn(60, 1)

    def __getitem__(self, index):
        return self.x[index], self.y[index]

    def __len__(self):
        return 60


dataset = Data()


class linear_regression(nn.Module):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.linear = nn.Linear(input_size, output_size)

    def forward(self, x):
        return nn.functional.linear(x, self.linear.weight, self.linear.bias)


model = linear_regression(1, 1)
criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
trainloader = DataLoader(dataset=dataset, batch_size=1)
with torch.no_grad():
    model.linear.weight.fill_(-15)
    model.linear.bias.fill_(-10)


def train_model_BGD(iter):
    epoch = 0
    while epoch < iter:
        for i, (x, y) in enumerate(trainloader):
            model.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        epoch += 1


train_model_BGD(10)
print(model.state_dict())

# Exercise 4: everything again
dataset = Data()
model = linear_regression(1, 1)
with torch.no_grad():
    model.linear.weight.fill_(-15)
    model.linear.bias.fill_(-10)
criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.1)
trainloader = DataLoader(dataset=dataset, batch_size=1)
train_model_BGD(10)
print(model.state_dict())
