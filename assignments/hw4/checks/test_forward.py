"""Exercise 1: the forward pass by hand."""

from __future__ import annotations

import pytest
import torch

from grader.checks import assert_matches

pytestmark = pytest.mark.exercise("forward")


def check_forward(submission, reference, *cases):
    """Compare outputs with the reference's, computed in double precision from the same numbers."""
    for case in cases:
        actual = submission.given(**case.names()).forward(case.X)
        exact = case.to(torch.float64)
        expected = reference.given(**exact.names()).forward(exact.X).to(case.X.dtype)
        assert_matches(actual, expected, f"forward(x) for {len(case.X)} row{'s' if len(case.X) > 1 else ''}")


@pytest.mark.points(10)
def test_values(submission, reference, draw):
    """forward(x) gives the network's outputs for 20 rows."""
    check_forward(submission, reference, draw(20), draw(20, scale=0.2))


@pytest.mark.points(5)
def test_batch_sizes(submission, reference, draw, odd_batch):
    """forward(x) works for batches of any size, a single row included."""
    check_forward(submission, reference, draw(odd_batch), draw(1))


@pytest.mark.points(5)
def test_parameters(submission, reference, draw, at_the_kink, odd_batch):
    """forward(x) uses the current W1, B1, W2 and B2, whatever their size, and handles zeros."""
    check_forward(
        submission, reference, draw(odd_batch, scale=1.5), at_the_kink(draw(8)), draw(odd_batch, flat_biases=True)
    )
