import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim.lr_scheduler import StepLR, ReduceLROnPlateau


def forward(x, /, *, verbose=False):
    h = torch.nn.ReLU()(x @ W1 + B1)
    y = torch.nn.Sigmoid()(h @ W2 + B2)
    if verbose:
        print(h, y)
    return y


def backprop(x, targets=None):
    targets = Y if targets is None else targets
    z1 = x @ W1 + B1
    h = torch.nn.ReLU()(z1)
    y = torch.nn.Sigmoid()(h @ W2 + B2)
    step = lambda z: (z >= 0).to(z.dtype)
    d2 = 2 * (y - targets) * y * (1 - y)
    d1 = (d2 @ W2.T) * step(z1)
    return x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)


learning_rate_answer = "Yes, when lr is large compared to the curvature."


class ToyModel(nn.Module):
    """3 -> 4 -> 2"""

    hidden_size = 4

    def __init__(self):
        super().__init__()
        self.register_parameter("w1", nn.Parameter(torch.empty(3, self.hidden_size)))
        self.register_parameter("b1", nn.Parameter(torch.zeros(self.hidden_size)))
        self.register_parameter("w2", nn.Parameter(torch.empty(self.hidden_size, 2)))
        self.register_parameter("b2", nn.Parameter(torch.zeros(2)))
        nn.init.kaiming_normal_(self.w1)
        nn.init.kaiming_normal_(self.w2)

    def forward(self, x):
        return torch.addmm(self.b2, torch.addmm(self.b1, x, self.w1).relu(), self.w2).sigmoid()


torch.manual_seed(1)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.2)
scheduler = StepLR(opt, step_size=200, gamma=0.5)
plateau = ReduceLROnPlateau(opt, patience=200)
for step in range(700):
    opt.zero_grad()
    loss = F.mse_loss(model(X), Y)
    loss.backward()
    opt.step()
    scheduler.step()
    plateau.step(loss.item())
