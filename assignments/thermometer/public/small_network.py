"""What a network with one hidden layer and tanh has to be like."""

import torch


def check_parameters(network, what, expected):
    """The parameters that PyTorch finds have these names and shapes."""
    actual = {name: tuple(parameter.shape) for name, parameter in network.named_parameters()}
    assert actual == expected, (
        f"PyTorch finds these parameters in {what}: {actual}. Expected: {expected}. It finds layers that are "
        "attributes of self, made in __init__ after super().__init__()"
    )


def check_outputs(network, what):
    """A column of inputs gives a column, and tanh lets nothing grow any more where the inputs are huge."""
    shape = tuple(network(torch.randn(5, 1)).shape)
    assert shape == (5, 1), f"{what} gives the shape {shape} for inputs of the shape (5, 1), expected (5, 1)"
    far, farther = network(torch.tensor([[1e6], [2e6]])).reshape(-1).tolist()
    assert abs(far - farther) < 1e-3, (
        f"{what} grows on and on where tanh is flat: is the activation left out, or another one?"
    )
