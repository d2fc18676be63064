"""What a training step did, in order: told by the student's process, for hints alone."""

from __future__ import annotations

from typing import Any

#: Runs a call and lists its backward passes, the gradients that reached the parameters, resets and steps.
_SOURCE = """
import contextlib
import torch


def follow(call, model, optimizer):
    seen, parameters = [], list(model.parameters())

    def noting(word, function):
        def noted(*args, **kwargs):
            seen.append(word)
            return function(*args, **kwargs)

        return noted

    for parameter in parameters:
        parameter.register_hook(lambda _: seen.append("gradient"))
    for owner in (model, optimizer):
        if owner is not None:
            owner.zero_grad = noting("reset", owner.zero_grad)
    if optimizer is not None:
        optimizer.step = noting("step", optimizer.step)
    backward = torch.autograd.backward
    torch.autograd.backward = noting("backward", backward)
    with contextlib.suppress(Exception):
        call()
    torch.autograd.backward = backward
    return seen
"""


def events(submission: Any, name: str, model: Any, optimizer: Any, *arguments: Any) -> list[str]:
    """What a function of the submission's does with a model: "reset", "backward", "gradient", "step", in this order.

    Args:
        submission: the student's.
        name: of the function, one that the manifest names.
        model: in the student's process; a new one, which is spoilt for anything else.
        optimizer: there too; None where the function takes none.
        *arguments: what the function takes.
    """
    builtins = submission.library("builtins")
    names = builtins.dict.keep()
    builtins.exec(_SOURCE, names)
    function = submission.versions(name)[-1].object
    call = submission.library("functools").partial.keep(function, *arguments)
    seen = names.get.keep("follow")(call, model, optimizer)
    return [str(word) for word in seen[:10_000]] if isinstance(seen, list) else []


def what_is_missing(seen: list[str], *, has_optimizer: bool, changed: bool) -> str | None:
    """The id of the mistake that shows in what a step did; None where none does.

    Args:
        seen: see `events`.
        has_optimizer: whether the function is given one.
        changed: whether the parameters have changed.
    """
    if not seen:
        return None
    if changed:
        return "optimizer-ignored" if has_optimizer and "step" not in seen else None
    if "backward" not in seen:
        return "no-backward"
    if "gradient" not in seen:
        return "graph-cut"
    if has_optimizer and "step" not in seen:
        return "no-step"
    return _in_wrong_order(seen, has_optimizer=has_optimizer)


def _in_wrong_order(seen: list[str], *, has_optimizer: bool) -> str | None:
    after = seen[len(seen) - seen[::-1].index("gradient") :]
    if has_optimizer and "step" not in after:
        return "step-before-backward"
    before_step = after[: after.index("step")] if has_optimizer else after
    return "reset-before-step" if "reset" in before_step else None
