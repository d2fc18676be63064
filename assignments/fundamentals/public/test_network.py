"""A convolutional network, layer by layer."""

import torch
from layers import check_layers
from returned import shape_of

#: The table of the handout: what each layer gives for one image.
GIVES = {"conv1": (6, 24, 24), "conv2": (12, 8, 8), "fc1": (120,), "fc2": (60,), "fc3": (10,)}


def test_the_layers_have_their_names_and_sizes(homework):
    """Kernels of 5 rows and 5 columns, and 32998 parameters together."""
    network = homework.Network()
    expected = {"conv1": (6, 1, 5, 5), "conv2": (12, 6, 5, 5), "fc1": (120, 192), "fc2": (60, 120), "fc3": (10, 60)}
    check_layers(network, "Network()", expected)
    count = sum(parameter.numel() for parameter in network.parameters())
    assert count == 32998, f"a Network has {count} parameters, expected 32998"


def test_the_shapes_are_those_of_the_table(homework):
    """Through every layer, for three images."""
    network = homework.Network()
    seen = {}
    for name in GIVES:
        getattr(network, name).register_forward_hook(lambda _, __, y, name=name: seen.update({name: tuple(y.shape)}))
    shape = shape_of(network(torch.rand(3, 1, 28, 28)), "what forward returns")
    for name, expected in GIVES.items():
        assert name in seen, f"forward passes nothing through {name}"
        assert seen[name] == (3, *expected), (
            f"{name} gives the shape {seen[name]} for three images, expected {(3, *expected)}: look at the line of "
            "the table before it. A pool halves rows and columns, nothing is padded, and fc1 takes 12 * 4 * 4 "
            "numbers for each image"
        )
    assert shape == (3, 10), f"three images give the shape {shape}, expected (3, 10)"


def test_it_gives_logits(homework):
    """Numbers of both signs, which do not add up to 1: the loss takes care of the softmax."""
    logits = homework.Network()(100 * torch.randn(200, 1, 28, 28)).detach()
    assert logits.min() < 0 < logits.max(), (
        "all outputs have one sign: return what fc3 gives, with nothing after it, neither ReLU nor softmax"
    )
