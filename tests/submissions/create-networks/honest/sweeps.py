import torch
import torch.nn as nn
import torch.optim as optim


def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


def make_data():
    torch.manual_seed(42)
    x = torch.randn(200, 1)
    y_obs = 5 * x + 2 + 2 * torch.randn(200, 1)
    return x, y_obs


x, y_obs = make_data()


def update_model(model, loss_function, optimizer, x, y_obs):
    optimizer.zero_grad()
    y_pred = model(x)
    loss = loss_function(y_pred, y_obs)
    loss.backward()
    optimizer.step()
    return loss.item()


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


from collections import OrderedDict
from dataclasses import dataclass, field

model = nn.Linear(in_features=4, out_features=1)
print(model)
model = nn.Sequential(OrderedDict([("hidden", nn.Linear(3, 2)), ("out", nn.Linear(2, 2))]))
model = nn.Sequential()
model.append(nn.Linear(8, 20))
model.append(nn.Linear(20, 1))
print(count_parameters(model))
layers = []
sizes = [20, 50, 35, 10, 1]
for i in range(len(sizes) - 1):
    layers.append(nn.Linear(sizes[i], sizes[i + 1]))
model = nn.Sequential(*layers)

model = nn.Sequential(OrderedDict(first=nn.Linear(1, 1), second=nn.Linear(1, 1)))
data = torch.randn(4, 1)
before = model(data)
nn.init.constant_(model.first.weight, -10)
after = model(data)
print(before, after)

model = nn.Sequential(nn.Linear(100, 50), nn.Linear(50, 1), nn.Linear(1, 1))
print(model(torch.randn(2, 100)))
nn.init.zeros_(model[-1].weight)
nn.init.zeros_(model[-1].bias)
print(model(torch.randn(2, 100)))


@dataclass
class Run:
    model: nn.Module
    optimizer: optim.Optimizer
    iterations: int
    losses: list[float] = field(default_factory=list)

    def go(self) -> float:
        x, y_obs = make_data()
        for _ in range(self.iterations):
            self.losses.append(update_model(self.model, nn.MSELoss(), self.optimizer, x, y_obs))
        return self.losses[-1]


def run(sizes=(1, 1), kind=optim.SGD, lr=0.01, iterations=150, **options):
    make_data()
    model = nn.Sequential(*(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])))
    one = Run(model, kind(model.parameters(), lr=lr, **options), iterations)
    print(sizes, kind.__name__, lr, iterations, one.go())
    return one


for iterations in (30, 60, 100, 150, 200, 300, 500):
    run(iterations=iterations)
run((1, 2, 1))
run((1, 10, 1))
run((1, 20, 20, 1))
for lr in (0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0, 1.1, 1.3, 2.0):
    run(lr=lr, iterations=250)
for kind in (optim.Adagrad, optim.RMSprop, optim.Adam):
    run(kind=kind, lr=1.5, iterations=75)


def update_model2(model: nn.Module, optimizer: optim.Optimizer, x: torch.Tensor, y_obs: torch.Tensor) -> float:
    optimizer.zero_grad(set_to_none=True)
    error = (model(x) - y_obs).squeeze()
    loss = error @ error / error.numel()
    loss.backward()
    optimizer.step()
    return float(loss)


def update_model3(model: nn.Module, x: torch.Tensor, y_obs: torch.Tensor) -> float:
    error = (model(x) - y_obs).flatten()
    loss = torch.einsum("i,i->", error, error) / len(error)
    gradients = torch.autograd.grad(loss, list(model.parameters()))
    with torch.no_grad():
        for p, g in zip(model.parameters(), gradients):
            p.sub_(0.01 * g)
    return loss.detach().item()


x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
print([update_model3(model, x, y_obs) for _ in range(150)][-1], model.state_dict())
