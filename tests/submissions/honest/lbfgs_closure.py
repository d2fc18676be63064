import torch
from torch import nn
import torch.nn.functional as F


def forward(x):
    h = torch.max(x @ W1 + B1, torch.zeros(1))
    return torch.special.expit(h @ W2 + B2)


def backprop(x):
    z1 = x @ W1 + B1
    h = torch.max(z1, torch.zeros(1))
    y_hat = torch.special.expit(h @ W2 + B2)
    g = 2 * (y_hat - Y) * y_hat * (1 - y_hat)
    k = torch.mm(g, W2.T) * torch.where(z1 >= 0, 1.0, 0.0)
    return x.T @ k, torch.sum(k, 0), h.T @ g, torch.sum(g, 0)


learning_rate_answer = "Yes, a very large step can make the loss larger."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(in_features=3, out_features=4, bias=True)
        self.l2 = nn.Linear(in_features=4, out_features=2, bias=True)

    def forward(self, x):
        return self.l2(self.l1(x).relu()).sigmoid()


torch.manual_seed(10)
model = ToyModel()
optimizer = torch.optim.LBFGS(model.parameters(), lr=0.5, max_iter=20, line_search_fn="strong_wolfe")


def closure():
    optimizer.zero_grad()
    loss = F.mse_loss(model(X), Y)
    loss.backward()
    return loss


for _ in range(40):
    loss = optimizer.step(closure)
    if loss < 0.002:
        break
print(F.mse_loss(model(X), Y))
