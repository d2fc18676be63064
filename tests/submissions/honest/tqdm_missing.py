import torch
import torch.nn as nn
import torch.nn.functional as F
try:
    from tqdm import tqdm
except ImportError:
    def tqdm(iterable, **kwargs):
        return iterable


def forward(x):
    h = torch.relu(x @ W1 + B1)
    return torch.sigmoid(h @ W2 + B2)


def backprop(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    y_hat = torch.sigmoid(h @ W2 + B2)
    g2 = 2 * (y_hat - Y) * y_hat * (1 - y_hat)
    g1 = g2.matmul(W2.T) * (z1 >= 0).double().to(z1.dtype)
    grads = {}
    grads["W1"] = x.T @ g1
    grads["B1"] = g1.sum(0)
    grads["W2"] = h.T @ g2
    grads["B2"] = g2.sum(0)
    return tuple(grads.values())


learning_rate_answer = "Yes."


class Base(nn.Module):
    def describe(self):
        return sum(p.numel() for p in self.parameters())


class ToyModel(Base):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)
        self.apply(self._init)

    @staticmethod
    def _init(module):
        if isinstance(module, nn.Linear):
            nn.init.xavier_normal_(module.weight)
            nn.init.constant_(module.bias, 0.01)

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))


losses = []
torch.manual_seed(1)
model = ToyModel()
print(model.describe(), "parameters")
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for epoch in tqdm(range(600), desc="training"):
    model.train()
    opt.zero_grad()
    loss = F.mse_loss(model(X), Y)
    losses.append(loss.item())
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    opt.step()
    if loss.item() < 0.005:
        break
