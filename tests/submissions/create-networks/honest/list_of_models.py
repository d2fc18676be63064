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
class Chain(nn.Sequential):
    def __init__(self, *sizes):
        super().__init__(*[nn.Linear(i, o) for i, o in zip(sizes, sizes[1:])])


models = [Chain(4, 1), Chain(3, 2, 2), Chain(8, 20, 1), Chain(20, 50, 35, 10, 1)]
for model in models:
    print(model, count_parameters(model))

# b: 3 to 2 to 2
print(models[1](torch.randn(10, models[1][0].in_features)).shape)

# c: 8 to 20 to 1
print(models[2](torch.randn(10, models[2][0].in_features)).shape)

# d: 20 to 50 to 35 to 10 to 1
print(models[3](torch.randn(10, models[3][0].in_features)).shape)

model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1))
data = torch.randn(1, 3)
print(model(data))

with torch.no_grad():
    model[1].bias[:] = 100

print(model(data))  # about 100 more: the last bias is simply added to the output

model = Chain(1, 1, 1)
data = torch.tensor([[0.5]])
with torch.no_grad():
    before = model(data)
    model[0].weight *= 0
    model[0].weight -= 10
    after = model(data)
print(before, after)

model = Chain(100, 50, 1, 1)
data = torch.randn(20, 100)
before = model(data)
with torch.no_grad():
    model[2].weight.copy_(torch.zeros_like(model[2].weight))
    model[2].bias.copy_(torch.zeros_like(model[2].bias))
assert (model(data) == 0).all()

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
num_iterations = 200  # CHANGE

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(num_iterations)]
print(losses[0], losses[-1])
print(model.state_dict())  # after 30 iterations: weight 2.0565, bias 1.4153

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 64), nn.Linear(64, 64), nn.Linear(64, 1))
loss_function = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(150)]
print(losses[0], losses[-1])
print(model.state_dict())  # with the single layer: weight 4.8087, bias 2.2150

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
loss_function = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=1.0)  # CHANGE the lr

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(250)]
print(losses[0], losses[-1])
print(model.state_dict())  # with lr=0.01: weight 5.0558, bias 2.2563

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
loss_function = nn.MSELoss()
optimizer = optim.NAdam(model.parameters(), lr=1.5)

losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(75)]
print(losses[0], losses[-1])
print(model.state_dict())

def update_model2(model, optimizer, x, y_obs):
    optimizer.zero_grad()
    y_pred = model(x)
    loss = (y_pred - y_obs).pow(2).mean()

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
    loss = (y_pred - y_obs).pow(2).mean()
    loss.backward()

    lr = 0.01
    with torch.no_grad():
        for p in model.parameters():
            p.data.add_(-lr * p.grad.data)

    return loss.item()

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
losses = [update_model3(model, x, y_obs) for _ in range(150)]
print(model.state_dict())  # weight 4.8087, bias 2.2150, once more
