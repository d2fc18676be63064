import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)

from dataclasses import dataclass


@dataclass
class Line:
    slope: float = 1.0
    intercept: float = -1.0

    def __call__(self, x):
        return self.slope * x + self.intercept


class Data(Dataset):
    TRUTH = Line()

    def __init__(self):
        inputs, outputs = [], []
        for i in range(60):
            inputs.append([-3 + 0.1 * i])
            outputs.append([self.TRUTH(-3 + 0.1 * i) + 0.1 * torch.randn(1).item()])
        self.points = list(zip(torch.tensor(inputs), torch.tensor(outputs)))

    def __getitem__(self, index):
        return self.points[index]

    def __len__(self):
        return len(self.points)


class linear_regression(nn.Module):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.linear = nn.Linear(input_size, output_size)
        print("made", input_size, output_size)

    def forward(self, x):
        return x @ self.linear.weight.T + self.linear.bias


def at_start(model):
    model.load_state_dict({"linear.weight": torch.tensor([[-15.0]]), "linear.bias": torch.tensor([-10.0])})
    return model


def train_model_BGD(iter):
    model.train()
    for epoch in range(1, iter + 1):
        running = 0.0
        for xb, yb in trainloader:
            loss = criterion(model(xb), yb)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            running += float(loss.detach())
        print("Epoch %d/%d loss %.5f" % (epoch, iter, running / len(trainloader)))
    model.eval()


if __name__ == "__main__":
    dataset = Data()
    criterion = nn.MSELoss()
    trainloader = DataLoader(dataset, batch_size=1)
    for rate in (0.01, 0.1):
        model = at_start(linear_regression(1, 1))
        optimizer = optim.SGD(model.parameters(), lr=rate)
        train_model_BGD(10)
        print(model.state_dict())
