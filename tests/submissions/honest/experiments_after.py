import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(X):
    H = torch.relu(X @ W1 + B1)
    return torch.sigmoid(H @ W2 + B2)


def backprop(X):
    Z = X @ W1 + B1
    H = torch.relu(Z)
    P = torch.sigmoid(H @ W2 + B2)
    D2 = 2 * (P - Y) * P * (1 - P)
    D1 = D2 @ W2.T * (Z >= 0)
    return X.T @ D1, D1.sum(0), H.T @ D2, D2.sum(0)


learning_rate_answer = "Yes, with large steps."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))


torch.manual_seed(3)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(600):
    opt.zero_grad()
    F.mse_loss(model(X), Y).backward()
    opt.step()

# generalization: new data under other names
X2, Y2 = generate_data(100)
print("test loss", F.mse_loss(model(X2), Y2).item())


class BigModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 50), nn.ReLU(), nn.Linear(50, 2), nn.Sigmoid())

    def forward(self, x):
        return self.net(x)


big = BigModel()
opt2 = torch.optim.Adam(big.parameters(), lr=0.01)
for _ in range(50):
    opt2.zero_grad()
    F.mse_loss(big(X2), Y2).backward()
    opt2.step()
X3, Y3 = generate_data(1000)
print(F.mse_loss(big(X3), Y3).item())
