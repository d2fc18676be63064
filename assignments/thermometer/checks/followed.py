"""What a training loop did, in order: told by the student's process, for hints alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from checks.mistakes.in_loops import CUT
from checks.solution import Loop

from grader.checks import Diagnosis, Misconception, StudentFaultError, by_id, explaining

#: Runs a call and lists its backward passes, the gradients that reached what is trained, and the optimizer's work.
#: In the end "written" where what is trained was changed in place, and "left" where gradients are left.
_SOURCE = """
import contextlib
import torch


def follow(call, trained, optimizer):
    seen = []
    parameters = list(trained.parameters()) if hasattr(trained, "parameters") else [trained]
    versions = [parameter._version for parameter in parameters]

    def noting(word, function):
        def noted(*args, **kwargs):
            seen.append(word)
            return function(*args, **kwargs)

        return noted

    for parameter in parameters:
        parameter.register_hook(lambda _: seen.append("gradient"))
    if optimizer is not None:
        optimizer.zero_grad = noting("reset", optimizer.zero_grad)
        optimizer.step = noting("step", optimizer.step)
    backward, grad = torch.autograd.backward, torch.autograd.grad
    torch.autograd.backward, torch.autograd.grad = noting("backward", backward), noting("backward", grad)
    with contextlib.suppress(Exception):
        call()
    torch.autograd.backward, torch.autograd.grad = backward, grad
    if any(p._version > version for p, version in zip(parameters, versions)):
        seen.append("written")
    if any(p.grad is not None and p.grad.count_nonzero() for p in parameters):
        seen.append("left")
    return seen
"""

#: Counts the calls of the functions that a loop by hand is made of.
_COUNTING = """
seen = []


def model(t_u, w, b):
    seen.append("model")
    return w * t_u + b


def loss_fn(t_p, t_c):
    seen.append("loss_fn")
    return ((t_p - t_c) ** 2).mean()


def grad_fn(t_u, t_c, t_p, w, b):
    seen.append("grad_fn")
    error = 2 * (t_p - t_c) / t_p.numel()
    return t_u.new_tensor([(error * t_u).sum(), error.sum()])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a loop is called with, made anew for each call.

    Attributes:
        arguments: of the loop, in order.
        trained: a tensor or a module, in the student's process.
        optimizer: there too; None where the loop takes none.
        is_module: whether a module is trained, so that the loop need not return anything.
    """

    arguments: Sequence[Any]
    trained: Any
    optimizer: Any = None
    is_module: bool = False

    def result(self, returned: Any) -> Any:
        """What a loop made of this: the parameters of the module as one tensor, or what it returned."""
        if not self.is_module:
            return returned
        return torch.cat([value.detach().reshape(-1) for value in (self.trained.parameters() or {}).values()])


def events(loop: Loop, make: Callable[[], Made]) -> list[str]:
    """What a loop does: "reset", "backward", "gradient", "step", in this order, then "written", "left"."""
    made, builtins = make(), loop.setting.library("builtins")
    names = builtins.dict.keep()
    builtins.exec(_SOURCE, names)
    call = loop.setting.library("functools").partial.keep(loop.there, *made.arguments)
    seen = names.get.keep("follow")(call, made.trained, made.optimizer)
    return [str(word) for word in seen[:10_000]] if isinstance(seen, list) else []


def missing(
    mistakes: Sequence[Misconception], loop: Loop, make: Callable[[], Made], *, epochs: int, changed: bool
) -> tuple[Diagnosis, ...]:
    """The part of a training that is not there or not in its place; nothing where all seem to be.

    Args:
        mistakes: the exercise's; what is not among them is not told.
        loop: the student's.
        make: what it is called with.
        epochs: how many it is to make.
        changed: whether what is trained has changed.
    """
    try:
        seen = events(loop, make)
    except StudentFaultError:
        return ()
    has_optimizer = make().optimizer is not None
    if changed:
        found = _when_changed(seen, epochs, has_optimizer=has_optimizer)
    else:
        found = _when_unchanged(seen, has_optimizer=has_optimizer)
    known = {mistake.id for mistake in mistakes}
    if found == "another-model" and found not in known:
        found = "graph-cut"
    return (by_id(mistakes, str(found)),) if found in known else ()


def run(mistakes: Sequence[Misconception], loop: Loop, make: Callable[[], Made]) -> tuple[Any, Made]:
    """What a loop returns, and what it was called with. Its errors get the diagnosis that they show."""
    made = make()
    try:
        with explaining(mistakes):
            return loop(*made.arguments), made
    except StudentFaultError as fault:
        found = None if fault.diagnosis else _after_error(loop, make, fault.message)
        if found in {mistake.id for mistake in mistakes}:
            fault.diagnosis = (by_id(mistakes, str(found)),)
        raise


def _after_error(loop: Loop, make: Callable[[], Made], text: str) -> str | None:
    """What an error shows of a loss that leads nowhere, or of gradients that are not there."""
    is_cut = any(re.search(symptom, text) for symptom in CUT)
    if not is_cut and not ("NoneType" in text and "unsupported operand" in text):
        return None
    try:
        seen = events(loop, make)
    except StudentFaultError:
        return None
    is_optimized = make().optimizer is not None
    if "gradient" not in seen:
        return "graph-cut" if is_cut or "backward" in seen else "no-backward"
    if is_optimized:
        return "graph-cut" if is_cut else None
    return "params-rebound" if is_cut or seen.count("gradient") > 1 else "zeroed-before-step"


def _when_changed(seen: Sequence[str], epochs: int, *, has_optimizer: bool) -> str | None:
    if has_optimizer and "step" not in seen:
        return "optimizer-ignored"
    rounds = seen.count("step") if has_optimizer else seen.count("backward")
    return "returns-in-loop" if rounds == 1 and epochs > 1 else None


def _when_unchanged(seen: Sequence[str], *, has_optimizer: bool) -> str | None:
    if "backward" not in seen:
        return "no-backward"
    if "gradient" not in seen:
        return "another-model" if "step" in seen else "graph-cut"
    if not has_optimizer:
        return "zeroed-before-step" if "written" in seen and "left" not in seen else "never-steps"
    if "step" not in seen:
        return "never-steps"
    after = seen[len(seen) - seen[::-1].index("gradient") :]
    return "zeroed-before-step" if "reset" in after[: after.index("step") if "step" in after else None] else None


def rounds_by_hand(loop: Loop, arguments: Sequence[Any]) -> int:
    """How often a loop by hand calls one of the functions that it is made of: 0 where it calls none."""
    builtins = loop.setting.library("builtins")
    names = builtins.dict.keep()
    builtins.exec(_COUNTING, names)
    functions: Mapping[str, Any] = {name: names.get.keep(name) for name in ("model", "loss_fn", "grad_fn")}
    counted = loop.setting.given(**functions)
    try:
        counted.versions("training_loop")[loop.number].object(*arguments)
    except StudentFaultError:
        return 0
    seen = names.get("seen")
    words = [str(word) for word in seen] if isinstance(seen, list) else []
    return max((words.count(name) for name in functions), default=0)
