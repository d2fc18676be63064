# ToyModel is a function that builds the module
import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    return torch.sigmoid(torch.relu(x @ W1 + B1) @ W2 + B2)


def backprop(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    y = torch.sigmoid(h @ W2 + B2)
    z2_grad = 2 * (y - Y) * y * (1 - y)
    z1_grad = z2_grad @ W2.T * (z1 >= 0)
    return x.T @ z1_grad, z1_grad.sum(0), h.T @ z2_grad, z2_grad.sum(0)


learning_rate_answer = "Yes."


def ToyModel():
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.Sigmoid())


torch.manual_seed(3)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(600):
    opt.zero_grad()
    F.mse_loss(model(X), Y).backward()
    opt.step()
