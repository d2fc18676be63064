"""The backward pass by hand, on the given points and parameters. The numbers are those that the handout prints."""

import pytest
import torch
from returned import tensor_of

NAMES = ("W1_grad", "B1_grad", "W2_grad", "B2_grad")


def gradients_of(homework, given):
    """What backprop returns, by name."""
    returned = homework.backprop(given.X)
    assert isinstance(returned, (tuple, list)) and len(returned) == 4, (
        f"backprop has to return four tensors, {', '.join(NAMES)}: end it with `return {', '.join(NAMES)}`"
    )
    return {name: tensor_of(value, name) for name, value in zip(NAMES, returned)}


def test_backprop_gives_four_gradients(homework, given):
    """Each has the shape of its parameter; those of the biases may be flat."""
    shapes = {"W1_grad": [(3, 4)], "B1_grad": [(4,), (1, 4)], "W2_grad": [(4, 2)], "B2_grad": [(2,), (1, 2)]}
    for name, gradient in gradients_of(homework, given).items():
        shape = tuple(gradient.shape)
        assert shape in shapes[name], (
            f"{name} has the shape {shape}, expected {shapes[name][0]}. Is the order {', '.join(NAMES)}? A bias "
            "collects the derivatives of its layer over the rows, a weight their products with what flows into it"
        )


def test_backprop_gives_the_printed_numbers(homework, given):
    """From the last layer, where the chain rule begins, to the first."""
    printed = {
        "B2_grad": [1.9934, 0.4087],
        "W2_grad": [1.0258, 0.2250],
        "B1_grad": [-0.1472, -0.1702, 0.3098, -0.1245],
        "W1_grad": [0.0024, 0.1060, -0.3577, 0.0399],
    }
    gradients = gradients_of(homework, given)
    # The handout prints the last row of one weight and the first of the other.
    rows = {"W2_grad": gradients["W2_grad"][-1], "W1_grad": gradients["W1_grad"][0]}
    for name, expected in printed.items():
        actual = rows.get(name, gradients[name]).reshape(-1)
        assert torch.allclose(actual, torch.tensor(expected), atol=1e-3), (
            f"on the way back from the loss, {name} is the first that is not what the handout prints: you have "
            f"{actual.tolist()}. Look at the formulas between the loss and this parameter, factor by factor"
        )


def test_backprop_does_without_autograd(homework, given):
    """It works where nothing is recorded. When it is graded, PyTorch's differentiation is switched off."""
    with torch.no_grad():
        try:
            homework.backprop(given.X)
        except RuntimeError as error:
            pytest.fail(
                f"without PyTorch's differentiation backprop fails: compute the derivatives by hand. {error}", False
            )
