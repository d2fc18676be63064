"""Whatever a student's process answers, a check gets values or a fault of the student's: never another exception."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.inside.faults import StudentFaultError
from grader.inside.submission_proxy import RemoteObject, SubmissionProxy
from tests.fuzz.strange_process import RAN, raw_frame, strange_submission

_SETTINGS = settings(
    max_examples=150, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
_TEXTS = st.sampled_from(
    ["", "f", "raised", "timeout", "memory", "autograd", "unavailable", "\ud800<b>\x1b[31m", "x" * 3000]
)
_NUMBERS = st.integers(-3, 3) | st.sampled_from([2**63, -(2**64), 10**30, 0.5, float("nan"), True])
_PLAIN = st.none() | _NUMBERS | _TEXTS
_TENSORS = st.sampled_from(
    [
        {"tensor": ["float32", [2], [0, 8], False]},
        {"tensor": ["bool", [8], [0, 8], True]},
        {"tensor": ["complex64", [], [0, 8], False]},
        {"tensor": ["float64", [0, 5], [0, 0], False]},
        {"tensor": ["int8", [8] + [1] * 30, [0, 8], False]},
    ]
)
_OPAQUES = st.tuples(_TEXTS, _TEXTS, st.none() | st.integers(-2, 5) | st.just(2**63), _TEXTS).map(
    lambda body: {"opaque": list(body)}
)
#: Every name that an answer of the real process has.
_KEYS = st.sampled_from(
    "value error names problems unregistered kind type message at label line text traceback defines parameters object"
    " name optimizer options steps before after index".split()
)


def _dict(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(_KEYS | _TEXTS, values, max_size=5).map(
        lambda d: {"dict": [list(pair) for pair in d.items()]}
    )


_VALUES = st.recursive(
    _PLAIN | _TENSORS | _OPAQUES,
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=4).map(lambda x: {"tuple": x}) | _dict(inner),
    max_leaves=8,
)
_ANSWERS = st.dictionaries(_KEYS, _VALUES, max_size=4).flatmap(
    lambda fields: st.sampled_from(["answer", "answer", "answer", "running", "ready", ""]).map(
        lambda kind: raw_frame(kind, fields, bytes(8))
    )
)

#: Everything that a check may do with a submission.
USES: dict[str, Callable[[SubmissionProxy], object]] = {
    "call": lambda s: s.f(torch.ones(2)),
    "call in double precision": lambda s: s.given(X=torch.ones(2, dtype=torch.float64)).f(1, key="a"),
    "call what was made": lambda s: _all(s.C(), lambda made: made(torch.ones(1))),
    "give back what was made": lambda s: s.f(s.C.keep()),
    "keep": lambda s: s.f.keep(1),
    "attribute": lambda s: s.m.weight.value(),
    "value": lambda s: s.t.value(),
    "parameters": lambda s: s.m.parameters(),
    "unregistered": lambda s: s.m.unregistered(),
    "load": lambda s: s.m.load({"a": torch.ones(1)}),
    "states": lambda s: s.states("m"),
    "versions": lambda s: s.versions("f"),
    "modules": lambda s: s.modules(),
    "trainings": lambda s: s.trainings(),
    "again": lambda s: s.again("t"),
    "library": lambda s: s.library("torch").ones(2),
    "kind": lambda s: [s.kind(name) for name in "fCmtx"],
    "missing": lambda s: s.missing_name(1),
}


def _all(value: object, use: Callable[[Any], object]) -> object:
    return use(value) if isinstance(value, RemoteObject) else value


@pytest.mark.parametrize("use", USES)
@_SETTINGS
@given(answers=st.lists(_ANSWERS, min_size=1, max_size=3))
def test_a_strange_answer_is_a_value_or_the_students_fault(use: str, answers: list[bytes]) -> None:
    """The text of the fault is bounded and can be written."""
    with strange_submission(raw_frame("answer", RAN), *answers) as submission:
        try:
            USES[use](submission)
        except StudentFaultError as fault:
            for text in (fault.message, fault.staff_message):
                assert len(text.encode("utf-8")) < 100_000


@_SETTINGS
@given(answers=st.lists(_ANSWERS, min_size=1, max_size=4))
def test_a_strange_account_of_the_run_is_the_students_fault(answers: list[bytes]) -> None:
    """What the process says of the names and the failed statements."""
    with strange_submission(*answers) as submission, contextlib.suppress(StudentFaultError):
        submission.kind("f")
        submission.f(1)
        submission.missing_name(1)


OBJECT = {"opaque": ["Impostor", "object", 0, ""]}
#: What a check may do to a value that it takes for a tensor or a number.
COMPUTATIONS: dict[str, Callable[[Any], object]] = {
    "truth": bool,
    "equality": lambda v: v == 1,
    "inequality": lambda v: v != 1,
    "order": lambda v: v < 1,
    "length": len,
    "iteration": list,
    "membership": lambda v: 1 in v,
    "item": lambda v: v[0],
    "sum": lambda v: v + 1,
    "difference": lambda v: torch.ones(2) - v,
    "product": lambda v: 2 * v,
    "matrix product": lambda v: torch.ones(2, 2) @ v,
    "negation": lambda v: -v,
    "absolute value": abs,
    "float": float,
    "int": int,
    "round": round,
    "torch": lambda v: torch.allclose(v, torch.ones(1)),
    "torch with a list": lambda v: torch.stack([v, v]),
    "tensor": torch.tensor,
    "size": lambda v: torch.zeros(v.shape),
    "as an index": lambda v: [1, 2][v],
}


@pytest.mark.parametrize("computation", COMPUTATIONS)
def test_computing_with_an_object_is_the_students_fault(computation: str) -> None:
    """A check that expects a tensor and gets an impostor fails, and says what came; it has not broken."""
    with strange_submission(raw_frame("answer", RAN), raw_frame("answer", {"value": OBJECT})) as submission:
        impostor = submission.f(1)
        with pytest.raises(StudentFaultError):
            COMPUTATIONS[computation](impostor)


def test_the_fault_says_what_the_object_is() -> None:
    """And what was expected in its place."""
    with strange_submission(raw_frame("answer", RAN), raw_frame("answer", {"value": OBJECT})) as submission:
        impostor = submission.f(1)
        with pytest.raises(StudentFaultError, match=r"f\(1\) is a Impostor, expected plain values or a tensor"):
            bool(impostor)
