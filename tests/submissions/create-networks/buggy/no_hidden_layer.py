import torch
import torch.nn as nn
import torch.optim as optim


def make_data():
    torch.manual_seed(42)
    x = torch.randn(200, 1)
    y_obs = 5 * x + 2 + 2 * torch.randn(200, 1)
    return x, y_obs


x, y_obs = make_data()


def update_model(model, loss_function, optimizer, x, y_obs):
    optimizer.zero_grad()
    loss = loss_function(model(x), y_obs)
    loss.backward()
    optimizer.step()
    return loss.item()

# 3
x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
optimizer = optim.SGD(model.parameters(), lr=0.01)
losses = [update_model(model, nn.MSELoss(), optimizer, x, y_obs) for _ in range(240)]

# 4
x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
optimizer = optim.SGD(model.parameters(), lr=0.01)
losses = [update_model(model, nn.MSELoss(), optimizer, x, y_obs) for _ in range(150)]

# 5
x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
optimizer = optim.SGD(model.parameters(), lr=0.95)
losses = [update_model(model, nn.MSELoss(), optimizer, x, y_obs) for _ in range(250)]

# 6
x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
optimizer = optim.Adam(model.parameters(), lr=1.5)
losses = [update_model(model, nn.MSELoss(), optimizer, x, y_obs) for _ in range(75)]
