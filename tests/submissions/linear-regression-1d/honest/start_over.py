import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)

import numpy as np


class Data(Dataset):
    def __init__(self):
        x = np.arange(-3, 3, 0.1)[:, None]
        noise = 0.1 * torch.randn(len(x), 1)
        self.x = torch.from_numpy(x).float()
        self.y = self.x - 1 + noise

    def __getitem__(self, index):
        return (self.x[index, :], self.y[index, :])

    def __len__(self):
        return self.x.shape[0]


class linear_regression(nn.Module):
    def __init__(self, input_size, output_size):
        nn.Module.__init__(self)
        self.input_size, self.output_size = input_size, output_size
        self.linear = nn.Linear(in_features=input_size, out_features=output_size, bias=True)

    def forward(self, x):
        out = self.linear(x)
        return out


def start_over(lr):
    torch.manual_seed(1)
    global dataset, trainloader, model, criterion, optimizer
    dataset = Data()
    trainloader = DataLoader(dataset, batch_size=1, shuffle=False, num_workers=0, drop_last=False)
    model = linear_regression(1, 1)
    nn.init.constant_(model.linear.weight, -15)
    nn.init.constant_(model.linear.bias, -10)
    criterion = nn.MSELoss()
    optimizer = optim.SGD(model.parameters(), lr=lr)


def train_model_BGD(iter):
    losses = []
    for _ in range(iter):
        total = 0.0
        for batch in trainloader:
            x, y = batch
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        losses.append(total / len(trainloader.dataset))
    return losses


start_over(0.01)
print(train_model_BGD(10))
start_over(0.1)
print(train_model_BGD(10))
