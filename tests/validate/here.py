"""A bench that runs solutions in the test's own process, and knows what each exercise asks of their names."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from grader.model import ExerciseSpec
from grader.validate.bench import Bench, Task

#: Name -> everything that it stood for.
Versions = Mapping[str, list[Any]]
#: Exercise -> whether a solution of it is right.
Wanted = Mapping[str, Callable[[Versions], bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What stands for a report: the exercises that were graded, and those that lost points."""

    exercises: tuple[SimpleNamespace, ...]
    lost: frozenset[str]


class BenchHere:
    """What `find_parts` needs of a bench."""

    def __init__(self, reference: str, exercises: Sequence[ExerciseSpec], wanted: Wanted) -> None:
        self.trial = reference
        self.assignment = SimpleNamespace(exercises=exercises)
        self.graded: list[Task] = []
        self._wanted = wanted

    def grade(self, tasks: Sequence[Task]) -> list[Lost]:
        """What becomes of each."""
        self.graded += tasks
        return [self._one(task) for task in tasks]

    def failed(self, report: Lost, exercise: str | None = None) -> list[str]:
        """The exercises that lost points: all, or this one."""
        return sorted(each for each in report.lost if exercise in (None, each))

    def _one(self, task: Task) -> Lost:
        versions = versions_of(task.source)
        asked = [each for each in self._wanted if task.only in (None, each)]
        lost = frozenset(each for each in asked if not _holds(self._wanted[each], versions))
        return Lost(exercises=tuple(SimpleNamespace(id=each) for each in asked), lost=lost)


def bench_here(reference: str, exercises: Sequence[ExerciseSpec], wanted: Wanted) -> tuple[Bench, BenchHere]:
    """The bench as its users know it, and as this test does."""
    made = BenchHere(reference, exercises, wanted)
    return cast("Bench", made), made


def versions_of(source: str) -> dict[str, list[Any]]:
    """Run a text statement by statement; one that fails costs itself alone."""
    names: dict[str, Any] = {"__name__": "__main__"}
    versions: dict[str, list[Any]] = {}
    for node in ast.parse(source).body:
        before = dict(names)
        with contextlib.suppress(Exception):
            exec(compile(ast.Module(body=[node], type_ignores=[]), "solution", "exec"), names)  # noqa: S102  the test's own
        for name, value in names.items():
            if before.get(name, names) is not value:
                versions.setdefault(name, []).append(value)
    return versions


def _holds(wanted: Callable[[Versions], bool], versions: Versions) -> bool:
    with contextlib.suppress(Exception):
        return wanted(versions)
    return False
