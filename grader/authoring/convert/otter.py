"""Otter's test files: the OK format (`test = {...}`) and functions with @test_case."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.assignment.course_file import UnreadableFileError, read_source
from grader.authoring.convert.doctests import from_doctest, unfinished
from grader.authoring.convert.draft import Cell, Draft, DraftCheck, DraftExercise, function_name
from grader.authoring.convert.notebook_cells import NotebookCell, read_notebook
from grader.authoring.convert.points import number, share_points
from grader.authoring.convert.student_names import imports_of, rewrite

_MOST_KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test case, whatever it came from."""

    body: list[ast.stmt]
    points: float | None
    is_hidden: bool
    #: Where it stands.
    where: str
    #: What it is called; empty where it has no name.
    name: str = ""
    lost: tuple[str, ...] = ()


def is_test_file(tree: ast.Module) -> bool:
    """Whether a module is a test file of Otter's."""
    return _assigned(tree, "test") is not None or any(_test_case(node) is not None for node in tree.body)


def read_test_files(paths: Sequence[Path], draft: Draft) -> None:
    """Add an exercise for each file."""
    for path in paths:
        where = f"tests/{path.name}"
        try:
            tree = ast.parse(read_source(path, _MOST_KIB))
        except UnreadableFileError as error:
            draft.note(where, f"left out: {error}")
            continue
        if _assigned(tree, "test") is not None:
            _read_ok(tree, path.stem, where, draft)
        elif is_test_file(tree):
            _read_functions(tree, path.stem, where, draft)
        else:
            draft.note(where, "left out: it holds no `test = {...}` and no function with @test_case")


def _read_ok(tree: ast.Module, stem: str, where: str, draft: Draft) -> None:
    value = _assigned(tree, "test")
    assert value is not None  # noqa: S101  the caller has looked
    try:
        # Constants and brackets alone: nothing is called.
        test: Any = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        draft.note(where, "left out: its `test` is not made of constants alone, and nothing here is evaluated")
        return
    if not isinstance(test, dict):
        draft.note(where, "left out: expected `test` to be a dictionary")
        return
    cases: list[Case] = []
    for suite in _dicts(test.get("suites")):
        _read_suite(suite, cases, where, draft)
    add_exercise(str(test.get("name") or stem), test.get("points"), cases, where, draft)


def _read_suite(suite: Mapping[str, Any], cases: list[Case], where: str, draft: Draft) -> None:
    if suite.get("type", "doctest") != "doctest":
        draft.note(where, f"a suite of the type {suite.get('type')!r} is left out: only doctests can be read")
        return
    setup = _source(suite.get("setup"), where, draft)
    if str(suite.get("teardown") or "").strip():
        draft.note(where, "its teardown is left out: every check starts from what the submission defines")
    if suite.get("scored") is False:
        draft.note(where, "a suite was not scored; its cases have points now unless they say 0")
    for case in _dicts(suite.get("cases")):
        place = f"{where}, case {len(cases) + 1}"
        if case.get("locked"):
            draft.note(place, "left out: it is locked, so its answers are not in the file")
            continue
        cases.append(_ok_case(case, setup, place, draft))


def _ok_case(case: Mapping[str, Any], setup: list[ast.stmt], place: str, draft: Draft) -> Case:
    statements = from_doctest(str(case.get("code", "")))
    for key in ("success_message", "failure_message"):
        if case.get(key):
            draft.note(place, f"its {key} is left out: the docstring says what is checked, fail(...) what is wrong")
    return Case(
        body=[*setup, *statements.body],
        points=number(case.get("points")),
        is_hidden=bool(case.get("hidden")),
        where=place,
        lost=statements.lost,
    )


def _read_functions(tree: ast.Module, stem: str, where: str, draft: Draft) -> None:
    cases = []
    for node in tree.body:
        options = _test_case(node)
        if options is None or not isinstance(node, ast.FunctionDef):
            continue
        # Its arguments are names of the student's; within, they are free.
        body = [*node.body]
        cases.append(
            Case(
                body=body,
                points=number(options.get("points")),
                is_hidden=bool(options.get("hidden")),
                where=f"{where}, {node.name}",
                name=node.name,
            )
        )
    draft.imports |= imports_of(tree)
    name, points = _constant(_assigned(tree, "name")), _constant(_assigned(tree, "points"))
    add_exercise(str(name or stem), points, cases, where, draft)


def add_exercise(name: str, points: object, cases: Sequence[Case], where: str, draft: Draft) -> None:
    """Add an exercise with a check for each case."""
    if not cases:
        draft.note(where, "no test case of it could be carried over")
        return
    own = [case.points for case in cases]
    if isinstance(points, list) and len(points) == len(cases):
        own = [number(each) for each in points]
    if number(points) is None and all(each is None for each in own):
        draft.note(where, "no points are declared: it counts 1")
    taken: set[str] = set()
    checks = [
        _check(case, share, number_, name, taken, draft)
        for number_, (case, share) in enumerate(zip(cases, share_points(number(points), own), strict=True), start=1)
    ]
    draft.exercises.append(DraftExercise(id=draft.unused_id(name), title=name, checks=tuple(checks)))


def _check(case: Case, points: float, position: int, name: str, taken: set[str], draft: Draft) -> DraftCheck:
    rewritten = rewrite(case.body or [unfinished("an empty case")], draft.imports)
    draft.imports |= {statement: statement for statement in rewritten.imports}
    for what in (*case.lost, *rewritten.doubts):
        draft.note(case.where, what)
    if not case.is_hidden:
        draft.note(case.where, "students could see it; here it is hidden. As plain pytest it can be in public/ too")
    return DraftCheck(
        name=function_name(case.name or f"{name}_{position}", taken),
        points=points,
        title=f"{name}, test {position}: say here in one line what is checked.",
        body=rewritten.body,
        asks=rewritten.asks,
    )


def read_student_notebook(path: Path, draft: Draft, *, is_solution: bool, is_handout: bool) -> None:
    """Take the imports, and the solution or the handout or both, from a notebook with `grader.check(...)`."""
    for cell in read_notebook(path):
        if cell.kind == "raw":
            continue
        if cell.kind != "code":
            draft.handout += [Cell(is_code=False, text=cell.source)] if is_handout else []
            continue
        tree = cell.tree()
        if tree is None or is_of_otter(tree):
            continue
        draft.imports |= imports_of(tree)
        draft.handout += [Cell(is_code=True, text=cell.source)] if is_handout else []
        draft.solution += [_clean(cell)] if is_solution else []


def is_of_otter(tree: ast.Module) -> bool:
    """Whether a cell does nothing but use Otter."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)]
    return any(
        (call.value.id, call.attr)
        in {("grader", "check"), ("grader", "check_all"), ("grader", "export"), ("otter", "Notebook")}
        for call in calls
        if isinstance(call.value, ast.Name)
    )


def _clean(cell: NotebookCell) -> str:
    return "\n".join("" if line.startswith(("%", "!")) else line for line in cell.source.split("\n"))


def _assigned(tree: ast.Module, name: str) -> ast.expr | None:
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                return value
    return None


def _constant(value: ast.expr | None) -> object:
    return value.value if isinstance(value, ast.Constant) else None


def _test_case(node: ast.stmt) -> Mapping[str, object] | None:
    """The options of the decorator @test_case(...); None where there is none."""
    if not isinstance(node, ast.FunctionDef):
        return None
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(func=ast.Name(id="test_case") | ast.Attribute(attr="test_case"), keywords=keywords):
                return {word.arg: _constant(word.value) for word in keywords if word.arg}
    return None


def _dicts(value: object) -> Iterable[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _source(value: object, where: str, draft: Draft) -> list[ast.stmt]:
    text = str(value or "")
    statements = from_doctest(text)
    if text.strip() and not statements.body:
        draft.note(where, "its setup is left out: expected lines that begin with >>>")
    return statements.body
