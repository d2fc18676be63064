"""A network as a class."""

import pytest
import torch
from layers import check_layers
from returned import tensor_of


def test_the_layers_have_their_names_and_sizes(homework):
    """fc1, fc2 and fc3 lead from 2048 to 256, to 64, to 2."""
    check_layers(homework.SimpleNet(), "SimpleNet()", {"fc1": (256, 2048), "fc2": (64, 256), "fc3": (2, 64)})


@pytest.mark.parametrize(("form", "rows"), [((2048,), 1), ((4, 2048), 4), ((3, 32, 64), 3)], ids=str)
def test_each_2048_values_give_two_probabilities(homework, form, rows):
    """Whatever the form of the input: they make a row that adds up to 1."""
    probabilities = tensor_of(homework.SimpleNet()(torch.rand(form)), "what forward returns")
    shape = tuple(probabilities.shape)
    assert shape == (rows, 2), (
        f"an input of the shape {form} gives {shape}, expected ({rows}, 2): x.view(-1, 2048) comes first"
    )
    sums = probabilities.sum(dim=1)
    assert torch.allclose(sums, torch.ones(rows), atol=1e-4), (
        f"the rows add up to {sums.tolist()}, expected 1 each: softmax the last layer's outputs over the classes, "
        "dim=1"
    )
