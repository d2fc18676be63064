"""Finding what belongs to an exercise in a submission that binds the same names again and again.

The course calls five training loops `training_loop`, and in the end its modules `model`. What a loop takes tells which
exercise it solves; where that leaves several, the best of them counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import torch

from grader.checks import Catalogue, CheckFailedError, Diagnosis, Evidence, Explainer, StudentFaultError, fail

#: What the course's functions take by position.
_LINE_FUNCTIONS = {"model": 3, "loss_fn": 2}

#: The functions that later exercises call. A mistake in one of them costs its own exercise; the later ones are looked
#: at with the right one in its place too.
_RIGHT = {
    "model": "lambda t_u, w, b: w * t_u + b",
    "loss_fn": "lambda t_p, t_c: ((t_p - t_c) ** 2).mean()",
    "dloss_fn": "lambda t_p, t_c: 2 * (t_p - t_c) / t_p.numel()",
    "dmodel_dw": "lambda t_u, w, b: t_u",
    "dmodel_db": "lambda t_u, w, b: 1.0",
    "grad_fn": "lambda t_u, t_c, t_p, w, b: 2 * (t_p - t_c) @ __import__('torch').stack([t_u, t_u**0], 1) / len(t_p)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """A version of `training_loop` that can be called.

    Attributes:
        setting: the submission with the functions that it calls then: the student's own or right ones.
        there: the function, in the student's process.
        number: of the version, the first one first.
        arguments: how many it is to be given.
    """

    setting: Any
    there: Any
    number: int
    arguments: int

    @property
    def takes_module(self) -> bool:
        """Whether it is a loop of exercise 10, which is given a module and a loss."""
        return self.arguments == 8

    def __call__(self, *arguments: Any) -> Any:
        """What it returns."""
        return self.there(*arguments)


def function(submission: Any, name: str) -> Any:
    """The last function of this name that takes as many arguments as the course's, else the last one at all."""
    found = [v for v in reversed(submission.versions(name)) if v.kind == "function"]
    if not found:
        fail(f"`{name}` is never a function in this submission: define it with `def {name}(...):`")
    fitting = [v for v in found if v.parameters is not None and len(v.parameters) == _LINE_FUNCTIONS[name]]
    return (fitting or found)[0].object


def settings_of(submission: Any, right: Sequence[str], **names: Any) -> Iterator[Any]:
    """The submission with its own functions, and then with right ones.

    Args:
        submission: the student's.
        right: those that are put in their place.
        **names: further globals.
    """
    line = {}
    for name in _LINE_FUNCTIONS:
        if any(version.kind == "function" for version in submission.versions(name)):
            line[name] = function(submission, name)
    yield submission.given(**{**line, **names})
    evaluate = submission.library("builtins").eval
    yield submission.given(**{**line, **{name: evaluate.keep(_RIGHT[name], {}) for name in right}, **names})


def loops(
    submission: Any,
    *,
    arguments: int,
    second: str,
    right: Sequence[str] = ("model", "loss_fn"),
    latest_first: bool = True,
) -> list[Loop]:
    """The versions of `training_loop` that take so many arguments.

    Args:
        submission: the student's.
        arguments: how many must be given by position.
        second: what the second one is: "optimizer" or "learning_rate".
        right: see `settings_of`; every version is there once with the student's functions, and once with these.
        latest_first: of several, which is told of when all are equally wrong.
    """
    order = -1 if latest_first else 1
    settings = [
        (setting, list(enumerate(setting.versions("training_loop")))) for setting in settings_of(submission, right)
    ]
    every = [(setting, *each) for setting, versions in settings for each in versions[::order]]
    found = [each for each in every if _takes(each[2], arguments, second)]
    # Some give defaults to what is asked for.
    found += [each for each in every if _may_take(each[2], arguments, second)]
    if not found:
        _fail_without([version for _, version in settings[0][1][::order]], arguments, second)
    return [
        Loop(setting=setting, there=version.object, number=number, arguments=arguments)
        for setting, number, version in found
    ]


def _fail_without(versions: Sequence[Any], arguments: int, second: str) -> NoReturn:
    there = "; ".join(f"({', '.join(v.parameters)})" for v in versions if v.parameters is not None)
    fail(
        f"no `training_loop` of this submission takes {arguments} arguments of which the second is the "
        f"{second.replace('_', ' ')}. Those that were found take: {there or 'nothing that can be read'}"
    )


def _takes(version: Any, arguments: int, second: str) -> bool:
    return version.parameters is not None and len(version.parameters) == arguments and _is_second(version, second)


def _may_take(version: Any, arguments: int, second: str) -> bool:
    required = len(version.parameters or ())
    fits = version.parameters is not None and required < arguments <= required + len(version.optional)
    return fits and _is_second(version, second)


def _is_second(version: Any, second: str) -> bool:
    return ("opt" in (version.parameters + version.optional)[1].lower()) == (second == "optimizer")


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
    """An explained value first, then a wrong one, then an error, then a loop that was meant for another exercise."""

    def rank(error: CheckFailedError | StudentFaultError) -> tuple[bool, bool, bool]:
        fault = isinstance(error, StudentFaultError)
        return fault, "automatic differentiation" in error.message, not error.diagnosis

    raise min(errors, key=rank)


def why(catalogue: Catalogue[Any], case: Any, name: str, expected: Any) -> Callable[[Any], tuple[Diagnosis, ...]]:
    """What `assert_matches` takes as `explain`, for one value of one case."""

    def diagnose(actual: Any) -> tuple[Diagnosis, ...]:
        evidence = [Evidence(case=case, actual={name: actual}, expected={name: expected})]
        return Explainer(catalogue).explain(evidence, name)

    return diagnose


def is_like(actual: Any, expected: torch.Tensor) -> bool:
    """Whether a value is a tensor of the same numbers, but for dimensions of size 1."""
    if not isinstance(actual, torch.Tensor) or actual.numel() != expected.numel():
        return False
    return bool(torch.equal(actual.detach().reshape(-1).to(expected.dtype), expected.detach().reshape(-1)))


def one_tensor(submission: Any, values: Any) -> Any:
    """A tensor to train, in the student's process."""
    return submission.library("torch").tensor.keep(values.tolist(), requires_grad=True)
