"""The forward pass by hand, on the given points and parameters. The numbers are those that the handout prints."""

import torch
from returned import shape_of, tensor_of


def test_forward_gives_one_row_for_each_point(homework, given):
    """Twenty points give the shape (20, 2), and one point gives (1, 2)."""
    for rows in (20, 1):
        shape = shape_of(homework.forward(given.X[:rows]), "what forward returns")
        assert shape == (rows, 2), (
            f"forward returns the shape {shape} for an input of the shape ({rows}, 3), expected ({rows}, 2): multiply "
            "with the point's row on the left, x @ W1, and write no number of points into the function"
        )


def test_forward_gives_the_printed_numbers(homework, given):
    """The first point's outputs are 0.5900 and 0.6397, and all of them together have the loss 10.3925."""
    y_hat = tensor_of(homework.forward(given.X), "what forward returns")
    assert torch.allclose(y_hat[0], torch.tensor([0.5900, 0.6397]), atol=1e-3), (
        f"the outputs of the first point are {y_hat[0].tolist()}. Compare each of your lines with its formula: is "
        "a bias missing, or the ReLU after the first layer, or the sigmoid after the second?"
    )
    loss = ((y_hat - given.Y) ** 2).sum().item()
    assert abs(loss - 10.3925) < 1e-2, f"the first point is right, but all outputs have the loss {loss:.4f}"


def test_a_point_gives_the_same_alone_and_among_others(homework, given):
    """Each row of the output depends on its own point only."""
    among = tensor_of(homework.forward(given.X), "what forward returns")[7]
    alone = tensor_of(homework.forward(given.X[7:8]), "what forward returns")[0]
    assert torch.allclose(among, alone, atol=1e-5), (
        "forward gives a point other outputs when others are there: nothing may be summed or averaged over the "
        "rows, and the input has to be x, not the variable X"
    )
