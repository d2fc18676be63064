"""Exercise 1: the forward pass by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from checks.by_hand import outputs
from checks.called_again import mistake_in_calls
from checks.mistakes.forward import FORWARD

from grader.checks import Catalogue, Evidence, Explainer, StudentFaultError, assert_matches, by_id, explaining

pytestmark = pytest.mark.exercise("forward")

#: Of the handout's X.
GIVEN_ROWS = 20

#: Of the largest output. Two small layers in float32, in any order, stay below 1e-6; four decimal places do not.
TOLERANCE = 1e-5


@pytest.fixture(scope="session")
def explainer():
    """One for all checks of a submission."""
    return Explainer(Catalogue(outputs, FORWARD))


def apart(case):
    """The case with another X than what is passed: forward computes for its argument."""
    return replace(case, X=-case.X.flip(0), argument=case.X)


def student_outputs(submission, case):
    """What forward returns for a case."""
    with explaining(FORWARD):
        return submission.given(**case.names()).forward(case.x)


def right_outputs(reference, case):
    """The reference's, computed in double precision from the same numbers: (batch, 2)."""
    exact = case.to(torch.float64)
    return reference.given(**exact.names()).forward(exact.x).to(case.X.dtype)


def gather(submission, reference, cases):
    """Everything that the student's function gives for the cases of a check, to explain one that is wrong."""
    evidence = []
    for case in cases:
        try:
            actual = student_outputs(submission, case)
        except StudentFaultError:
            continue
        if isinstance(actual, torch.Tensor) and torch.isfinite(actual).all():
            evidence.append(
                Evidence(case=case, actual={"y_hat": actual}, expected={"y_hat": right_outputs(reference, case)})
            )
    return evidence


def why(submission, reference, explainer, cases):
    """What wrong outputs come from."""
    evidence = gather(submission, reference, cases)
    rows = [(e.actual["y_hat"].shape[:1], len(e.case.x)) for e in evidence]
    if any(there != (wanted,) for there, wanted in rows) and {there for there, _ in rows} == {(GIVEN_ROWS,)}:
        return (by_id(FORWARD, "fixed-number-of-rows"),)
    found = explainer.explain(evidence, "y_hat")
    if found:
        return found
    mistake = mistake_in_calls(
        lambda case: {"y_hat": student_outputs(submission, case)}, cases[0], ("W1", "B1", "W2", "B2")
    )
    return (by_id(FORWARD, mistake),) if mistake else ()


def check_forward(submission, reference, explainer, cases, *, rare=()):
    """Compare outputs with the reference's.

    Args:
        cases: what a mistake is explained by.
        rare: further cases, in which more than one answer may be right and a mistake may look like another.
    """
    cases, rare = [apart(case) for case in cases], [apart(case) for case in rare]
    for case in (*cases, *rare):
        assert_matches(
            student_outputs(submission, case),
            right_outputs(reference, case),
            f"forward(x) for {len(case.x)} row{'s' if len(case.x) > 1 else ''}",
            tolerance=TOLERANCE,
            explain=lambda _: why(submission, reference, explainer, cases),
        )


@pytest.mark.points(10)
def test_values(submission, reference, explainer, draw):
    """forward(x) gives the network's outputs for 20 rows."""
    check_forward(submission, reference, explainer, [draw(20), draw(20, scale=0.2)])


@pytest.mark.points(5)
def test_batch_sizes(submission, reference, explainer, draw, odd_batch):
    """forward(x) works for batches of any size, a single row included."""
    check_forward(submission, reference, explainer, [draw(odd_batch), draw(1)])


@pytest.mark.points(5)
def test_parameters(submission, reference, explainer, draw, at_the_kink, odd_batch):
    """forward(x) uses the current W1, B1, W2 and B2, whatever their size, and handles zeros."""
    cases = [draw(odd_batch, scale=1.5), draw(odd_batch)]
    check_forward(submission, reference, explainer, cases, rare=[at_the_kink(draw(8))])
