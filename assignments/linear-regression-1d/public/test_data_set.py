"""The data set: sixty points near a line."""

import torch
from torch.utils.data import DataLoader


def points_of(homework):
    """Inputs and outputs of all points, (60, 1) each, as a data loader collects them."""
    return next(iter(DataLoader(homework.Data(), batch_size=60)))


def test_there_are_sixty_points(homework):
    """len(Data()) counts them."""
    length = len(homework.Data())
    assert length == 60, f"len(Data()) is {length}, expected 60: one for each step of 0.1 from -3 to 2.9"


def test_an_item_is_a_pair_of_one_number_each(homework):
    """x and y of one row, each of the shape (1,)."""
    item = homework.Data()[0]
    assert isinstance(item, tuple) and len(item) == 2, (
        f"Data()[0] is {item!r}, expected a pair: the input at this place, and its output"
    )
    shapes = [tuple(value.shape) for value in item]
    assert shapes == [(1,), (1,)], (
        f"x and y of Data()[0] have the shapes {shapes}, expected (1,) each: make tables of 60 rows and one "
        "column, by .view(-1, 1)"
    )


def test_the_inputs_go_from_minus_3_to_2_9(homework):
    """In steps of 0.1."""
    x, _ = points_of(homework)
    steps = x[1:] - x[:-1]
    assert abs(x[0].item() + 3) < 1e-3 and torch.allclose(steps, torch.full_like(steps, 0.1), atol=1e-3), (
        f"the inputs begin with {x[:3].reshape(-1).tolist()} and end with {x[-1].item():.4f}, expected -3, -2.9, "
        "-2.8 and 2.9"
    )


def test_the_outputs_lie_near_the_line(homework):
    """Slope 1 and intercept -1, with some noise: 0.1 times what torch.randn draws."""
    x, y = points_of(homework)
    off = y - (x - 1)
    assert off.abs().max() < 0.6, (
        f"a point lies {off.abs().max():.2f} off the line x - 1: is the noise 0.1 * torch.randn(...)?"
    )
    assert off.unique().numel() > 30, "there is no noise: add 0.1 * torch.randn(...), one number for each point"
