# Given: the imports, and the seed, so that everybody has the same noise.
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)

class Data(Dataset):
    def __init__(self):
        self.x = torch.arange(-3, 3, 0.1).unsqueeze(dim=1)
        self.y = self.x - 1 + 0.1 * torch.randn(self.x.shape)

    def __getitem__(self, index):
        return self.x[index], self.y[index]

    def __len__(self):
        return self.x.numel()

dataset = Data()
print(len(dataset), dataset[0])  # 60, and a point near (-3, -4)

class linear_regression(nn.Module):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.linear = nn.Linear(input_size, output_size)

    def forward(self, x):
        return self.linear(x)

model = linear_regression(1, 1)
print(model.state_dict())  # linear.weight and linear.bias

criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
trainloader = DataLoader(dataset=dataset, batch_size=1)

with torch.no_grad():
    model.linear.weight.fill_(-15)
    model.linear.bias.fill_(-10)

def train_model_BGD(iter):
    for epoch in range(iter):
        for x, y in trainloader:
            output = model(x)
            loss = criterion(output, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

train_model_BGD(10)
print(model.state_dict())  # 0.9932 and -1.0174, if nothing else was drawn after the seed

def experiment(lr, batch_size=1, epochs=10):
    model = linear_regression(1, 1)
    model.linear.weight.data.fill_(-15)
    model.linear.bias.data.fill_(-10)
    optimizer = optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        for x, y in DataLoader(dataset, batch_size):
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
    return model, optimizer


model, optimizer = experiment(0.1)

print(model.state_dict())  # 1.0554 and -1.0210: the last few points throw the line about
