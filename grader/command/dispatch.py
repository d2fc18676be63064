"""Which of the three things `grade` was asked to do, and whether it can be done as it was asked."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from pathlib import Path

from grader.assignment import Assignment, default_search_path, load_assignment
from grader.command.gathering import is_surely_class, refuse_missing
from grader.command.options import Options
from grader.errors import UsageError


def run(options: Options) -> int:
    """Grade, write the reports, print the summary; the exit status.

    Raises:
        GraderError: wrong usage, an unusable assignment, or no sandbox.
    """
    assignment = load_assignment(options.assignment, search=default_search_path(os.environ, Path.cwd()))
    _check(options, assignment)
    if options.compare:
        from grader.command import preview

        return preview.run(options, assignment, options.compare)
    if options.output:
        from grader.command import several

        return several.run(options, assignment, options.output)
    from grader.command import one

    return one.run(options, assignment)


def _check(options: Options, assignment: Assignment) -> None:
    ids = [exercise.id for exercise in assignment.exercises]
    if options.only is not None and options.only not in ids:
        near = difflib.get_close_matches(options.only, ids, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"{assignment.name} has no exercise {options.only!r}; it has {', '.join(ids)}.{hint}")
    if bool(options.further) != bool(options.output_file):
        raise UsageError("--format and --output-file go together")
    refuse_missing(options.submissions)
    if options.output or options.compare:
        _check_class(options)
    else:
        _check_one(options.submissions)


def _check_class(options: Options) -> None:
    if options.json_path or options.html_path:
        raise UsageError("--json and --html are for one submission; those of a class are in the folder of --output")
    if options.further not in {None, "csv"}:
        raise UsageError(f"--format {options.further} is for one submission; a class has csv")


def _check_one(paths: Sequence[Path]) -> None:
    if len(paths) > 1:
        message = f"{len(paths)} submissions were given: add --output DIR, the folder for their reports"
        raise UsageError(message)
    (path,) = paths
    if is_surely_class(path):
        message = f"{path} looks like the submissions of a class: add --output DIR, the folder for their reports"
        raise UsageError(message)
