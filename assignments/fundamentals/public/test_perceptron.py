"""A perceptron: one linear layer and a sigmoid."""

import torch
from layers import check_layers
from returned import tensor_of


def test_it_has_one_layer(homework):
    """fc1 has an output, and as many inputs as were asked for."""
    check_layers(homework.Perceptron(3), "Perceptron(3)", {"fc1": (1, 3)})


def test_it_gives_a_probability_for_each_row(homework):
    """Of the shape (batch, 1), between 0 and 1."""
    perceptron = homework.Perceptron(3)
    probabilities = tensor_of(perceptron(10 * torch.randn(20, 3)), "what forward returns")
    shape = tuple(probabilities.shape)
    assert shape == (20, 1), f"twenty rows give the shape {shape}, expected (20, 1): squeeze nothing here"
    least, most = probabilities.min().item(), probabilities.max().item()
    assert 0 <= least <= most <= 1, f"the outputs go from {least:.2f} to {most:.2f}: return the sigmoid of fc1's output"
