"""`grader validate`: assignments examined one after the other, a table for each, and one for all."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from grader.assignment import Assignment, default_search_path, find_assignments, load_assignment
from grader.errors import AssignmentError, GraderError, NoSandboxError, UsageError
from grader.sandbox import local
from grader.validate import validate
from grader.validate.findings import Validation, unusable
from grader.validate.printed import document_of, render
from grader.validate.summary import render_summary
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
    chosen = _chosen(names, every=every)
    found: list[Validation] = []
    for name in chosen:
        found.append(_examined(name, jobs, alone=len(chosen) == 1))
        sys.stdout.write(render(found[-1]) + "\n")
        sys.stdout.flush()
    if len(found) > 1:
        sys.stdout.write(render_summary(found))
    if json_path is not None:
        text = json.dumps([document_of(each) for each in found], ensure_ascii=False, allow_nan=False, indent=2)
        write_whole(json_path, text + "\n")
    return int(not all(validation.holds for validation in found))


def _chosen(names: Sequence[str], *, every: bool) -> Sequence[str]:
    """The names of what is examined; one that is unknown is told before anything is."""
    if every == bool(names):
        raise UsageError("name an assignment, or say --all; `grader assignments` lists what there is")
    for name in names:
        with contextlib.suppress(AssignmentError):
            load_assignment(name, search=_search())
    return [each.name for each in find_assignments(_search())] if every else names


def _search() -> Sequence[Path]:
    return default_search_path(os.environ, Path.cwd())


def _examined(name: str, jobs: int | None, *, alone: bool) -> Validation:
    """What was found of one assignment. Where others follow, one that cannot be used does not keep them waiting."""
    try:
        assignment = load_assignment(name, search=_search())
        with _progress(assignment) as on_graded:
            return validate(assignment, local.start, jobs=jobs, on_graded=on_graded)
    except NoSandboxError:
        raise
    except GraderError as error:
        if alone:
            raise
        return unusable(name, error)


@contextlib.contextmanager
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
