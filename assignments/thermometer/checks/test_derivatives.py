"""Exercises 3 and 4: derivatives by hand. They run where PyTorch cannot differentiate."""

from __future__ import annotations

from functools import partial

import pytest
import torch
from checks.catalogues import DERIVATIVES_CATALOGUE, GRADIENT_CATALOGUE
from checks.mistakes.derivatives import DERIVATIVES, GRADIENT
from checks.solution import best_of, settings_of, why

from grader.checks import assert_matches, assert_tensor, by_id, fail


@pytest.mark.exercise("derivatives")
@pytest.mark.points(4)
def test_of_the_loss(submission, reference, draw, odd_number):
    """dloss_fn(t_p, t_c) is the derivative of the loss with respect to each predicted temperature."""
    for readings in (draw(odd_number), draw(6), draw(1)):
        t_p = reference.model(readings.t_u, readings.w, readings.b)
        expected = reference.dloss_fn(t_p, readings.t_c)
        explanation = why(DERIVATIVES_CATALOGUE, readings, "dloss_fn", expected)
        actual = submission.dloss_fn(t_p, readings.t_c)
        assert_matches(actual, expected, "dloss_fn(t_p, t_c)", explain=explanation)


@pytest.mark.exercise("derivatives")
@pytest.mark.points(2)
def test_with_respect_to_w(submission, draw, odd_number):
    """dmodel_dw(t_u, w, b) is the derivative of each predicted temperature with respect to the slope."""
    for readings in (draw(odd_number), draw(4)):
        actual = submission.dmodel_dw(readings.t_u, readings.w, readings.b)
        explanation = why(DERIVATIVES_CATALOGUE, readings, "dmodel_dw", readings.t_u)
        assert_matches(actual, readings.t_u, "dmodel_dw(t_u, w, b)", explain=explanation)


@pytest.mark.exercise("derivatives")
@pytest.mark.points(2)
def test_with_respect_to_b(submission, draw, odd_number):
    """dmodel_db(t_u, w, b) is the derivative with respect to the intercept, as a number or for each reading."""
    for readings in (draw(odd_number), draw(4)):
        actual = submission.dmodel_db(readings.t_u, readings.w, readings.b)
        # A plain number is the course's own way to say it.
        if isinstance(actual, (int, float)) and not isinstance(actual, bool):
            actual = torch.tensor(float(actual))
        if isinstance(actual, torch.Tensor) and actual.numel() and not actual.any():
            fail(
                "dmodel_db(t_u, w, b) is 0",
                diagnosis=(by_id(DERIVATIVES, "no-intercept-derivative"),),
            )
        one = torch.ones(()) if getattr(actual, "ndim", None) == 0 else torch.ones_like(readings.t_u)
        explanation = why(DERIVATIVES_CATALOGUE, readings, "dmodel_db", one)
        assert_matches(actual, one, "dmodel_db(t_u, w, b)", shapes=((1,),), explain=explanation)


def student_gradient(submission, readings, t_p):
    """What grad_fn returns, as one tensor."""
    actual = submission.grad_fn(readings.t_u, readings.t_c, t_p, readings.w, readings.b)
    if isinstance(actual, (tuple, list)):
        if len(actual) != 2:
            fail(f"grad_fn(...) returns {len(actual)} values, expected two: for w and for b")
        parts = [assert_tensor(part, f"grad_fn(...)[{place}]") for place, part in enumerate(actual)]
        if any(part.numel() != 1 for part in parts):
            fail(
                "grad_fn(...) returns more than one number for a parameter. Is the sum over the readings missing?",
                diagnosis=(by_id(GRADIENT, "not-summed"),),
            )
        return torch.stack([part.reshape(()) for part in parts])
    return actual


def check_one_gradient(readings, t_p, expected, explanation, setting):
    """Compare what grad_fn returns."""
    actual = student_gradient(setting, readings, t_p)
    assert_matches(actual, expected, "grad_fn(t_u, t_c, t_p, w, b)", explain=explanation)


def check_gradient(submission, reference, *cases):
    """Compare the gradients for some readings."""
    for readings in cases:
        t_p = reference.model(readings.t_u, readings.w, readings.b)
        expected = reference.grad_fn(readings.t_u, readings.t_c, t_p, readings.w, readings.b)
        explanation = why(GRADIENT_CATALOGUE, readings, "gradient", expected)

        check = partial(check_one_gradient, readings, t_p, expected, explanation)
        best_of(list(settings_of(submission, ["model", "loss_fn", "dloss_fn", "dmodel_dw", "dmodel_db"])), check)


@pytest.mark.exercise("gradient")
@pytest.mark.points(5)
def test_values(submission, reference, draw, odd_number):
    """grad_fn(t_u, t_c, t_p, w, b) is the gradient of the loss, for w first and then for b."""
    check_gradient(submission, reference, draw(odd_number), draw(11), draw(1))


@pytest.mark.exercise("gradient")
@pytest.mark.points(3)
def test_exact(submission, reference, draw, odd_number):
    """grad_fn is exact: in double precision it agrees to ten digits."""
    check_gradient(submission, reference, draw(odd_number).double())
