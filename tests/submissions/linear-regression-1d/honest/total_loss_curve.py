import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)

class Data(Dataset):
    def __init__(self, slope: float = 1.0, intercept: float = -1.0, noise: float = 0.1) -> None:
        super().__init__()
        self.x: torch.Tensor = torch.linspace(-3, 2.9, 60).unsqueeze(1)
        self.y: torch.Tensor = slope * self.x + intercept + noise * torch.randn_like(self.x)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.x[index], self.y[index]

    def __len__(self) -> int:
        return len(self.x)


dataset = Data()
print(len(dataset), dataset[0])


class linear_regression(nn.Module):
    def __init__(self, input_size: int = 1, output_size: int = 1) -> None:
        super().__init__()
        self.linear = nn.Linear(input_size, output_size)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x)


model = linear_regression(1, 1)
criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
trainloader = DataLoader(dataset=dataset, batch_size=1)
with torch.no_grad():
    model.linear.weight.fill_(-15)
    model.linear.bias.fill_(-10)

LOSS = []


def train_model_BGD(iter):
    for epoch in range(iter):
        # the total loss, for the curve
        LOSS.append(criterion(model(dataset.x), dataset.y).item())
        for x, y in trainloader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}: {LOSS[-1]:.4f}")


train_model_BGD(10)
print(model.state_dict())

model = linear_regression(1, 1)
with torch.no_grad():
    model.linear.weight.fill_(-15)
    model.linear.bias.fill_(-10)
optimizer = optim.SGD(model.parameters(), lr=0.1)
LOSS = []
train_model_BGD(10)
print(model.state_dict())
