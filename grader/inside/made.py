"""What a student's process says that the submission made and trained, checked to have the form that it must have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeModule:
    """An nn.Module that a top-level name stood for.

    Attributes:
        name: the first name that it had.
        label, line: the statement after which it was there.
        object: the module, in the student's process.
    """

    name: str
    label: str
    line: int
    object: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What one of PyTorch's optimizers did while the submission ran.

    Attributes:
        optimizer: its class: "SGD".
        options: its numbers at the first step: lr, momentum, ...
        steps: how many it made.
        before: its parameters before the first step, in its order.
        after: the same after the last statement in which it made one.
        label, line: that statement.
    """

    optimizer: str
    options: dict[str, float]
    steps: int
    before: tuple[Tensor, ...]
    after: tuple[Tensor, ...]
    label: str
    line: int

    @property
    def lr(self) -> float:
        """The learning rate, NaN where it has none."""
        return self.options.get("lr", float("nan"))


def checked_modules(found: Any) -> list[MadeModule]:
    """The modules of an answer; what is not readable is left out."""
    modules = []
    for item in found if isinstance(found, list) else ():
        match item:
            case {"name": str(name), "label": str(label), "line": int(line), "object": it} if hasattr(it, "described"):
                modules.append(MadeModule(name=name[:100], label=label[:200], line=line, object=it))
    return modules


def checked_trainings(found: Any) -> list[Training]:
    """The trainings of an answer; what is not readable is left out."""
    trainings = []
    for item in found if isinstance(found, list) else ():
        match item:
            case {
                "optimizer": str(optimizer),
                "options": dict(options),
                "steps": int(steps),
                "before": list(before),
                "after": list(after),
                "label": str(label),
                "line": int(line),
            } if _is_training(options, before, after):
                trainings.append(
                    Training(
                        optimizer=optimizer[:100],
                        options=options,
                        steps=steps,
                        before=tuple(before),
                        after=tuple(after),
                        label=label[:200],
                        line=line,
                    )
                )
    return trainings


def _is_training(options: dict[Any, Any], before: list[Any], after: list[Any]) -> bool:
    shapes = [[tuple(p.shape) for p in side if isinstance(p, Tensor)] for side in (before, after)]
    return (
        all(isinstance(name, str) and isinstance(value, float) for name, value in options.items())
        and shapes[0] == shapes[1]
        and len(shapes[0]) == len(before) == len(after)
    )
