"""An assignment that is being made from another grader's files, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_LONGEST_ID = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that an author has to look at."""

    #: "tests/q1.py, case 2".
    where: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCheck:
    """One hidden check."""

    #: A Python name that begins with test_, unique in its exercise.
    name: str
    points: float
    #: What the student reads of it.
    title: str
    #: The statements of its body, in which a student's names are attributes of `submission`.
    body: str
    #: Names that it asks the submission for.
    asks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftExercise:
    """One exercise with its checks; one without is answered in prose."""

    id: str
    title: str
    checks: tuple[DraftCheck, ...] = ()
    #: Of a written answer; the checks' points are counted otherwise.
    written_points: float = 0.0
    is_written: bool = False
    #: Statements that stand above its checks.
    preamble: str = ""

    @property
    def points(self) -> float:
        """What the exercise is worth, added up in the order of its checks."""
        return self.written_points if self.is_written else float(sum(check.points for check in self.checks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A part of the handout."""

    is_code: bool
    #: Of an answer cell the id of the exercise.
    text: str
    is_answer: bool = False


@dataclass(slots=True, kw_only=True)
class Draft:
    """Everything that was found, while it is being found."""

    exercises: list[DraftExercise] = field(default_factory=list)
    #: Name -> the import statement that binds it.
    imports: dict[str, str] = field(default_factory=dict)
    #: Code of the solution, in order.
    solution: list[str] = field(default_factory=list)
    #: What students get, in order.
    handout: list[Cell] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def note(self, where: str, what: str) -> None:
        """Keep something for the author."""
        self.notes.append(Note(where=where, what=what))

    def unused_id(self, wish: str) -> str:
        """An id for an exercise, like the wish, that no other has."""
        plain = re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", wish).lower()).strip("-")
        plain = plain[: _LONGEST_ID - 4].strip("-") or "exercise"
        first = plain if plain[0].isalpha() else f"exercise-{plain}"[: _LONGEST_ID - 4].strip("-")
        taken = {exercise.id for exercise in self.exercises}
        return next(name for n in range(1, 10_000) if (name := first if n == 1 else f"{first}-{n}") not in taken)


def function_name(text: str, taken: set[str]) -> str:
    """A name for a check, like the text, that is not taken yet; it is then."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:60] or "check"
    first = plain if plain.startswith("test_") else f"test_{plain}"
    name = next(name for n in range(1, 10_000) if (name := first if n == 1 else f"{first}_{n}") not in taken)
    taken.add(name)
    return name
