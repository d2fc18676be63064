"""The line and its loss, on the given readings."""

import torch
from returned import shape_of, tensor_of
from versions import line_functions


def test_the_line_goes_through_small_numbers(homework, monkeypatch):
    """With slope 3 and intercept 10, the readings 1 and 2 belong to the temperatures 13 and 16."""
    model, _ = line_functions(homework, monkeypatch)
    actual = tensor_of(model(torch.tensor([1.0, 2.0]), torch.tensor(3.0), torch.tensor(10.0)), "what model returns")
    assert actual.tolist() == [13, 16], (
        f"model returns {actual.tolist()} for [1, 2] with w = 3, b = 10: return w * t_u + b"
    )


def test_the_loss_is_a_mean(homework, monkeypatch):
    """Differences of 0 and 2 have the squares 0 and 4, whose mean is 2: one number."""
    _, loss_fn = line_functions(homework, monkeypatch)
    actual = loss_fn(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
    shape = shape_of(actual, "what loss_fn returns")
    assert shape == (), f"loss_fn returns the shape {shape}, expected one number: take the mean of the squares"
    assert actual.item() == 2, f"loss_fn returns {actual.item():g} for differences of 0 and 2, expected 2: (0 + 4) / 2"


def test_the_loss_is_the_printed_one(homework, given, monkeypatch):
    """With slope 1 and intercept 0 it is 1763.88."""
    model, loss_fn = line_functions(homework, monkeypatch)
    loss = loss_fn(model(given.t_u, given.w, given.b), given.t_c).item()
    assert abs(loss - 1763.88) < 0.01, f"the loss on the given readings is {loss:.2f}, expected 1763.88"
