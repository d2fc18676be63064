# no matrix product anywhere: I wanted to see every index
import math
import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    n = x.shape[0]
    b1 = B1.reshape(-1)
    b2 = B2.reshape(-1)
    y = torch.zeros(n, 2)
    for i in range(n):
        h = [0.0] * 4
        for j in range(4):
            z = b1[j].item()
            for k in range(3):
                z += x[i, k].item() * W1[k, j].item()
            h[j] = max(z, 0.0)
        for o in range(2):
            z = b2[o].item()
            for j in range(4):
                z += h[j] * W2[j, o].item()
            y[i, o] = 1 / (1 + math.exp(-z))
    return y


def backprop(x):
    gW1, gB1 = torch.zeros(3, 4), torch.zeros(4)
    gW2, gB2 = torch.zeros(4, 2), torch.zeros(2)
    b1, b2 = B1.reshape(-1).tolist(), B2.reshape(-1).tolist()
    w1, w2 = W1.tolist(), W2.tolist()
    for row, target in zip(x.tolist(), Y.tolist()):
        z1 = [b1[j] + sum(row[k] * w1[k][j] for k in range(3)) for j in range(4)]
        h = [max(0.0, z) for z in z1]
        out = [1 / (1 + math.exp(-(b2[o] + sum(h[j] * w2[j][o] for j in range(4))))) for o in range(2)]
        dz2 = [2 * (out[o] - target[o]) * out[o] * (1 - out[o]) for o in range(2)]
        dz1 = [sum(dz2[o] * w2[j][o] for o in range(2)) if z1[j] >= 0 else 0.0 for j in range(4)]
        for o in range(2):
            gB2[o] += dz2[o]
            for j in range(4):
                gW2[j, o] += h[j] * dz2[o]
        for j in range(4):
            gB1[j] += dz1[j]
            for k in range(3):
                gW1[k, j] += row[k] * dz1[j]
    return gW1, gB1, gW2, gB2


learning_rate_answer = "Yes, a step can be too long."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin1 = nn.Linear(3, 4)
        self.lin2 = nn.Linear(4, 2)

    def forward(self, x):
        x = F.relu(self.lin1(x))
        x = torch.sigmoid(self.lin2(x))
        return x


torch.manual_seed(3)
model = ToyModel()
optim = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(500):
    loss = F.mse_loss(model(X), Y)
    optim.zero_grad()
    loss.backward()
    optim.step()
