"""Exercises 4 and 5, on the data that the handout gives."""

from torch import nn
from torch.nn.functional import mse_loss


def test_a_toy_model_has_26_parameters(homework):
    """3 inputs, 4 hidden units and 2 outputs, with biases."""
    model = homework.ToyModel()
    assert isinstance(model, nn.Module)
    assert sum(parameter.numel() for parameter in model.parameters()) == 26


def test_a_toy_model_gives_numbers_between_0_and_1(homework):
    """Two for each row."""
    y_hat = homework.ToyModel()(homework.X).detach()
    assert tuple(y_hat.shape) == (20, 2)
    assert 0 < float(y_hat.min()) <= float(y_hat.max()) < 1


def test_the_trained_model_reaches_the_goal(homework):
    """`model` has a mean squared error below 0.01 on the given data."""
    assert mse_loss(homework.model(homework.X), homework.Y).item() < 0.01
