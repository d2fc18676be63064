"""The checks that students may see: plain pytest, which runs without this package."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.assignment.course_file import UnreadableFileError, read_source

FOLDER = "public"
#: Beside the standard library, what a student has who can do the homework.
_LIBRARIES = frozenset({"matplotlib", "numpy", "pytest", "torch"})
#: What the bundle brings itself.
_OURS = "conftest.py"
_MOST_KIB = 256


def read_public_checks(directory: Path) -> tuple[dict[str, str], list[str]]:
    """The files in an assignment's folder `public/` by name, and what is wrong with them.

    Args:
        directory: the assignment's.
    """
    texts: dict[str, str] = {}
    problems: list[str] = []
    paths = sorted((directory / FOLDER).glob("*.py"))
    beside = {path.stem for path in paths}
    for path in paths:
        where = f"{FOLDER}/{path.name}"
        if path.name == _OURS:
            problems.append(
                f"{where}: the handout has a conftest.py of its own; move fixtures to the files that use them"
            )
        try:
            texts[path.name] = read_source(path, _MOST_KIB)
        except UnreadableFileError as error:
            problems.append(f"{where}{'' if error.line is None else f', line {error.line}'}: {error.message}")
            continue
        problems += [
            f"{where}, line {line}: imports {name}, which students don't have. Expected the standard library, "
            f"{', '.join(sorted(_LIBRARIES))}, or a file beside it"
            for name, line in _imports(texts[path.name])
            if name not in _LIBRARIES | beside | sys.stdlib_module_names
        ]
    if texts and not any(name.startswith("test_") for name in texts):
        problems.append(f"{FOLDER}/: expected a file test_*.py, which is what pytest looks for, found none")
    return texts, problems


def _imports(source: str) -> Iterator[tuple[str, int]]:
    """The first part of each imported name, and the line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # A relative import would need a package around the tests.
            yield ("." * node.level + (node.module or "")).partition(".")[0] or ".", node.lineno
