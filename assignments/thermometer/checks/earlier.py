"""Which of the exercises that a training by hand builds on is not right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from checks.readings import Readings
from checks.solution import Loop, function, loops
from torch import Tensor

from grader.checks import CheckFailedError, StudentFaultError

_DERIVATIVES = "exercise 3 (derivatives by hand)"


def loops_by_hand(submission: Any) -> list[Loop]:
    """The loops that may be exercise 5's, which comes before that of exercise 7."""
    return loops(
        submission, arguments=5, second="learning_rate", right=["model", "loss_fn", "grad_fn"], latest_first=False
    )


def earlier_fault(submission: Any, reference: Any, case: Readings) -> str:
    """The exercise that is to blame for what a training by hand gives, as a phrase; empty where the loop is right.

    Args:
        submission: the student's.
        reference: the right functions.
        case: what they are tried with.
    """
    training = (3, 0.007, case.params, case.t_u, case.t_c)
    if not _differs(lambda: loops_by_hand(submission)[0](*training), reference.train_by_hand(*training)):
        return ""
    wrong = (name for name, ask, expected in _asked(submission, reference, case) if _differs(ask, expected))
    return next(wrong, "exercise 5 (the training loop)")


def _asked(submission: Any, reference: Any, case: Readings) -> Iterator[tuple[str, Callable[[], Any], Tensor]]:
    """What a loop may call, in the order of the exercises: its exercise, a call of it, and what is right."""
    t_p = reference.model(case.t_u, case.w, case.b)
    line, whole = (case.t_u, case.w, case.b), (case.t_u, case.t_c, t_p, case.w, case.b)
    yield "exercise 1 (the model)", lambda: function(submission, "model")(*line), t_p
    yield _DERIVATIVES, lambda: submission.dloss_fn(t_p, case.t_c), reference.dloss_fn(t_p, case.t_c)
    yield _DERIVATIVES, lambda: submission.dmodel_dw(*line), case.t_u
    yield _DERIVATIVES, lambda: submission.dmodel_db(*line), torch.ones(())
    yield "exercise 4 (the gradient)", lambda: submission.grad_fn(*whole), reference.grad_fn(*whole)


def _differs(ask: Callable[[], Any], expected: Tensor) -> bool:
    """Whether something else comes than what is right; one number may stand for all of a kind, a pair for a tensor."""
    try:
        actual = ask()
    except (StudentFaultError, CheckFailedError):
        return True
    if isinstance(actual, (tuple, list)) and all(isinstance(part, Tensor) for part in actual):
        actual = torch.cat([part.reshape(-1) for part in actual])
    actual = torch.as_tensor(actual) if isinstance(actual, (int, float)) else actual
    if not isinstance(actual, Tensor) or not (expected.numel() == 1 or actual.shape == expected.shape):
        return True
    return not torch.allclose(actual.detach().double(), expected.double().expand_as(actual), rtol=1e-3)
