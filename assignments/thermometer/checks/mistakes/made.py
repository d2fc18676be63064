"""How the mistakes of this assignment are written down: as changes of the reference's lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.checks import Misconception

Mistake = Callable[..., Misconception]


def changed(line: str, old: str, new: str) -> dict[str, str]:
    """An edit of the reference: the line, with a part of it replaced wherever it stands."""
    return {line: line.replace(old, new)}


def mistakes_of(exercise: str) -> Mistake:
    """A function that writes down a mistake of this exercise."""

    def mistake(
        id: str,
        message: str,
        edits: Mapping[str, str],
        *ways: Mapping[str, Any],
        costs: Sequence[str] = (),
        symptoms: Sequence[str] = (),
        staff: str = "",
    ) -> Misconception:
        return Misconception(
            id=id,
            exercise=exercise,
            message=message,
            staff_message=staff,
            edits=edits,
            ways=tuple(ways),
            symptoms=tuple(symptoms),
            costs=tuple(costs),
        )

    return mistake
