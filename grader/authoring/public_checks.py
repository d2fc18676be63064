"""The checks that students may see: plain pytest, which runs without this package."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.assignment import Assignment
from grader.assignment.course_file import UnreadableFileError, read_source

FOLDER = "public"
#: Beside the standard library, what a student has who can do the homework.
_LIBRARIES = frozenset({"matplotlib", "numpy", "pytest", "torch"})
#: What the bundle brings itself.
OURS = ("conftest.py", "given.py", "returned.py", "running.py", "trainings.py")
#: What a public check may import of that.
_OFFERED = frozenset({"returned"})
_MOST_KIB = 256


def read_public_checks(assignment: Assignment) -> tuple[dict[str, str], list[str]]:
    """The files with an assignment's public checks by name, and what is wrong with them.

    An assignment that extends another shares the files of that one which belong to its exercises, with whatever these
    import of the files beside them. Of two files with one name its own is taken.
    """
    texts: dict[str, str] = {}
    problems: list[str] = []
    if assignment.extends:
        shared = assignment.checks_dir.parent / FOLDER
        wanted = [file for exercise in assignment.exercises if (shared / (file := file_of(exercise.id))).is_file()]
        texts |= _read(shared, f"{assignment.extends}/{FOLDER}", wanted, problems)
    folder = assignment.directory / FOLDER
    texts |= _read(folder, FOLDER, [path.name for path in sorted(folder.glob("*.py"))], problems)
    if texts and not any(name.startswith("test_") for name in texts):
        problems.append(f"{FOLDER}/: expected a file test_*.py, which is what pytest looks for, found none")
    return texts, problems


def file_of(exercise: str) -> str:
    """The name of the file that belongs to an exercise, so that it is shared where the exercise is."""
    return f"test_{exercise.replace('-', '_')}.py"


def _read(folder: Path, where: str, wanted: Iterable[str], problems: list[str]) -> dict[str, str]:
    """The wanted files and those beside them that they import. Whatever is wrong with one is added to the problems."""
    beside = {path.stem for path in folder.glob("*.py")}
    texts: dict[str, str] = {}
    waiting = list(wanted)
    while waiting:
        name = waiting.pop(0)
        if name in texts:
            continue
        if name in OURS:
            hint = "move fixtures to the files that use them" if name == "conftest.py" else "choose another name"
            problems.append(f"{where}/{name}: the handout has a {name} of its own; {hint}")
        try:
            texts[name] = read_source(folder / name, _MOST_KIB)
        except UnreadableFileError as error:
            problems.append(f"{where}/{name}{'' if error.line is None else f', line {error.line}'}: {error.message}")
            continue
        imports = list(_imports(texts[name]))
        waiting += [f"{imported}.py" for imported, _ in imports if imported in beside]
        problems += [
            f"{where}/{name}, line {line}: imports {imported}, which students don't have. Expected the standard "
            f"library, {', '.join(sorted(_LIBRARIES))}, or a file beside it"
            for imported, line in imports
            if imported not in _LIBRARIES | _OFFERED | beside | sys.stdlib_module_names
        ]
    return texts


def _imports(source: str) -> Iterator[tuple[str, int]]:
    """The first part of each imported name, and the line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # A relative import would need a package around the tests.
            yield ("." * node.level + (node.module or "")).partition(".")[0] or ".", node.lineno
