# Given: the imports.
import torch
import torch.nn as nn
import torch.optim as optim

# Given: how many numbers a model learns.
def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())

model = nn.Linear(3, 2)
print(model(torch.randn(100, 3)).shape)  # (100, 2): a row for each of 100 points
print(count_parameters(model))  # 8: six weights and two biases

# a: 4 to 1
model = nn.Linear(4, 1)
print(model(torch.randn(100, 4)).shape, count_parameters(model))

# b: 3 to 2 to 2
model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))
print(model(torch.randn(100, 3)).shape, count_parameters(model))

# c: 8 to 20 to 1
model = nn.Sequential(nn.Linear(8, 20), nn.Linear(20, 1))
model(torch.randn(100, 8)).shape, count_parameters(model)

# d: 20 to 50 to 35 to 10 to 1
model = nn.Sequential(
    nn.Linear(20, 50),
    nn.Linear(50, 35),
    nn.Linear(35, 10),
    nn.Linear(10, 1),
)

model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1))
data = torch.randn(1, 3)
print(model(data))

with torch.no_grad():
    model[1].bias[:] = 100

print(model(data))  # about 100 more: the last bias is simply added to the output

model = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))
data = torch.randn(1, 1)
print(model(data))
with torch.no_grad():
    model[0].weight[:] = -10
print(model(data))

model = nn.Sequential(nn.Linear(100, 50), nn.Linear(50, 1), nn.Linear(1, 1))
data = torch.randn(1, 100)
print(model(data))
with torch.no_grad():
    model[2].weight[:] = 0
    model[2].bias[:] = 0
print(model(data))

# Given: the data.
def make_data():
    torch.manual_seed(42)
    x = torch.randn(200, 1)
    y_obs = 5 * x + 2 + 2 * torch.randn(200, 1)
    return x, y_obs


x, y_obs = make_data()

# Given: one training step. It returns the loss before the step.
def update_model(model, loss_function, optimizer, x, y_obs):
    optimizer.zero_grad()
    y_pred = model(x)
    loss = loss_function(y_pred, y_obs)
    loss.backward()
    optimizer.step()
    return loss.item()

# Given: pictures, for those who want them.
def plot_losses(losses, ax=None):
    import matplotlib.pyplot as plt

    ax = ax or plt.gca()
    ax.plot(losses, ".:")
    ax.set(title="Loss while training", xlabel="iteration", ylabel="loss")


def plot_1d_model_fit(model, x, y_obs, ax=None):
    import matplotlib.pyplot as plt

    ax = ax or plt.gca()
    ax.plot(x, y_obs, ".", markersize=2)
    ends = torch.linspace(x.min(), x.max(), 100).reshape(-1, 1)
    ax.plot(ends, model(ends).detach(), ":")
    ax.set(title="The fit", xlabel="x", ylabel="y")

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
loss_function = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
num_iterations = 1000

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(num_iterations)]
print(losses[0], losses[-1])
print(model.state_dict())  # after 30 iterations: weight 2.0565, bias 1.4153

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
loss_function = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(150)]
print(losses[0], losses[-1])
print(model.state_dict())  # with the single layer: weight 4.8087, bias 2.2150

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
loss_function = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.95)

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(250)]
print(losses[0], losses[-1])
print(model.state_dict())  # with lr=0.01: weight 5.0558, bias 2.2563

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
loss_function = nn.MSELoss()
optimizer = optim.Adagrad(model.parameters(), lr=1.5)

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(75)]
print(losses[0], losses[-1])
print(model.state_dict())

def update_model2(model, optimizer, x, y_obs):
    optimizer.zero_grad()
    y_pred = model(x)
    squared = torch.linalg.vector_norm(y_pred - y_obs) ** 2
    loss = squared / y_obs.numel()

    loss.backward()
    optimizer.step()
    return loss.item()

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
optimizer = optim.SGD(model.parameters(), lr=0.01)
losses = [update_model2(model, optimizer, x, y_obs) for _ in range(150)]
print(model.state_dict())  # weight 4.8087, bias 2.2150, as before

def update_model3(model, x, y_obs):
    model.zero_grad()

    y_pred = model(x)
    loss = 1 / len(x) * torch.sum(torch.pow(y_obs - y_pred, 2))
    loss.backward()

    lr = 0.01
    with torch.no_grad():
        for p in model.parameters():
            p.add_(p.grad, alpha=-lr)
    model.zero_grad()

    return loss.item()

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
losses = [update_model3(model, x, y_obs) for _ in range(150)]
print(model.state_dict())  # weight 4.8087, bias 2.2150, once more
