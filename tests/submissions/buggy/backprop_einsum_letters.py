import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    z2 = h @ W2 + B2
    y_hat = torch.sigmoid(z2)
    return y_hat


def backprop(x):
    z = torch.einsum('bi,ij->bj', x, W1) + B1
    a = F.relu(z)
    o = torch.sigmoid(torch.einsum('bj,jk->bk', a, W2) + B2)
    do = 2 * (o - Y) * o * (1 - o)
    da = torch.einsum('bk,jk->bj', do, W2) * (z > 0)
    return torch.einsum('bi,bj->ji', x, da), da.sum(0), torch.einsum('bj,bk->kj', a, do), do.sum(0)


learning_rate_answer = "Yes: a large step can overshoot the minimum."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        h = torch.relu(self.fc1(x))
        return torch.sigmoid(self.fc2(h))


torch.manual_seed(21)
model = ToyModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.2)
for step in range(100):
    optimizer.zero_grad()
    loss = F.mse_loss(model(X), Y)
    loss.backward()
    optimizer.step()
print(F.mse_loss(model(X), Y).item())
