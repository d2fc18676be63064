"""`grader validate`: assignments examined one after the other, a table for each."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.assignment import Assignment, default_search_path, find_assignments, load_assignment
from grader.errors import UsageError
from grader.sandbox import local
from grader.validate import validate
from grader.validate.findings import Validation
from grader.validate.printed import document_of, render
from grader.whole_file import write_whole


def run(names: Sequence[str], *, every: bool, json_path: Path | None, jobs: int | None) -> int:
    """Examine them, print what was found, write it as JSON where that is asked for; the exit status.

    Args:
        names: assignments' names or folders.
        every: all assignments of the search path instead.
        json_path: gets one document for each.
        jobs: gradings at a time.

    Raises:
        GraderError: wrong usage, an unusable assignment, or no sandbox.
    """
    found: list[Validation] = []
    for assignment in _chosen(names, every=every):
        with _progress(assignment) as on_graded:
            validation = validate(assignment, local.start, jobs=jobs, on_graded=on_graded)
        sys.stdout.write(render(validation) + "\n")
        sys.stdout.flush()
        found.append(validation)
    if json_path is not None:
        text = json.dumps([document_of(each) for each in found], ensure_ascii=False, allow_nan=False, indent=2)
        write_whole(json_path, text + "\n")
    return int(not all(validation.holds for validation in found))


def _chosen(names: Sequence[str], *, every: bool) -> list[Assignment]:
    search = default_search_path(os.environ, Path.cwd())
    if every == bool(names):
        raise UsageError("name an assignment, or say --all; `grader assignments` lists what there is")
    chosen = [each.name for each in find_assignments(search)] if every else names
    return [load_assignment(name, search=search) for name in chosen]


@contextmanager
def _progress(assignment: Assignment) -> Iterator[Callable[[], None]]:
    """A counter on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.text import Text

    count = 0
    with Console(file=sys.stderr).status(Text(f"Validating {assignment.name}")) as status:

        def one_more() -> None:
            nonlocal count
            count += 1
            status.update(Text(f"Validating {assignment.name}: {count} solutions graded"))

        yield one_more
