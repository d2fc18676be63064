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


from typing import Sequence


class Network(nn.Module):
    """Linear layers, one after the other."""

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in zip(sizes[:-1], sizes[1:]))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


net_a, net_b = Network([4, 1]), Network([3, 2, 2])
net_c, net_d = Network([8, 20, 1]), Network([20, 50, 35, 10, 1])
for net, n in ((net_a, 4), (net_b, 3), (net_c, 8), (net_d, 20)):
    print(net(torch.randn(5, n)).shape, count_parameters(net))

small = Network([1, 1, 1])
data = torch.randn(1, 1)
print(small(data))
with torch.no_grad():
    small.layers[0].weight.fill_(-10)
print(small(data))

wide = Network([100, 50, 1, 1])
data = torch.randn(7, 100)
print(wide(data))
with torch.no_grad():
    for parameter in wide.layers[-1].parameters():
        parameter.zero_()
print(wide(data))


class Trainer:
    def __init__(self, model, optimizer, loss_function=None):
        self.model = model
        self.optimizer = optimizer
        self.loss_function = loss_function or nn.MSELoss()
        self.losses = []

    def fit(self, x, y_obs, num_iterations):
        for _ in range(num_iterations):
            self.losses.append(update_model(self.model, self.loss_function, self.optimizer, x, y_obs))
        return self


def mse(y_pred, y_obs):
    return torch.mean(torch.square(y_pred - y_obs))


def update_model2(model, optimizer, x, y_obs):
    optimizer.zero_grad()
    y_pred = model(x)
    loss = mse(y_pred, y_obs)
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.no_grad()
def descend(parameters, lr):
    for p in parameters:
        p -= lr * p.grad


def update_model3(model, x, y_obs, lr=0.01):
    model.zero_grad()
    loss = mse(model(x), y_obs)
    loss.backward()
    descend(model.parameters(), lr)
    return loss.item()


def main():
    x, y_obs = make_data()
    model = Network([1, 1])
    trainer = Trainer(model, optim.SGD(model.parameters(), lr=0.01)).fit(x, y_obs, 300)
    print(trainer.losses[-1])

    x, y_obs = make_data()
    model = Network([1, 8, 1])
    Trainer(model, optim.SGD(model.parameters(), lr=0.01)).fit(x, y_obs, 150)

    x, y_obs = make_data()
    model = Network([1, 1])
    Trainer(model, optim.SGD(model.parameters(), lr=1.05)).fit(x, y_obs, 250)

    x, y_obs = make_data()
    model = Network([1, 1])
    Trainer(model, optim.Adam(model.parameters(), lr=1.5)).fit(x, y_obs, 75)

    x, y_obs = make_data()
    model = Network([1, 1])
    for _ in range(150):
        loss = update_model3(model, x, y_obs)
    print(loss)


if __name__ == "__main__":
    main()
