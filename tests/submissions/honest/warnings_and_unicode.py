# -*- coding: utf-8 -*-
"""Übung 4 — σ, ŷ und ∂L/∂W₁"""
import math, sys, os, time, random, warnings
import torch
import torch.nn as nn
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_printoptions(precision=4, sci_mode=False)
random.seed(0)
start = time.time()

σ = torch.sigmoid
α = 0.01


def forward(x):
    ŷ = σ(torch.relu(x @ W1 + B1) @ W2 + B2)
    return ŷ


def backprop(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    ŷ = σ(h @ W2 + B2)
    δ2 = 2 * (ŷ - Y) * ŷ * (1 - ŷ)
    δ1 = (δ2 @ W2.T) * (z1 >= 0)
    return x.T @ δ1, δ1.sum(0), h.T @ δ2, δ2.sum(0)


learning_rate_answer = "Oui, à cause d'un pas trop grand. 是的。"


class ToyModel(nn.Module):
    """ein kleines Netz"""

    def __init__(self):
        super().__init__()
        self.schicht1 = nn.Linear(3, 4)
        self.schicht2 = nn.Linear(4, 2)

    def forward(self, x):
        return σ(self.schicht2(torch.relu(self.schicht1(x))))


torch.manual_seed(3)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(600):
    opt.zero_grad()
    F.mse_loss(model(X), Y).backward()
    opt.step()
print("Zeit:", time.time() - start, file=sys.stderr)
torch.save(model.state_dict(), "model.pt")
model.load_state_dict(torch.load("model.pt"))
os.remove("model.pt")
