# tensor types and constructors by their old names
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable


def forward(x):
    z1 = torch.mm(Variable(x), W1) + B1.expand(x.size(0), 4)
    h = z1.clamp(0)
    return F.sigmoid(torch.mm(h, W2) + B2.expand(x.size(0), 2)).type("torch.FloatTensor")


def backprop(x):
    z1 = torch.mm(x, W1) + B1.expand(x.size(0), 4)
    h = z1.clamp(0)
    y = F.sigmoid(torch.mm(h, W2) + B2.expand(x.size(0), 2))
    mask = (z1.data >= 0).type(torch.FloatTensor)
    g2 = 2 * (y - Y) * y * (1 - y)
    g1 = torch.mm(g2, W2.t()) * mask
    out = torch.FloatTensor(3, 4).zero_()
    out += torch.mm(x.t(), g1)
    rows = torch.FloatTensor(g2.tolist())
    return out, g1.sum(0), torch.mm(h.t(), g2).type(torch.FloatTensor), rows.sum(0)


learning_rate_answer = "Yes."


class ToyModel(nn.Module):
    def __init__(self):
        super(ToyModel, self).__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return F.sigmoid(self.fc2(F.relu(self.fc1(x))))


torch.manual_seed(3)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(600):
    opt.zero_grad()
    F.mse_loss(model(Variable(X)), Variable(Y)).backward()
    opt.step()
