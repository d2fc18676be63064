"""One more layer: a network with 1 input, a hidden layer and 1 output is trained."""

import torch
from lines import listed


def test_a_network_with_a_hidden_layer_is_trained(homework):
    """It has two layers at least, and its parameters are numbers when the training ends."""
    found = [t for t in homework.trainings() if sum(parameter.dim() == 2 for parameter in t.parameters) > 1]
    fitting = [t for t in found if t.parameters[0].shape[1] == 1 and t.parameters[-1].shape[0] == 1]
    assert fitting, (
        "no network with a hidden layer was trained. Exchange the model in the cell of this exercise: "
        "nn.Sequential(nn.Linear(1, h), nn.Linear(h, 1)) with a number for h, and perhaps an activation between them. "
        f"Your trainings: {listed(homework.trainings())}"
    )
    finite = [all(torch.isfinite(value).all() for value in training.after) for training in fitting]
    assert any(finite), "the parameters of the network with a hidden layer are no numbers any more: keep lr=0.01"
