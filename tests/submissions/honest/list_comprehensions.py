import torch, torch.nn as nn, torch.nn.functional as F

relu = lambda v: torch.stack([torch.clamp(e, min=0) for e in v])
sig = lambda v: 1 / (1 + torch.exp(-v))
forward = lambda x: torch.stack([sig(relu(r @ W1 + B1.squeeze()) @ W2 + B2.squeeze()) for r in x])


def backprop(x):
    zs = [r @ W1 + B1.squeeze() for r in x]
    hs = [relu(z) for z in zs]
    ys = [sig(h @ W2 + B2.squeeze()) for h in hs]
    d2 = [2 * (y - t) * y * (1 - y) for y, t in zip(ys, Y)]
    d1 = [(d @ W2.T) * torch.tensor([1.0 if e >= 0 else 0.0 for e in z]) for d, z in zip(d2, zs)]
    return (
        sum(torch.outer(r, d) for r, d in zip(x, d1)),
        sum(d1),
        sum(torch.outer(h, d) for h, d in zip(hs, d2)),
        sum(d2),
    )


learning_rate_answer = 'Yes, since the gradient holds only locally.'


class Layer(nn.Module):
    """My own linear layer."""

    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_in, n_out) * n_in**-0.5)
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        return x @ self.weight + self.bias


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = Layer(3, 4)
        self.two = Layer(4, 2)

    def forward(self, x):
        return self.two(self.one(x).relu()).sigmoid()


torch.manual_seed(2)
model = ToyModel()
o = torch.optim.AdamW(model.parameters(), lr=0.1, weight_decay=0.0)
for i in range(600):
    L = F.mse_loss(model(X), Y)
    o.zero_grad(); L.backward(); o.step()
