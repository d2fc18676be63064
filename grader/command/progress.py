"""How far a class is, for whoever waits for it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TextIO

from grader.class_run import Outcome
from grader.model import Report, ReportStatus
from grader.report.wording import is_service_fault, standing

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


@dataclass(slots=True, kw_only=True)
class Pace:
    """How much is done, how fast it goes, and how long it will still take."""

    total: int
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    kept: int = 0
    #: Could not be run, or were not graded.
    failed: int = 0
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.clock()

    def add(self, outcome: Outcome) -> None:
        """One more is done."""
        self.done += 1
        self.kept += outcome.is_kept
        self.failed += outcome.report.status is ReportStatus.FAILED

    def text(self) -> str:
        """Failures, rate and time left: "2 failed, 3.1 a second, 0:01:12 left"."""
        rate = self.done / max(self.clock() - self._began, 1e-9)
        parts = [f"{self.failed} failed"] if self.failed else []
        parts.append(f"{rate:.1f} a second" if rate >= 1 else f"{1 / rate:.1f} s each" if rate else "starting")
        if rate and self.done < self.total:
            parts.append(f"{timedelta(seconds=round((self.total - self.done) / rate))} left")
        return ", ".join(parts)


class Progress(Protocol):
    """Shows how far a class is."""

    def add(self, outcome: Outcome) -> None:
        """One submission more is done."""

    def note(self, text: str) -> None:
        """Something that whoever operates the grader should read. From any thread."""


@contextlib.contextmanager
def show_progress(total: int, stream: TextIO, *, quiet: bool) -> Iterator[Progress]:
    """A bar on a terminal, a line for each graded submission elsewhere, or nothing."""
    if quiet:
        yield _Silent(stream)
    elif not stream.isatty():
        yield _Lines(Pace(total=total), stream)
    else:
        with _bar(stream) as bar:
            yield _Live(Pace(total=total), bar)


def line_of(report: Report) -> str:
    """A submission's result in one line."""
    said = report.error.message if is_service_fault(report) and report.error else standing(report)
    return f"{report.submission.id}: {' '.join(said.split())}"


class _Silent:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, outcome: Outcome) -> None:
        """Nothing is shown."""

    def note(self, text: str) -> None:
        print(text.rstrip(), file=self._stream)


class _Lines(_Silent):
    def __init__(self, pace: Pace, stream: TextIO) -> None:
        super().__init__(stream)
        self._pace = pace

    def add(self, outcome: Outcome) -> None:
        self._pace.add(outcome)
        if not outcome.is_kept:
            count = f"{self._pace.done}/{self._pace.total}"
            print(f"{count} {line_of(outcome.report)} ({self._pace.text()})", file=self._stream, flush=True)


class _Live:
    def __init__(self, pace: Pace, bar: Bar) -> None:
        self._pace = pace
        self._bar = bar
        self._task: TaskID = bar.add_task("", total=pace.total, said=pace.text())

    def add(self, outcome: Outcome) -> None:
        self._pace.add(outcome)
        if outcome.report.status is ReportStatus.FAILED:
            self.note(line_of(outcome.report))
        self._bar.update(self._task, advance=1, said=self._pace.text())

    def note(self, text: str) -> None:
        from rich.text import Text

        self._bar.console.print(Text(text.rstrip()))


def _bar(stream: TextIO) -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("Grading", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[said]}", markup=False),
    )
    return Progress(*columns, console=Console(file=stream), refresh_per_second=4)
