"""The linear model's gradients by formula, compared with those that autograd finds."""

import pytest
import torch
from returned import shape_of
from torch import nn


@pytest.mark.parametrize(("rows", "inputs", "outputs"), [(1, 1, 1), (5, 1, 1), (5, 3, 2)])
def test_they_are_those_of_autograd(homework, rows, inputs, outputs):
    """For one point in one dimension, for five, and for several inputs and outputs."""
    torch.manual_seed(rows + inputs)
    layer, x, y = nn.Linear(inputs, outputs), torch.randn(rows, inputs), torch.randn(rows, outputs)
    nn.MSELoss()(layer(x), y).backward()
    with torch.no_grad():
        try:
            returned = homework.linear_gradients(layer.weight.detach(), layer.bias.detach(), x, y)
        except RuntimeError as error:
            pytest.fail(f"without PyTorch's differentiation linear_gradients fails: use the formulas. {error}", False)
    assert isinstance(returned, (tuple, list)) and len(returned) == 2, "return the pair weight_grad, bias_grad"
    for name, actual in zip(("weight", "bias"), returned):
        expected, shape = getattr(layer, name).grad, shape_of(actual, f"the gradient of the {name}")
        assert shape == tuple(expected.shape), (
            f"the gradient of the {name} has the shape {shape}, expected that of the {name}"
        )
        assert torch.allclose(actual, expected, atol=1e-4), (
            f"the gradient of the {name} is {actual.tolist()}, autograd finds {expected.tolist()}, for {rows} rows "
            f"with {outputs} outputs: the mean divides by how many values there are, {rows * outputs}"
        )
