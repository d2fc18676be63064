"""The trainings of part 3, and the line 5x + 2 that they look for."""

import torch
from torch import nn, optim


def is_line(training):
    """Whether it trained nn.Linear(1, 1), alone or in an nn.Sequential."""
    return [tuple(parameter.shape) for parameter in training.parameters] == [(1, 1), (1,)]


def listed(trainings):
    """For messages."""
    return "; ".join(map(str, trainings)) or "none"


def loss_of(parameters, given):
    """The mean squared error of a line on the given data."""
    weight, bias = parameters
    return nn.MSELoss()(given.x * weight + bias, given.y_obs).item()


def descend(parameters, given, lr, steps):
    """Weight and bias after so many more steps of optim.SGD."""
    model = nn.Linear(1, 1)
    model.load_state_dict(dict(zip(("weight", "bias"), parameters)))
    optimizer = optim.SGD(model.parameters(), lr=lr)
    for _ in range(steps):
        given.update_model(model, nn.MSELoss(), optimizer, given.x, given.y_obs)
    return [parameter.detach() for parameter in model.parameters()]


def grows(given, lr):
    """Whether the loss grows with this learning rate, from weight and bias 0."""
    start = [torch.zeros(1, 1), torch.zeros(1)]
    return not loss_of(descend(start, given, lr, 100), given) < loss_of(start, given)
