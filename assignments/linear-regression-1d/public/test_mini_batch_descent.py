"""Descending batch by batch."""

import pytest
import torch
from lines import check_training
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


@pytest.fixture
def small(homework, monkeypatch):
    """A line through 0 and a single point, x = 1 and y = 1, under the names that train_model_BGD uses."""
    model = nn.Linear(1, 1)
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    point = TensorDataset(torch.ones(1, 1), torch.ones(1, 1))
    names = {
        "model": model,
        "criterion": nn.MSELoss(),
        "optimizer": optim.SGD(model.parameters(), lr=0.1),
        "dataset": point,
        "trainloader": DataLoader(point, batch_size=1),
    }
    for name, value in names.items():
        monkeypatch.setattr(homework.module, name, value, raising=False)
    return model


def test_one_epoch_is_a_step_for_each_batch(homework, small):
    """The outputs are 1 too small, so that both derivatives are -2, and 0.1 times that is a step of 0.2."""
    homework.train_model_BGD(1)
    slope, intercept = small.weight.item(), small.bias.item()
    assert abs(slope - 0.2) < 1e-4 and abs(intercept - 0.2) < 1e-4, (
        f"after train_model_BGD(1) slope and intercept are {slope:.4f} and {intercept:.4f}, expected 0.2 both: use "
        "the variables model, criterion, optimizer and trainloader, and make no new ones"
    )


def test_gradients_do_not_add_up(homework, small):
    """After 0.2 the outputs are 0.6 too small: the second step is 0.12, if the first gradient was cleared."""
    homework.train_model_BGD(2)
    slope = small.weight.item()
    assert abs(slope - 0.32) < 1e-4, (
        f"after train_model_BGD(2) the slope is {slope:.4f}, expected 0.32: go through trainloader as many times "
        "as iter says, and call optimizer.zero_grad() before each backward()"
    )


def test_your_training_finds_the_line(homework):
    """With the rate 0.01, from -15 and -10, in ten epochs, to a line near 1 and -1."""
    check_training(homework, 0.01, near=0.1)
