"""What may not be used where something is to be written by hand, as when it is graded."""

import pytest
from torch import nn, optim


def forbid_losses(monkeypatch):
    """PyTorch's mean squared error fails from here to the end of the test."""
    monkeypatch.setattr(nn.MSELoss, "forward", refuse("nn.MSELoss: write its formula in tensor operations instead"))
    monkeypatch.setattr(nn.functional, "mse_loss", refuse("mse_loss: write its formula in tensor operations instead"))


def forbid_optimizers(monkeypatch):
    """New optimizers fail from here to the end of the test."""
    monkeypatch.setattr(optim.Optimizer, "__init__", refuse("torch.optim: delete the optimizer's lines"))


def refuse(what):
    def refused(*args, **kwargs):
        pytest.fail(f"this exercise does without {what}", pytrace=False)

    return refused
