"""A multilayer perceptron. The numbers are those that the handout prints."""

import torch
from layers import check_layers
from returned import tensor_of
from torch import nn


def with_the_printed_parameters(homework):
    """The network and the input of the handout's cell, in whichever order its layers are made."""
    torch.manual_seed(1337)
    first, second = nn.Linear(3, 100), nn.Linear(100, 4)
    x_input = torch.rand(2, 3)
    mlp = homework.MultilayerPerceptron(3, 100, 4)
    mlp.fc1.load_state_dict(first.state_dict())
    mlp.fc2.load_state_dict(second.state_dict())
    return mlp, x_input


def test_the_layers_have_their_names_and_sizes(homework):
    """fc1 leads to the hidden units, fc2 from there to the outputs."""
    check_layers(
        homework.MultilayerPerceptron(3, 7, 4), "MultilayerPerceptron(3, 7, 4)", {"fc1": (7, 3), "fc2": (4, 7)}
    )


def test_it_gives_the_printed_logits(homework):
    """mlp(x_in) has -0.2456, 0.0723, 0.1589, -0.3294 in its first row."""
    mlp, x_input = with_the_printed_parameters(homework)
    row = tensor_of(mlp(x_input), "what forward returns")[0].tolist()
    assert torch.allclose(torch.tensor(row), torch.tensor([-0.2456, 0.0723, 0.1589, -0.3294]), atol=1e-3), (
        f"the first row is {row}: fc1, then ReLU, then fc2, and no softmax unless it is asked for"
    )


def test_it_gives_the_printed_probabilities(homework):
    """mlp(x_in, apply_softmax=True) has 0.2087, 0.2868, 0.3127, 0.1919 in its first row."""
    mlp, x_input = with_the_printed_parameters(homework)
    row = tensor_of(mlp(x_input, apply_softmax=True), "what forward returns")[0].tolist()
    assert torch.allclose(torch.tensor(row), torch.tensor([0.2087, 0.2868, 0.3127, 0.1919]), atol=1e-3), (
        f"the first row is {row}: softmax the logits of each row, dim=1, so that it adds up to 1"
    )
