"""The line as a module."""

import torch
from torch import nn


def test_its_parameters_are_those_of_linear(homework):
    """An nn.Linear of the sizes that are asked for, in the attribute linear."""
    module = homework.linear_regression(3, 2)
    assert isinstance(module, nn.Module), "linear_regression has to be derived from nn.Module"
    actual = {name: tuple(parameter.shape) for name, parameter in module.named_parameters()}
    assert actual == {"linear.weight": (2, 3), "linear.bias": (2,)}, (
        f"linear_regression(3, 2) has the parameters {actual}, expected linear.weight (2, 3) and linear.bias (2,): in "
        "__init__, after super().__init__(), make self.linear = nn.Linear(...) with the input's size first"
    )


def test_forward_passes_the_input_through_it(homework):
    """Five rows of three give what self.linear gives."""
    module, x = homework.linear_regression(3, 2), torch.randn(5, 3)
    actual = module(x)
    assert isinstance(actual, torch.Tensor), f"forward returns {actual!r}: end it with a return"
    assert torch.allclose(actual, module.linear(x)), "forward has to return self.linear(x), and nothing else"
