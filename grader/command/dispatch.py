"""Which of the three things `grade` was asked to do, and whether it can be done as it was asked."""

from __future__ import annotations

import os
from pathlib import Path

from grader.assignment import Assignment, default_search_path, load_assignment
from grader.command.options import Options
from grader.errors import UsageError


def run(options: Options) -> int:
    """Grade, write the reports, print the summary; the exit status.

    Raises:
        GraderError: wrong usage, an unusable assignment, or no sandbox.
    """
    assignment = load_assignment(options.assignment, search=default_search_path(os.environ, Path.cwd()))
    _check(options, assignment)
    from grader.command import one

    return one.run(options, assignment)


def _check(options: Options, assignment: Assignment) -> None:
    if len(options.submissions) > 1:
        message = "one submission at a time; got " + ", ".join(str(path) for path in options.submissions[:5])
        raise UsageError(message)
    ids = [exercise.id for exercise in assignment.exercises]
    if options.only is not None and options.only not in ids:
        raise UsageError(f"{assignment.name} has no exercise {options.only!r}; it has {', '.join(ids)}")
    if bool(options.further) != bool(options.output_file):
        raise UsageError("--format and --output-file go together")
