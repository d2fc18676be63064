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
    y_pred = model(x)
    loss = loss_function(y_pred, y_obs)
    loss.backward()
    optimizer.step()
    return loss.item()


def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


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
