"""Exercise 2: the backward pass by hand. Runs where PyTorch cannot differentiate."""

from __future__ import annotations

from functools import partial

import pytest
import torch
from checks.by_hand import gradients
from checks.called_again import mistake_in_calls
from checks.mistakes.backprop import BACKPROP

from grader.checks import (
    Catalogue,
    Evidence,
    Explainer,
    StudentFaultError,
    assert_matches,
    by_id,
    explaining,
    fail,
    find_order,
)

pytestmark = pytest.mark.exercise("backprop")

NAMES = ("W1", "B1", "W2", "B2")


@pytest.fixture(scope="session")
def explainer():
    """One for all checks of a submission."""
    return Explainer(Catalogue(gradients, BACKPROP))


class Asked:
    """What the checks of the four gradients ask together: a submission's function is called once for each case."""

    def __init__(self):
        self._cases = {}
        self._answers = {}
        self._right = {}

    def cases(self, name, draw):
        """The cases of this name: drawn for whichever check comes first."""
        if name not in self._cases:
            self._cases[name] = draw()
        return self._cases[name]

    def student(self, submission, case):
        """What backprop returns for a case, by name. A failure is not kept: the next check has its own."""
        if id(case) not in self._answers:
            self._answers[id(case)] = student_gradients(submission, case)
        return self._answers[id(case)]

    def right(self, reference, case):
        """The gradients by name, each with every value that is right."""
        if id(case) not in self._right:
            self._right[id(case)] = right_gradients(reference, case)
        return self._right[id(case)]


@pytest.fixture(scope="session")
def asked():
    """One for all checks of a submission."""
    return Asked()


def student_gradients(submission, case):
    """What backprop returns for a case: four values."""
    with explaining(BACKPROP):
        result = submission.given(**case.names()).backprop(case.X)
    if not isinstance(result, (tuple, list)) or len(result) != len(NAMES):
        there = f"{len(result)} values" if isinstance(result, (tuple, list)) else "a single value"
        there = "None (is a `return` missing?)" if result is None else there
        fail(
            f"backprop(x) returns {there}, expected the four gradients W1_grad, B1_grad, W2_grad, B2_grad in this order"
        )
    return dict(zip(NAMES, result, strict=True))


def right_gradients(reference, case):
    """The gradients by name, each with every value that is right.

    At 0 the course gives the ReLU's derivative the value 1, autograd 0, one that is built from `sign` 1/2: all are
    subgradients there.
    """
    exact = case.to(torch.float64)
    one = reference.given(**exact.names()).backprop(exact.X)
    # Far below the spacing of any other number here, so that only exact zeros fall below the kink.
    zero = reference.given(**{**exact.names(), "B1": exact.B1 - 1e-300}).backprop(exact.X)
    return {
        name: [(below + share * (above - below)).to(case.X.dtype) for share in (1.0, 0.0, 0.5)]
        for name, above, below in zip(NAMES, one, zero, strict=True)
    }


def gather(submission, reference, asked, cases):
    """Everything that the student's function gives for the cases of a check, to explain one that is wrong."""
    evidence = []
    for case in cases:
        try:
            actual = asked.student(submission, case)
        except (StudentFaultError, AssertionError):
            continue
        expected = {name: values[0] for name, values in asked.right(reference, case).items()}
        usable = {n: v for n, v in actual.items() if isinstance(v, torch.Tensor) and v.isfinite().all()}
        evidence.append(Evidence(case=case, actual=usable, expected=expected))
    return evidence


def why(submission, reference, asked, explainer, cases, name):
    """What a wrong gradient comes from."""
    evidence = gather(submission, reference, asked, cases)
    orders = {find_order([e.actual.get(n) for n in NAMES], list(e.expected.values())) for e in evidence}
    order = orders.pop() if len(orders) == 1 else None
    if order is None or order == tuple(range(len(NAMES))):
        found = explainer.explain(evidence, name, sizes=[{"N": len(e.case.X)} for e in evidence])
        mistake = None if found else mistake_in_calls(partial(student_gradients, submission), cases[0], (*NAMES, "Y"))
        return (by_id(BACKPROP, mistake),) if mistake else found
    sorted_out = [
        Evidence(
            case=e.case,
            actual={n: e.actual[NAMES[place]] for n, place in zip(NAMES, order, strict=True)},
            expected=e.expected,
        )
        for e in evidence
    ]
    misplaced = order[NAMES.index(name)] != NAMES.index(name)
    return (
        *((by_id(BACKPROP, "results-in-wrong-order"),) if misplaced else ()),
        *explainer.explain(sorted_out, name, sizes=[{"N": len(e.case.X)} for e in evidence]),
    )


def check_gradient(submission, reference, asked, explainer, name, cases, *, rare=()):
    """Compare one gradient with the reference's.

    Args:
        cases: what a mistake is explained by.
        rare: further cases, in which more than one answer may be right and a mistake may look like another.
    """
    for case in (*cases, *rare):
        parameter = getattr(case, name)
        flat = tuple(s for s in parameter.shape if s != 1) if name.startswith("B") else tuple(parameter.shape)
        assert_matches(
            asked.student(submission, case)[name],
            [expected.reshape(flat) for expected in asked.right(reference, case)[name]],
            f"{name}_grad",
            shapes=(flat, (1, *flat)) if name.startswith("B") else (flat,),
            explain=lambda _: why(submission, reference, asked, explainer, cases, name),
        )


@pytest.mark.points(5)
@pytest.mark.parametrize("case", NAMES)
def test_gradient(submission, reference, asked, explainer, draw, at_the_kink, odd_batch, case):
    """{case}_grad is the derivative of the summed squared error with respect to {case}."""
    cases = asked.cases("ordinary", lambda: (draw(20), draw(odd_batch, scale=1.0), draw(1), draw(odd_batch)))
    rare = asked.cases("rare", lambda: (at_the_kink(draw(9)),))
    check_gradient(submission, reference, asked, explainer, case, cases, rare=rare)


@pytest.mark.points(2.5)
@pytest.mark.parametrize("case", NAMES)
def test_exact(submission, reference, asked, explainer, draw, odd_batch, case):
    """{case}_grad is exact: in double precision it agrees to ten digits."""
    cases = asked.cases("exact", lambda: (draw(odd_batch).to(torch.float64), draw(20).to(torch.float64)))
    check_gradient(submission, reference, asked, explainer, case, cases)
