"""An nbgrader notebook: what a cell is for stands in its metadata."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.authoring.convert.doctests import unfinished
from grader.authoring.convert.draft import Cell, Draft, DraftCheck, DraftExercise, function_name
from grader.authoring.convert.notebook_cells import NotebookCell, parsed, read_notebook
from grader.authoring.convert.otter_master import heading
from grader.authoring.convert.points import number
from grader.authoring.convert.student_names import imports_of, rewrite

_MARK = re.compile(r"\s*#+\s*(?P<word>BEGIN|END)\s+(?P<what>SOLUTION|HIDDEN TESTS|MARK SCHEME)\b")
_HIDDEN = re.compile(r"#+\s*BEGIN HIDDEN TESTS\b")


def is_nbgrader(cells: Sequence[NotebookCell]) -> bool:
    """Whether any cell has nbgrader's metadata."""
    return any("nbgrader" in cell.metadata for cell in cells)


def read_nbgrader(path: Path, draft: Draft) -> None:
    """Add the notebook's exercises, solution and handout."""
    reading = _Reading(draft, path.name)
    for cell in read_notebook(path):
        reading.read(cell)
    reading.close()


class _Reading:
    """Where in the notebook the reading is: tests belong to the solution cell above them."""

    def __init__(self, draft: Draft, file: str) -> None:
        self._draft = draft
        self._file = file
        self._title = ""
        #: Of the exercise whose tests are being read.
        self._title_of_tests = ""
        self._name = ""
        self._checks: list[DraftCheck] = []
        self._taken: set[str] = set()

    def read(self, cell: NotebookCell) -> None:
        """Take in one cell."""
        marks: Any = cell.metadata.get("nbgrader", {})
        marks = marks if isinstance(marks, dict) else {}
        where = f"{self._file}, cell {cell.number}"
        is_graded, is_solution = bool(marks.get("grade")), bool(marks.get("solution"))
        if marks.get("task") or (is_graded and is_solution):
            self._read_manual(cell, marks, where)
        elif is_graded:
            self._read_test(cell, marks, where)
        elif cell.kind == "markdown":
            self._title = heading(cell.source) or self._title
            self._draft.handout.append(Cell(is_code=False, text=cell.source))
        elif cell.kind == "code":
            self._read_code(cell, marks, where, is_solution=is_solution)

    def close(self) -> None:
        """Make an exercise of the tests since the last solution cell."""
        if self._checks:
            identity = self._draft.unused_id(self._name or self._title or "exercise")
            title = self._title_of_tests or self._name or identity
            self._draft.exercises.append(DraftExercise(id=identity, title=title, checks=tuple(self._checks)))
        self._checks, self._taken = [], set()

    def _read_code(self, cell: NotebookCell, marks: Mapping[str, Any], where: str, *, is_solution: bool) -> None:
        if is_solution:
            self.close()
            self._name, self._title_of_tests = str(marks.get("grade_id", "")), self._title
            if not any((mark := _MARK.match(line)) and mark["what"] == "SOLUTION" for line in cell.source.split("\n")):
                self._draft.note(where, "a solution cell without BEGIN SOLUTION: the handout has an empty cell instead")
        source = _plain(cell.source)
        tree = parsed(source)
        if tree is None:
            self._draft.note(where, "its code is no Python, and is not in the reference")
        else:
            self._draft.imports |= imports_of(tree)
            self._draft.solution.append(source)
        shown = for_students(cell.source) if is_solution else cell.source
        self._draft.handout.append(Cell(is_code=True, text=shown))

    def _read_manual(self, cell: NotebookCell, marks: Mapping[str, Any], where: str) -> None:
        self.close()
        name = str(marks.get("grade_id", "")) or "answer"
        title = heading(cell.source) or self._title or name
        if cell.kind == "code":
            self._draft.note(where, "code that a person graded: a person reads it as text here; write checks for it")
        if any((mark := _MARK.match(line)) and mark["what"] == "MARK SCHEME" for line in cell.source.split("\n")):
            self._draft.note(where, "its mark scheme is left out; keep it for those who grade")
        if cell.kind == "markdown" and marks.get("task"):
            shown = _plain(cell.source, without=frozenset({"MARK SCHEME"}))
            self._draft.handout.append(Cell(is_code=False, text=shown))
        identity = self._draft.unused_id(name)
        points = number(marks.get("points")) or 0.0
        self._draft.exercises.append(DraftExercise(id=identity, title=title, is_written=True, written_points=points))
        self._draft.handout.append(Cell(is_code=True, is_answer=True, text=identity))

    def _read_test(self, cell: NotebookCell, marks: Mapping[str, Any], where: str) -> None:
        name = str(marks.get("grade_id", "")) or "test"
        tree = parsed(_plain(cell.source))
        lost = [] if tree is not None else ["its code is no Python"]
        body: list[ast.stmt] = [unfinished("a test that is no Python")] if tree is None else tree.body
        if tree is not None and not any(isinstance(node, (ast.Assert, ast.Call)) for node in ast.walk(tree)):
            body = [*body, unfinished("a test without an assertion")]
            lost.append("it asserts nothing")
        if tree is not None:
            self._draft.imports |= imports_of(tree)
        rewritten = rewrite(
            [node for node in body if not isinstance(node, (ast.Import, ast.ImportFrom))], self._draft.imports
        )
        self._draft.imports |= {statement: statement for statement in rewritten.imports}
        for what in (*lost, *rewritten.doubts):
            self._draft.note(where, what)
        if not _HIDDEN.search(cell.source) or not _HIDDEN.split(cell.source)[0].strip().startswith("#"):
            self._draft.note(
                where, "students saw what is outside HIDDEN TESTS; as plain pytest it can be in public/ too"
            )
        points = number(marks.get("points"))
        if points is None:
            self._draft.note(where, "no points are declared: it counts 0")
        self._checks.append(
            DraftCheck(
                name=function_name(name, self._taken),
                points=points or 0.0,
                title=f"{name}: say here in one line what is checked.",
                body=rewritten.body,
                asks=rewritten.asks,
            )
        )


def _plain(source: str, *, without: frozenset[str] = frozenset()) -> str:
    """The text without the lines of marks, and without what is between those of some kinds."""
    lines: list[str] = []
    leaving = False
    for line in source.split("\n"):
        mark = _MARK.match(line)
        if mark:
            leaving = mark["word"] == "BEGIN" and mark["what"] in without
        elif not leaving:
            lines.append("" if line.startswith(("%", "!")) else line)
    return "\n".join(lines)


def for_students(source: str) -> str:
    """A solution cell as students get it."""
    lines: list[str] = []
    inside = found = False
    for line in source.split("\n"):
        mark = _MARK.match(line)
        if mark and mark["what"] == "SOLUTION":
            inside, found = mark["word"] == "BEGIN", True
            if inside:
                lines.append(f"{line[: len(line) - len(line.lstrip())]}raise NotImplementedError")
        elif not inside:
            lines.append(line)
    return "\n".join(lines) if found else "# Your code here."
