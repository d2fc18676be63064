"""What a submission made and trained while it ran, whatever it called it and wherever it did it.

A notebook that follows a course uses the name `model` for one network after the other, and trains in a loop, a
comprehension or a function of its own. What exercises ask for is there all the same: the modules that names stood for,
and what optimizers did to parameters.
"""

from __future__ import annotations

import contextlib
import types
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from torch.optim.optimizer import Optimizer, register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from grader.inside.unavailable import NotAvailableError
from grader.inside.values import Keep, opaque, to_wire

MAX_MODULES = 200
MAX_TRAININGS = 200
#: Parameters of larger networks are not copied.
MAX_ELEMENTS = 200_000


_Key = tuple[str, tuple[tuple[str, float], ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Made:
    name: str
    label: str
    line: int
    module: nn.Module


@dataclass(slots=True)
class _Training:
    #: The optimizer's class.
    kind: str
    #: Held, so that no others get their ids.
    parameters: list[torch.Tensor]
    options: dict[str, float]
    before: list[torch.Tensor]
    after: list[torch.Tensor] = field(default_factory=list)
    steps: int = 0
    label: str = ""
    line: int = 0


class Recorder:
    """Remembers modules that top-level names stood for, and trainings by PyTorch's optimizers."""

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module
        self._made: dict[int, _Made] = {}
        self._trainings: dict[_Key, _Training] = {}
        self._stepped: set[_Key] = set()
        #: The optimizer that is making a step.
        self._last: tuple[Optimizer | None, _Key] = None, ("", (), ())

    def follow_optimizers(self) -> None:
        """From now on every step of every optimizer is seen; without optimizers there is none to see."""
        with contextlib.suppress(NotAvailableError):
            register_optimizer_step_pre_hook(self._before_step)
            register_optimizer_step_post_hook(self._after_step)

    def look(self, label: str, line: int) -> None:
        """Note what the last statement made or trained."""
        for name, value in list(self._module.__dict__.items()):
            if isinstance(value, nn.Module) and id(value) not in self._made and len(self._made) < MAX_MODULES:
                self._made[id(value)] = _Made(str(name), label, line, value)
        for key in self._stepped:
            training = self._trainings[key]
            training.after = _copies(training.parameters)
            training.label, training.line = label, line
        self._stepped.clear()

    def modules(self, keep: Keep) -> list[dict[str, Any]]:
        """Each module with the name that it had first, in order."""
        return [
            {"name": made.name, "label": made.label, "line": made.line, "object": opaque(made.module, keep)}
            for made in self._made.values()
        ]

    def trainings(self) -> list[dict[str, Any]]:
        """What was trained, with its parameters before the first step and after the last.

        An optimizer that is made anew for the same parameters, with the same options, goes on with the same training.
        """
        return [
            {
                "optimizer": training.kind,
                "options": training.options,
                "steps": training.steps,
                "before": [to_wire(p, lambda _: -1) for p in training.before],
                "after": [to_wire(p, lambda _: -1) for p in training.after],
                "label": training.label,
                "line": training.line,
            }
            for training in self._trainings.values()
        ]

    def _before_step(self, optimizer: Optimizer, *_: Any) -> None:
        # Whatever goes wrong in here must not become the student's error.
        with contextlib.suppress(Exception):
            key = _key_of(optimizer)
            self._last = optimizer, key
            if key in self._trainings or len(self._trainings) >= MAX_TRAININGS:
                return
            parameters = [p for group in optimizer.param_groups for p in group["params"]]
            if sum(p.numel() for p in parameters) <= MAX_ELEMENTS:
                kind, options, _ = key
                self._trainings[key] = _Training(kind, parameters, dict(options), _copies(parameters))

    def _after_step(self, optimizer: Optimizer, *_: Any) -> None:
        with contextlib.suppress(Exception):
            # A step changes none of what makes the key, and making one takes as long as a small layer.
            last, key = self._last
            if last is optimizer and key in self._trainings:
                self._trainings[key].steps += 1
                self._stepped.add(key)


def _key_of(optimizer: Optimizer) -> _Key:
    """By what two optimizers are one: class, numbers, parameters."""
    options = tuple(
        (str(name), float(value))
        for name, value in optimizer.param_groups[0].items()
        if isinstance(value, (bool, int, float))
    )
    parameters = tuple(id(p) for group in optimizer.param_groups for p in group["params"])
    return type(optimizer).__name__, options, parameters


def _copies(parameters: Iterable[torch.Tensor]) -> list[torch.Tensor]:
    return [p.detach().clone() for p in parameters]
