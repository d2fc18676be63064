"""The four networks: linear layers in a row, and nothing between them."""

import pytest
import torch
from networks import find_networks

#: Inputs, hidden features, outputs.
ASKED = [(4, 1), (3, 2, 2), (8, 20, 1), (20, 50, 35, 10, 1)]


@pytest.mark.parametrize("sizes", ASKED, ids=lambda sizes: "-".join(map(str, sizes)))
def test_a_network_has_these_sizes(homework, sizes):
    """It is there, and a batch of seven passes through it."""
    network = find_networks(homework, *sizes)[-1]
    shape = tuple(network(torch.randn(7, sizes[0])).shape)
    assert shape == (7, sizes[-1]), (
        f"seven rows of {sizes[0]} numbers give the shape {shape}, expected (7, {sizes[-1]})"
    )


@pytest.mark.parametrize("sizes", ASKED, ids=lambda sizes: "-".join(map(str, sizes)))
def test_nothing_stands_between_the_layers(homework, sizes):
    """Without activations, twice the way from 0 to an input is twice the way of the output."""
    network = find_networks(homework, *sizes)[-1]
    x = torch.randn(7, sizes[0])
    start = network(torch.zeros_like(x))
    assert torch.allclose(network(2 * x) - start, 2 * (network(x) - start), atol=1e-3), (
        "the output does not follow the input in a straight line: use linear layers alone, without ReLU or the like"
    )
