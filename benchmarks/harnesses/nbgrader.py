"""nbgrader: a course with a gradebook, one graded cell with a hidden test for each check, `nbgrader autograde`."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from benchmarks import homework
from benchmarks.harnesses import notebook
from benchmarks.harnesses.harness import BuildError, Command, Harness, write

_CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "course"
"""
_POINTS = """
SELECT SUM(COALESCE(grade.manual_score, grade.auto_score))
FROM grade
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
WHERE submitted_assignment.student_id = ?
"""


class Nbgrader(Harness):
    """Its own batch mode grades one submission after the other."""

    name = "nbgrader"
    packages = ("nbgrader==0.9.6", "nbclient==0.11.0", "ipykernel==7.4.0", "notebook==7.6.5")
    has_batch = True

    def build(self) -> None:
        """A course with one assignment."""
        for part in ("source", "release", "submitted", "autograded", "feedback"):
            shutil.rmtree(self.folder / part, ignore_errors=True)
        (self.folder / "gradebook.db").unlink(missing_ok=True)
        write(self.folder / "nbgrader_config.py", _CONFIG)
        write(self.folder / "source" / "hw4" / "hw4.ipynb", notebook.notebook(_source()))
        self.run(self.environment.program("nbgrader"), "generate_assignment", "hw4", "--force")

    def hand_in(self, submissions: Mapping[str, str]) -> None:
        """The released notebook with each student's cells filled in."""
        for part in ("submitted", "autograded"):
            shutil.rmtree(self.folder / part, ignore_errors=True)
        released = (self.folder / "release" / "hw4" / "hw4.ipynb").read_text(encoding="utf-8")
        for student, text in submissions.items():
            write(self.folder / "submitted" / student / "hw4" / "hw4.ipynb", _filled_in(released, text))

    def commands(self, students: Sequence[str]) -> list[Command]:  # noqa: ARG002  it takes all that there are
        """One for all."""
        return [self.command(self.environment.program("nbgrader"), "autograde", "hw4")]

    def points(self, student: str) -> float:
        """What its gradebook says."""
        with closing(sqlite3.connect(self.folder / "gradebook.db")) as gradebook:
            (points,) = gradebook.execute(_POINTS, (student,)).fetchone()
        if points is None:
            raise BuildError(f"nbgrader: its gradebook knows nothing of {student}")
        return float(points)


def _filled_in(released: str, text: str) -> str:
    """A notebook as a student hands it in."""
    notebook_ = json.loads(released)
    written = {f"answer-{number}": cell.source for number, cell in enumerate(homework.cells(text))}
    for cell in notebook_["cells"]:
        cell["source"] = written.get(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell["source"])
    return json.dumps(notebook_)


def _source() -> list[dict[str, Any]]:
    """The notebook of the course's: answers as they are right, then their hidden tests."""
    data, *parts = homework.cells(homework.honest())
    made = [_answer(0, data.source)]
    first = True
    for number, (part, checks) in enumerate(zip(parts, homework.EXERCISES.values(), strict=True), 1):
        made.append(_answer(number, part.source))
        for check in checks:
            hidden = notebook.hidden_check(check, first=first)
            source = f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
            made.append(notebook.code(source, nbgrader=_marks(check, points=1)))
            first = False
    return made


def _answer(number: int, source: str) -> dict[str, Any]:
    body = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    return notebook.code(body, nbgrader=_marks(f"answer-{number}"))


def _marks(grade_id: str, *, points: int | None = None) -> dict[str, Any]:
    marks = {"grade_id": grade_id, "schema_version": 3, "task": False, "locked": points is not None}
    if points is None:
        return {**marks, "grade": False, "solution": True}
    return {**marks, "grade": True, "solution": False, "points": points}
