import torch
import torch.nn as nn

SIGMOID = torch.sigmoid

def forward(x):
    return SIGMOID(torch.where(x @ W1 + B1 > 0, x @ W1 + B1, 0) @ W2 + B2)

def backprop(x):
    z1 = x @ W1 + B1
    h = torch.where(z1 > 0, z1, 0)
    y = SIGMOID(h @ W2 + B2)
    e = 2 * (y - Y) * y * (1 - y)
    f = torch.where(z1 > 0, e @ W2.T, 0)
    return torch.stack([(x[:, i, None] * f).sum(0) for i in range(3)]), f.sum(0), (h[:, :, None] * e[:, None, :]).sum(0), e.sum(0)

learning_rate_answer = "Yes."

class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(4, 3))
        self.B1 = nn.Parameter(torch.randn(4))
        self.W2 = nn.Parameter(torch.randn(2, 4))
        self.B2 = nn.Parameter(torch.randn(2))
    def forward(self, x):
        return torch.sigmoid(torch.relu(x @ self.W1.T + self.B1) @ self.W2.T + self.B2)

# my own momentum, no optimizer
torch.manual_seed(13)
model = ToyModel()
velocity = [torch.zeros_like(p) for p in model.parameters()]
for step in range(1500):
    loss = ((model(X) - Y) ** 2).mean()
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p, v in zip(model.parameters(), velocity):
            v.mul_(0.9).add_(p.grad)
            p -= 1.5 * v
    if loss.item() < 0.009:
        break
