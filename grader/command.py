"""The main job as the command line asks for it: a submission in, reports and a summary out."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.assignment import Assignment, default_search_path, load_assignment
from grader.errors import UsageError
from grader.model import Audience, CheckResult, Report, ReportStatus
from grader.pipeline import Request, grade
from grader.report.formats import render
from grader.report.html import render_html
from grader.report.json_report import dumps
from grader.report.terminal import print_summary
from grader.sandbox import local
from grader.sandbox.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The command line's options."""

    submissions: tuple[Path, ...]
    assignment: str
    sandbox: str
    json_path: Path | None
    html_path: Path | None
    seed: int | None
    only: str | None
    audience: str
    further: str | None
    output_file: Path | None
    quiet: bool
    verbose: bool


def run(options: Options) -> int:
    """Grade, write the reports, print the summary; the exit status.

    Raises:
        GraderError: wrong usage, an unusable assignment, or no sandbox.
    """
    assignment = load_assignment(options.assignment, search=default_search_path(os.environ, Path.cwd()))
    _check(options, assignment)
    request = Request(
        path=options.submissions[0],
        assignment=assignment,
        seed=options.seed,
        only=options.only,
        secret=os.environ.get("GRADER_SECRET"),
    )
    with _sandboxes(assignment) as sandbox, _progress(options, assignment) as on_check:
        report = grade(request, sandbox, on_check)
    audience = Audience(options.audience)
    written = _write(options, report, audience)
    print_summary(report, audience=audience, verbose=options.verbose, quiet=options.quiet)
    if not options.quiet:
        sys.stdout.write(f"Reports: {', '.join(str(path) for path in written)}\n")
    return 1 if report.status is ReportStatus.FAILED else 0


def _check(options: Options, assignment: Assignment) -> None:
    if len(options.submissions) > 1:
        message = "one submission at a time; got " + ", ".join(str(path) for path in options.submissions[:5])
        raise UsageError(message)
    ids = [exercise.id for exercise in assignment.exercises]
    if options.only is not None and options.only not in ids:
        raise UsageError(f"{assignment.name} has no exercise {options.only!r}; it has {', '.join(ids)}")
    if bool(options.further) != bool(options.output_file):
        raise UsageError("--format and --output-file go together")


@contextlib.contextmanager
def _sandboxes(assignment: Assignment) -> Iterator[Callable[[], Session]]:
    """Gives a session in which the assignment is open; a new one where the last was lost."""
    sessions: list[Session] = []

    def start() -> Session:
        while sessions:
            # Lost: what the sandbox said on its way out is for whoever operates it.
            sys.stderr.write(sessions.pop().close())
        sessions.append(local.start())
        sessions[-1].open(assignment)
        return sessions[-1]

    try:
        yield start
    finally:
        for session in sessions:
            session.close()


@contextlib.contextmanager
def _progress(options: Options, assignment: Assignment) -> Iterator[Callable[[CheckResult], None]]:
    """A spinner on a terminal that says what has been checked; silence elsewhere."""
    if options.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=sys.stderr)
    with console.status(Text(f"Grading {assignment.name}: starting the sandbox")) as status:
        yield lambda check: status.update(Text(f"Grading {assignment.name}: {check.title}"))


def _write(options: Options, report: Report, audience: Audience) -> list[Path]:
    files = {
        options.json_path or Path("report.json"): lambda: dumps(report, audience=audience),
        options.html_path or Path("report.html"): lambda: render_html(report, audience=audience),
    }
    if options.further and options.output_file:
        further = options.further
        files[options.output_file] = lambda: render(report, further, audience=audience)
    for path, text in files.items():
        write_whole(path, text())
    return list(files)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        UsageError: it cannot be written there.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}. Name another place") from error
    finally:
        partial.unlink(missing_ok=True)
