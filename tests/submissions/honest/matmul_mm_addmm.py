import torch as t
import torch.nn as nn


def forward(x):
    h = t.addmm(B1, x, W1).relu()
    return t.addmm(B2, h, W2).sigmoid_()


def backprop(x):
    z1 = t.matmul(x, W1).add_(B1)
    h = t.maximum(z1, t.tensor(0.0))
    y = t.mm(h, W2).add_(B2).sigmoid_()
    g2 = (y - Y).mul_(2).mul_(y).mul_(1 - y)
    g1 = t.mm(g2, W2.t()).mul_((z1 > 0))
    return t.mm(x.t(), g1), g1.sum(dim=0, keepdim=True), t.mm(h.t(), g2), g2.sum(dim=0, keepdim=True)


class ToyModel(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.Sigmoid())

    def forward(self, x):
        return self.net(x)


t.manual_seed(4)
model = ToyModel()
sgd = t.optim.SGD(model.parameters(), lr=2.0, momentum=0.9)
best = None
for step in range(2000):
    sgd.zero_grad(set_to_none=True)
    l = ((model(X) - Y) ** 2).mean()
    l.backward()
    sgd.step()
    if l.item() < 0.0085:
        print("done after", step)
        break

learning_rate_answer = "Yes, with too large a rate."
