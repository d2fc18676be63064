"""Grading texts in a real local sandbox."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.assignment import Assignment, load_assignment
from grader.model import Cell, CellKind, Submission, SubmissionFormat
from grader.sandbox import local
from grader.sandbox.session import Session
from grader.submission import read_submission

ROOT = Path(__file__).parents[2]
SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What became of a submission.

    Attributes:
        earned: exercise -> points.
        lost: exercise -> points, of those that lost any.
        checks: the fields of each check that did not pass.
    """

    earned: Mapping[str, float]
    lost: Mapping[str, float]
    checks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def messages(self) -> str:
        """All that a student reads."""
        return "\n".join(check["message"] for check in self.checks)

    @property
    def diagnoses(self) -> set[str]:
        """The ids of all that were made."""
        return {diagnosis["id"] for check in self.checks for diagnosis in check["diagnosis"]}


class Grader:
    """Sessions in which assignments are open."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._assignments: dict[str, Assignment] = {}

    def grade(self, name: str, submission: Submission | str, *, only: str | None = None) -> Graded:
        """The grade of a submission, or of a text as a single module, by an assignment of this project."""
        if isinstance(submission, str):
            submission = one_module(submission)
        checks = [
            frame.fields
            for frame in self._session.grade(self._open(name), submission, seed=SEED, only=only)
            if frame.kind == "check"
        ]
        assert [check["staff_message"] for check in checks if check["status"] == "error"] == []
        earned: dict[str, float] = {}
        possible: dict[str, float] = {}
        for check in checks:
            earned[check["exercise"]] = earned.get(check["exercise"], 0.0) + check["score"]
            possible[check["exercise"]] = possible.get(check["exercise"], 0.0) + check["max_score"]
        lost = {name: possible[name] - score for name, score in earned.items() if score < possible[name]}
        return Graded(earned=earned, lost=lost, checks=[check for check in checks if check["status"] != "passed"])

    def _open(self, name: str) -> Assignment:
        if name not in self._assignments:
            assignment = load_assignment(name, search=[ROOT / "assignments"])
            self._session.open(assignment)
            self._assignments[name] = assignment
        return self._assignments[name]


@contextlib.contextmanager
def local_grader() -> Iterator[Grader]:
    """A grader that lives in one sandbox."""
    with local.start() as session:
        yield Grader(session)


def one_module(source: str) -> Submission:
    """A submission of one file."""
    return cells_of(source)


def cells_of(*sources: str) -> Submission:
    """A notebook of code cells."""
    cells = tuple(
        Cell(kind=CellKind.CODE, source=source, label=f"cell {number}")
        for number, source in enumerate(sources, start=1)
    )
    return Submission(id="x", format=SubmissionFormat.IPYNB, files=("x.ipynb",), sha256="0" * 64, cells=cells)


def handout(name: str, suffix: str) -> Submission:
    """What students get, as if it were handed in unchanged."""
    return read_submission(ROOT / "assignments" / name / "handout" / f"{name}{suffix}")


def reference(name: str) -> str:
    """The text of a reference."""
    return (ROOT / "reference" / f"{name}.py").read_text(encoding="utf-8")


def edited(source: str, edits: Mapping[str, str]) -> str:
    """The text with pieces replaced, each of which must be there."""
    for old, new in edits.items():
        assert old in source, old
        source = source.replace(old, new)
    return source
