"""Exercises 1 and 2: the line, its loss, and how fast the loss changes. Exercise 2 runs without differentiation."""

from __future__ import annotations

from functools import partial

import pytest
import torch
from checks.catalogues import LINE_CATALOGUE, LOSS_CATALOGUE, RATES_CATALOGUE
from checks.mistakes.line import RATES
from checks.solution import best_of, function, settings_of, why

from grader.checks import assert_matches, by_id, fail

#: Two losses of some thousand are subtracted in double precision: 1e-12 of them is lost.
RATE_TOLERANCE = 1e-8


@pytest.mark.exercise("model-and-loss")
@pytest.mark.points(4)
def test_model(submission, reference, draw, odd_number):
    """model(t_u, w, b) gives the line's temperatures for any readings and parameters."""
    line = function(submission, "model")
    for readings in (draw(odd_number), draw(4), draw(1)):
        expected = reference.model(readings.t_u, readings.w, readings.b)
        actual = line(readings.t_u, readings.w, readings.b)
        assert_matches(actual, expected, "model(t_u, w, b)", explain=why(LINE_CATALOGUE, readings, "model", expected))


@pytest.mark.exercise("model-and-loss")
@pytest.mark.points(4)
def test_loss(submission, reference, draw, odd_number):
    """loss_fn(t_p, t_c) is the mean of the squared differences, one number."""
    loss_fn = function(submission, "loss_fn")
    for readings in (draw(odd_number, near=True), draw(8, near=True), draw(1)):
        t_p = reference.model(readings.t_u, readings.w, readings.b)
        expected = reference.loss_fn(t_p, readings.t_c)
        actual = loss_fn(t_p, readings.t_c)
        assert_matches(actual, expected, "loss_fn(t_p, t_c)", explain=why(LOSS_CATALOGUE, readings, "loss", expected))


def check_rate(name, expected, explanation, setting):
    """Compare what the submission's statements compute for a name."""
    actual = setting.again(name)
    if isinstance(actual, torch.Tensor) and actual.numel() == 1 and not actual.any():
        fail(f"{name} is 0", diagnosis=(by_id(RATES, "same-place-twice"),))
    assert_matches(actual, expected, name, tolerance=RATE_TOLERANCE, explain=explanation)


@pytest.mark.exercise("rates-of-change")
@pytest.mark.points(4)
@pytest.mark.parametrize("case", ["w", "b"])
def test_rate(submission, reference, draw, odd_number, case):
    """loss_rate_of_change_{case} tells how fast the loss changes with {case}, from its values on both sides."""
    name = f"loss_rate_of_change_{case}"
    for readings in (draw(odd_number).double(), draw(11).double()):
        names = {"t_u": readings.t_u, "t_c": readings.t_c, "w": readings.w, "b": readings.b, "delta": 0.1}
        t_p = reference.model(readings.t_u, readings.w, readings.b)
        # The loss is a parabola in each parameter: differences taken on both sides are the derivative itself.
        gradient = reference.grad_fn(readings.t_u, readings.t_c, t_p, readings.w, readings.b)
        expected = gradient["wb".index(case)]

        check = partial(check_rate, name, expected, why(RATES_CATALOGUE, readings, case, expected))
        best_of(list(settings_of(submission, ["model", "loss_fn"], **names)), check)
