"""One submission: its reports, and a summary for whoever waits for it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from grader.assignment import Assignment
from grader.command.options import Options, reader_of
from grader.command.sandbox_choice import SandboxChoice, choose_sandbox
from grader.model import Audience, CheckResult, Report, ReportStatus
from grader.pipeline import Request, grade
from grader.report import html
from grader.report.feedback import Reader
from grader.report.formats import render
from grader.report.html import render_html
from grader.report.json_report import dumps
from grader.report.page import prepare
from grader.report.terminal import print_summary
from grader.sandbox.session import Session
from grader.whole_file import require_place, write_whole


def run(options: Options, assignment: Assignment) -> int:
    """Grade it, write its reports, print the summary; the exit status.

    Raises:
        GraderError: no such submission, unusable checks, no sandbox, or a place where nothing can be written.
    """
    for place in _places(options):
        require_place(place)
    choice = choose_sandbox(options, assignment)
    request = Request(
        path=options.submissions[0],
        assignment=assignment,
        seed=options.seed,
        only=options.only,
        secret=os.environ.get("GRADER_SECRET"),
        sandbox=choice.name,
    )
    # While a sandbox is still starting.
    prepare(html.TEMPLATE)
    with _sandboxes(choice, assignment) as sandbox, _progress(options, assignment) as on_check:
        report = grade(request, sandbox, on_check)
    reader = reader_of(options, assignment)
    written = _write(options, report, reader)
    print_summary(reader.shown(report), audience=reader.audience, verbose=options.verbose, quiet=options.quiet)
    if not options.quiet:
        sys.stdout.write(f"Reports: {', '.join(str(path) for path in written)}\n")
    return 1 if report.status is ReportStatus.FAILED else 0


@contextlib.contextmanager
def _sandboxes(choice: SandboxChoice, assignment: Assignment) -> Iterator[Callable[[], Session]]:
    """Gives a session in which the assignment is open; a new one where the last was lost."""
    sessions: list[Session] = []

    def start() -> Session:
        while sessions:
            # Lost: what the sandbox said on its way out is for whoever operates it.
            sys.stderr.write(sessions.pop().close())
        sessions.append(choice.start())
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
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stderr)
    with console.status(Text(f"Grading {assignment.name}: starting the sandbox")) as status:
        yield lambda check: status.update(Text(f"Grading {assignment.name}: {check.title}"))


def _places(options: Options) -> list[Path]:
    """Where the reports go: JSON, HTML, and a further one where it was asked for."""
    places = [options.json_path or Path("report.json"), options.html_path or Path("report.html")]
    return [*places, options.output_file] if options.further and options.output_file else places


def _write(options: Options, report: Report, reader: Reader) -> list[Path]:
    shown, audience = reader.shown(report), reader.audience
    json_place, html_place, *_ = _places(options)
    files: dict[Path, Callable[[], str]] = {
        json_place: lambda: dumps(shown, audience=audience),
        html_place: lambda: render_html(shown, audience=audience),
    }
    if options.further and options.output_file:
        further = options.further
        # Gradescope's is read by students, whoever asked for it.
        rendered = replace(reader, audience=Audience.STUDENT).shown(report) if further == "gradescope" else shown
        files[options.output_file] = lambda: render(rendered, further, audience=audience)
    for path, text in files.items():
        write_whole(path, text())
    return list(files)
