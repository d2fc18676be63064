"""Exercise 2: the backward pass by hand. Runs where PyTorch cannot differentiate."""

from __future__ import annotations

import pytest
import torch

from grader.checks import assert_matches, fail

pytestmark = pytest.mark.exercise("backprop")

NAMES = ("W1", "B1", "W2", "B2")


def student_gradients(submission, case):
    """What backprop returns for a case: four values."""
    result = submission.given(**case.names()).backprop(case.X)
    if not isinstance(result, (tuple, list)) or len(result) != len(NAMES):
        there = f"{len(result)} values" if isinstance(result, (tuple, list)) else "a single value"
        there = "None (is a `return` missing?)" if result is None else there
        fail(f"backprop(x) returns {there}, expected the four gradients W1_grad, B1_grad, W2_grad, B2_grad in this order")
    return dict(zip(NAMES, result, strict=True))


def right_gradients(reference, case, name):
    """The gradient of one parameter, for each value that the ReLU's derivative may be given at 0.

    The course says 1, autograd says 0, a derivative built from `sign` says 1/2: all are subgradients there.
    """
    exact = case.to(torch.float64)
    one = dict(zip(NAMES, reference.given(**exact.names()).backprop(exact.X), strict=True))[name]
    # Far below the spacing of any other number here, so that only exact zeros fall below the kink.
    below = {**exact.names(), "B1": exact.B1 - 1e-300}
    zero = dict(zip(NAMES, reference.given(**below).backprop(exact.X), strict=True))[name]
    return [(zero + share * (one - zero)).to(case.X.dtype) for share in (1.0, 0.0, 0.5)]


def check_gradient(submission, reference, name, *cases):
    for case in cases:
        expected = right_gradients(reference, case, name)
        parameter = getattr(case, name)
        flat = tuple(s for s in parameter.shape if s != 1) if name.startswith("B") else tuple(parameter.shape)
        shapes = (flat, (1, *flat)) if name.startswith("B") else (flat,)
        actual = student_gradients(submission, case)[name]
        assert_matches(actual, [e.reshape(flat) for e in expected], f"{name}_grad", shapes=shapes)


@pytest.mark.points(5)
@pytest.mark.parametrize("case", NAMES)
def test_gradient(submission, reference, draw, at_the_kink, odd_batch, case):
    """{case}_grad is the derivative of the summed squared error with respect to {case}."""
    cases = draw(20), draw(odd_batch, scale=1.0), draw(1), draw(odd_batch, flat_biases=True), at_the_kink(draw(9))
    check_gradient(submission, reference, case, *cases)


@pytest.mark.points(2.5)
@pytest.mark.parametrize("case", NAMES)
def test_exact(submission, reference, draw, odd_batch, case):
    """{case}_grad is exact: in double precision it agrees to ten digits."""
    check_gradient(submission, reference, case, draw(odd_batch).to(torch.float64), draw(20).to(torch.float64))
