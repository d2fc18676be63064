# functions as methods, staticmethods and a property; the results pass through dict, zip and map
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net:
    @staticmethod
    def step(z):
        return torch.gt(z, 0).float()

    @classmethod
    def run(cls, x):
        z1 = x @ W1 + B1
        h = z1 * cls.step(z1)
        return z1, h, 1 / (1 + (-(h @ W2 + B2)).exp())


def forward(x):
    *_, y = Net.run(x)
    return y


def backprop(x):
    z1, h, y = Net.run(x)
    chain = 2 * (y - Y)
    chain = chain * y * (1 - y)
    B2_grad, W2_grad = chain.sum(0), h.T @ chain
    chain = (chain @ W2.T) * Net.step(z1)
    B1_grad, W1_grad = chain.sum(0), x.T @ chain
    return tuple(map(torch.clone, (W1_grad, B1_grad, W2_grad, B2_grad)))


learning_rate_answer = "Yes."


def mlp(*sizes):
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        layers += [nn.Linear(n_in, n_out), nn.ReLU()]
    layers[-1] = nn.Sigmoid()
    return nn.Sequential(*layers)


class ToyModel(nn.Module):
    def __init__(self, sizes=(3, 4, 2)):
        super().__init__()
        self.mlp = mlp(*sizes)

    def forward(self, x):
        return self.mlp.forward(x)


def fit(seed):
    torch.manual_seed(seed)
    candidate = ToyModel()
    opt = torch.optim.Adam(candidate.parameters(), lr=0.2)
    for _ in range(150):
        opt.zero_grad()
        F.mse_loss(candidate(X), Y).backward()
        opt.step()
    return F.mse_loss(candidate(X), Y).item(), seed, candidate


loss, seed, model = min(map(fit, range(9, 13)), key=lambda t: t[0])
print(loss, seed)
