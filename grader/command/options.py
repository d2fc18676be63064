"""What the command line asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.assignment import Assignment
from grader.errors import UsageError
from grader.model import Audience
from grader.report.feedback import Reader
from grader.sandbox.gateway_process import Spare


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of `grade`, as they were given."""

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
    #: Where the reports of several submissions go.
    output: Path | None = None
    #: Submissions graded at once; None: the cores of this machine.
    jobs: int | None = None
    #: The container runtime, where it is not the engine's own.
    runtime: str | None = None
    #: A sandbox of its own for each submission.
    fresh: bool = False
    #: Grade again what has been graded.
    force: bool = False
    #: The moment at which students read, ISO 8601; None: this one.
    now: str | None = None
    #: The output of an earlier run: say what would change, overwrite nothing.
    compare: Path | None = None
    #: A gateway of the local sandbox that has begun already.
    spare: Spare | None = None


def reader_of(options: Options, assignment: Assignment) -> Reader:
    """Who reads the reports, and when.

    Raises:
        UsageError: the moment is none.
    """
    return Reader(audience=Audience(options.audience), now=_moment(options.now), policy=assignment.feedback)


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--now expects a moment such as 2026-12-01T23:59:00+00:00, found {text[:60]!r}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
