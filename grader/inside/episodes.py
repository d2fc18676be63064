"""What a student's process says of its trainings, checked to have the form that it must have. For hints alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any

MAX_EPISODES = 200
MAX_POINTS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """What happened during one top-level statement, seen from the module that was asked for.

    Attributes:
        label, line: the statement.
        backwards: backward passes; steps: steps of optimizers.
        optimizers: how many of them made their first step here.
        stale: backward passes that met gradients which a step had already used.
        empty_steps: steps of an optimizer whose parameters had no gradient.
        maximize: whether an optimizer was to raise the loss.
        lr: the last learning rate, NaN without an optimizer; optimizer: its class.
        head: the first losses, all of them; curve: evenly spaced ones, and the last.
        trains_it: whether an optimizer was to change the module; depends_on_it: whether the loss was computed with it.
        trains: the names of all modules that an optimizer was to change; tensors: how many tensors those were together.
        depends_on: the names of all modules and tensors that the loss was computed with.
    """

    label: str
    line: int
    backwards: int
    steps: int
    optimizers: int
    stale: int
    empty_steps: int
    maximize: bool
    lr: float
    optimizer: str
    head: tuple[float, ...]
    curve: tuple[float, ...]
    trains_it: bool
    depends_on_it: bool
    trains: tuple[str, ...]
    tensors: int
    depends_on: tuple[str, ...]

    @property
    def finite(self) -> tuple[float, ...]:
        """The curve without what is no number."""
        return tuple(value for value in self.curve if math.isfinite(value))


def checked_episodes(found: Any) -> list[Episode]:
    """The episodes of an answer; what is not readable is left out."""
    items = found[:MAX_EPISODES] if isinstance(found, list) else []
    return [episode for item in items if isinstance(item, dict) and (episode := _episode(item))]


def _episode(item: dict[Any, Any]) -> Episode | None:
    values: dict[str, Any] = {}
    for field in fields(Episode):
        value = _READERS[str(field.type)](item.get(field.name))
        if value is None:
            return None
        values[field.name] = value
    return Episode(**values)


def _numbers(value: Any) -> tuple[float, ...] | None:
    if not isinstance(value, list) or any(type(each) is not float for each in value):
        return None
    return tuple(value[:MAX_POINTS])


def _texts(value: Any) -> tuple[str, ...] | None:
    return tuple(str(each)[:100] for each in value[:20]) if isinstance(value, list) else None


_READERS: dict[str, Any] = {
    "str": lambda value: value[:200] if isinstance(value, str) else None,
    "int": lambda value: value if type(value) is int else None,
    "bool": lambda value: value if type(value) is bool else None,
    "float": lambda value: value if type(value) is float else None,
    "tuple[float, ...]": _numbers,
    "tuple[str, ...]": _texts,
}
