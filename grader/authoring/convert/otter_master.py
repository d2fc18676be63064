"""An Otter Assign master notebook: `# ASSIGNMENT CONFIG`, questions, solutions and tests in one file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.authoring.convert.doctests import from_doctest, unfinished
from grader.authoring.convert.draft import Cell, Draft, DraftExercise
from grader.authoring.convert.notebook_cells import NotebookCell, parsed, read_notebook
from grader.authoring.convert.otter import Case, add_exercise, is_of_otter
from grader.authoring.convert.points import number
from grader.authoring.convert.student_names import imports_of

_MARK = re.compile(
    r"#\s*(?P<word>BEGIN|END|ASSIGNMENT)\s+(?P<what>CONFIG|QUESTION|SOLUTION|TESTS|PROMPT)\b", re.IGNORECASE
)
_CONFIG = re.compile(
    r"^(?P<quotes>\"\"\"|''')\s*#\s*BEGIN TEST CONFIG\s*\n(?P<yaml>.*?)\n?"
    r"(?P=quotes)\s*(?:#\s*END TEST CONFIG)?[^\n]*\n?",
    re.DOTALL,
)
_PROMPT = re.compile(
    r"^(\"\"\"|''')\s*#\s*BEGIN PROMPT\s*\n(?P<text>.*?)\n?\1;?\s*#\s*END PROMPT[^\n]*\n?", re.MULTILINE | re.DOTALL
)
#: `x = 3 # SOLUTION`
_ONE_LINE = re.compile(
    r"^(?P<indent>\s*)(?:(?P<target>[^=#]+?)\s*=\s*)?(?P<rest>.*?)\s*#\s*SOLUTION(?P<bare> NO PROMPT)?\s*$"
)
_KNOWN_KEYS = {"name", "points", "manual", "hidden", "export", "check_cell"}
_DOCTEST = re.compile(r"^>>> ", re.MULTILINE)


def is_master(cells: Sequence[NotebookCell]) -> bool:
    """Whether the cells are those of a master notebook."""
    return any(
        cell.kind == "raw" and re.search(r"#\s*(?:ASSIGNMENT CONFIG|BEGIN QUESTION)", cell.source, re.IGNORECASE)
        for cell in cells
    )


@dataclass(slots=True, kw_only=True)
class _Question:
    name: str
    where: str
    points: object = None
    is_manual: bool = False
    cases: list[Case] = field(default_factory=list)
    title: str = ""


def read_master(path: Path, draft: Draft) -> None:
    """Add the notebook's exercises, solution and handout."""
    reading = _Reading(draft, path.name)
    for cell in read_notebook(path):
        reading.read(cell)
    reading.finish()


class _Reading:
    """Where in the notebook the reading is."""

    def __init__(self, draft: Draft, file: str) -> None:
        self._draft = draft
        self._file = file
        self._question: _Question | None = None
        self._within: list[str] = []

    def read(self, cell: NotebookCell) -> None:
        """Take in one cell."""
        where = f"{self._file}, cell {cell.number}"
        if cell.kind == "raw":
            self._read_raw(cell.source, where)
        elif "TESTS" in self._within:
            self._read_test(cell, where)
        elif cell.kind == "code":
            self._read_code(cell, where)
        elif "SOLUTION" not in self._within:
            if self._question is not None:
                self._question.title = heading(cell.source) or self._question.title
            self._draft.handout.append(Cell(is_code=False, text=cell.source))

    def finish(self) -> None:
        """Close the question that is open."""
        question, self._question = self._question, None
        if question is None:
            return
        if not question.is_manual:
            add_exercise(question.name, question.points, question.cases, question.where, self._draft)
            return
        title = question.title or question.name
        points = number(question.points)
        if points is None:
            self._draft.note(question.where, "no points are declared for this written answer: it counts 1")
        self._draft.exercises.append(
            DraftExercise(
                id=self._draft.unused_id(question.name),
                title=title,
                is_written=True,
                written_points=1.0 if points is None else points,
            )
        )
        answer = Cell(is_code=True, is_answer=True, text=self._draft.exercises[-1].id)
        self._draft.handout.append(answer)

    def _read_raw(self, source: str, where: str) -> None:
        mark = _MARK.search(source)
        if mark is None:
            return
        what = mark["what"].upper()
        if mark["word"].upper() == "ASSIGNMENT":
            values = dict(flat_yaml(source))
            left = ", ".join(sorted(values.keys() - {"name"}))
            if left:
                self._draft.note(where, f"the assignment's options are left out: {left}")
        elif mark["word"].upper() == "BEGIN":
            if what == "QUESTION":
                self.finish()
                self._begin(dict(flat_yaml(source)), where)
            else:
                self._within.append(what)
        elif what == "QUESTION":
            self.finish()
        elif what in self._within:
            self._within.remove(what)

    def _begin(self, values: dict[str, str], where: str) -> None:
        for key in sorted(values.keys() - _KNOWN_KEYS):
            self._draft.note(where, f"the question's option {key!r} is left out")
        points = values.get("points")
        if points is not None and number(points) is None:
            self._draft.note(where, f"the points {points!r} are no single number: the question counts 1")
        name = values.get("name") or f"question-{len(self._draft.exercises) + 1}"
        is_manual = values.get("manual", "").lower() == "true"
        self._question = _Question(name=name, where=where, points=points, is_manual=is_manual)

    def _read_code(self, cell: NotebookCell, where: str) -> None:
        tree = parsed(without_prompts(cell.source))
        if tree is not None and is_of_otter(tree):
            return
        if tree is None:
            self._draft.note(where, "its code is no Python, and is not in the reference")
        else:
            self._draft.imports |= imports_of(tree)
            self._draft.solution.append(without_prompts(cell.source))
        if "SOLUTION" in self._within and "PROMPT" in self._within:
            return
        shown = for_students(cell.source)
        if shown.strip():
            self._draft.handout.append(Cell(is_code=True, text=shown))

    def _read_test(self, cell: NotebookCell, where: str) -> None:
        if self._question is None or cell.kind != "code":
            return
        source, values = cell.source, dict[str, str]()
        if config := _CONFIG.match(source):
            values, source = dict(flat_yaml(config["yaml"])), source[config.end() :]
        is_hidden = values.get("hidden", "").lower() == "true" or bool(re.match(r"\s*#+\s*HIDDEN", source))
        for key in sorted(values.keys() - _KNOWN_KEYS):
            self._draft.note(where, f"the test's option {key!r} is left out")
        body, lost = _statements(source, cell.output)
        self._question.cases.append(
            Case(body=body, points=number(values.get("points")), is_hidden=is_hidden, where=where, lost=lost)
        )


def _statements(source: str, output: str) -> tuple[list[ast.stmt], tuple[str, ...]]:
    """A test cell's code; its last expression is expected to give what the cell shows."""
    if _DOCTEST.search(source):
        statements = from_doctest(source)
        return statements.body, statements.lost
    tree = parsed(source)
    if tree is None:
        return [unfinished("a test that is no Python")], ("its code is no Python",)
    if not output.strip() or not tree.body or not isinstance(tree.body[-1], ast.Expr):
        if any(isinstance(node, (ast.Assert, ast.FunctionDef)) for node in tree.body):
            return tree.body, ()
        return [*tree.body, unfinished("a test without an assertion")], (
            "it asserts nothing, and the notebook holds no output of it (run it, save it, convert again)",
        )
    last = ast.unparse(tree.body[-1])
    example = "".join(f"{'... ' if n else '>>> '}{line}\n" for n, line in enumerate(last.split("\n")))
    statements = from_doctest(f"{example}{output.rstrip()}\n")
    return [*tree.body[:-1], *statements.body], statements.lost


def flat_yaml(text: str) -> Iterator[tuple[str, str]]:
    """The keys of a YAML mapping with plain values, as texts; what is nested is passed over, with its key kept."""
    for line in text.splitlines():
        if match := re.match(r"(?P<key>[A-Za-z_][\w-]*)\s*:\s*(?P<value>[^#]*)", line):
            yield match["key"], match["value"].strip().strip("'\"")


def heading(text: str) -> str:
    """The text of the last heading, which is the nearest to what follows; empty without one."""
    found: list[str] = re.findall(r"^#{1,6}\s+(.+?)\s*#*\s*$", text, re.MULTILINE)
    return found[-1] if found else ""


def without_prompts(source: str) -> str:
    """The solution's side of a cell: what only students see is gone, and so are the marks."""
    text = _PROMPT.sub("", source)
    lines = [line for line in text.split("\n") if not _MARK.match(line.strip())]
    return "\n".join(re.sub(r"\s*#\s*SOLUTION(?: NO PROMPT)?\s*$", "", line) for line in lines)


def for_students(source: str) -> str:
    """The students' side of a cell: solutions are gone."""
    prompts = [match["text"] for match in _PROMPT.finditer(source)]
    shown: list[str] = []
    inside = False
    for line in _PROMPT.sub("", source).split("\n"):
        mark = _MARK.match(line.strip())
        if mark and mark["what"].upper() == "SOLUTION":
            inside = mark["word"].upper() == "BEGIN"
            if inside and not prompts and "NO PROMPT" not in line.upper():
                shown.append(f"{line[: len(line) - len(line.lstrip())]}raise NotImplementedError")
        elif not inside and (one := _ONE_LINE.match(line)):
            if not one["bare"]:
                shown.append(f"{one['indent']}{one['target']} = ..." if one["target"] else f"{one['indent']}...")
        elif not inside:
            shown.append(line)
    return "\n".join([*prompts, *shown]).rstrip()
