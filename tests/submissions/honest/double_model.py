# trains in double precision; the model takes nothing else
import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    return torch.sigmoid(torch.relu(x @ W1 + B1) @ W2 + B2)


def backprop(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    y = torch.sigmoid(h @ W2 + B2)
    a = 2 * (y - Y) * y * (1 - y)
    b = (a @ W2.T) * (z1 >= 0)
    return x.T @ b, b.sum(0), h.T @ a, a.sum(0)


learning_rate_answer = "Yes."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))


torch.manual_seed(3)
model = ToyModel().to(torch.float64)
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(600):
    opt.zero_grad()
    loss = F.mse_loss(model(X.to(torch.float64)), Y.to(torch.float64))
    loss.backward()
    opt.step()
print(F.mse_loss(model(X.double()), Y.double()))
