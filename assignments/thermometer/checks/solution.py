"""Finding what belongs to an exercise in a submission that binds the same names again and again.

The course calls four training loops `training_loop`, and in the end its modules `model`. What a loop takes tells which
exercise it solves; where that leaves several, the best of them counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from grader.checks import CheckFailedError, fail
from grader.inside.faults import StudentFaultError

#: What the course's functions take by position.
_LINE_FUNCTIONS = {"model": 3, "loss_fn": 2}


def function(submission: Any, name: str) -> Any:
    """The last function of this name that takes as many arguments as the course's, else the last one at all."""
    found = [v for v in reversed(submission.versions(name)) if v.kind == "function"]
    if not found:
        fail(f"`{name}` is never a function in this submission: define it with `def {name}(...):`")
    fitting = [v for v in found if v.parameters is not None and len(v.parameters) == _LINE_FUNCTIONS[name]]
    return (fitting or found)[0].object


def prepared(submission: Any, **names: Any) -> Any:
    """The submission with these globals, and with `model` and `loss_fn` for the line, whatever they stand for in the end."""
    line = {name: function(submission, name) for name in _LINE_FUNCTIONS if submission.has(name)}
    return submission.given(**{**line, **names})


def loops(submission: Any, *, arguments: int, second: str) -> list[Any]:
    """The versions of `training_loop` that take so many arguments, the latest first.

    Args:
        submission: the student's.
        arguments: how many must be given by position.
        second: what the second one is: "optimizer" or "learning_rate".
    """
    versions = prepared(submission).versions("training_loop")
    found = [
        version.object
        for version in reversed(versions)
        if version.parameters is not None
        and len(version.parameters) == arguments
        and ("opt" in version.parameters[1].lower()) == (second == "optimizer")
    ]
    if found:
        return found
    there = "; ".join(f"({', '.join(v.parameters)})" for v in versions if v.parameters is not None)
    fail(
        f"no `training_loop` of this submission takes {arguments} arguments of which the second is the "
        f"{second.replace('_', ' ')}. Those that were found take: {there or 'nothing that can be read'}"
    )


def best_of(candidates: Sequence[Any], check: Callable[[Any], None]) -> None:
    """Nothing, where the check holds for one of the candidates.

    Raises:
        CheckFailedError, StudentFaultError: it holds for none; what is said about the one that came nearest.
    """
    errors: list[CheckFailedError | StudentFaultError] = []
    for candidate in candidates:
        try:
            check(candidate)
        except (CheckFailedError, StudentFaultError) as error:
            errors.append(error)
        else:
            return
    _raise_nearest(errors)


def _raise_nearest(errors: Sequence[CheckFailedError | StudentFaultError]) -> NoReturn:
    """A wrong value is nearer than an error, and an error nearer than a loop that was meant for another exercise."""
    raise min(errors, key=lambda error: (isinstance(error, StudentFaultError), "differentiation" in error.message))


def one_tensor(submission: Any, values: Any, *, requires_grad: bool = True) -> Any:
    """A tensor to train, in the student's process."""
    return submission.library("torch").tensor.keep(values.tolist(), requires_grad=requires_grad)
