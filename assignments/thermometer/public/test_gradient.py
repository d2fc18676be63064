"""The gradient by the chain rule, on the given readings. The numbers are those that the handout prints."""

import pytest
import torch
from versions import line_functions


def test_the_gradient_is_the_printed_one(homework, given, monkeypatch):
    """With slope 1 and intercept 0 it is 4517.2969, 82.6000: the part for w first."""
    model, _ = line_functions(homework, monkeypatch)
    t_p = model(given.t_u, given.w, given.b)
    actual = homework.grad_fn(given.t_u, given.t_c, t_p, given.w, given.b)
    assert isinstance(actual, torch.Tensor) and actual.shape == (2,), (
        f"grad_fn returns {actual}, expected a tensor of the shape (2,): sum over the readings, and put the two sums "
        "together with torch.stack"
    )
    w_part, b_part = actual.tolist()
    assert abs(w_part - 4517.2969) < 0.1 and abs(b_part - 82.6) < 0.01, (
        f"grad_fn gives {w_part:.4f}, {b_part:.4f}, expected 4517.2969, 82.6000: each reading contributes dloss_fn "
        "times dmodel_dw to the first, and dloss_fn times dmodel_db to the second"
    )


def test_the_gradient_is_computed_by_hand(homework, given, monkeypatch):
    """It works where nothing is recorded. When it is graded, PyTorch's differentiation is switched off."""
    model, _ = line_functions(homework, monkeypatch)
    with torch.no_grad():
        try:
            homework.grad_fn(given.t_u, given.t_c, model(given.t_u, given.w, given.b), given.w, given.b)
        except RuntimeError as error:
            pytest.fail(
                f"without PyTorch's differentiation grad_fn fails: put your derivatives together. {error}", False
            )
