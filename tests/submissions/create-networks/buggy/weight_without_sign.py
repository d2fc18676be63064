import torch
import torch.nn as nn
import torch.optim as optim

# 2
small = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))
with torch.no_grad():
    small[0].weight.fill_(10.0)
large = nn.Sequential(nn.Linear(100, 50), nn.Linear(50, 1), nn.Linear(1, 1))
with torch.no_grad():
    large[2].weight.zero_()
    large[2].bias.zero_()
