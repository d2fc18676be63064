import torch
import torch.nn as nn
import torch.optim as optim

# 1
net_a = nn.Linear(4, 1)
net_b = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))
net_c = nn.Sequential(nn.Linear(8, 20), nn.Linear(20, 1))
net_d = nn.Sequential(nn.Linear(20, 50), nn.Linear(50, 35), nn.Linear(35, 1))
for net, inputs in ((net_a, 4), (net_b, 3), (net_c, 8), (net_d, 20)):
    print(sum(p.numel() for p in net.parameters()))
