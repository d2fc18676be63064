"""How far a class is: rate, time left, and the bar on a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

from grader.class_run import Outcome
from grader.command.progress import Pace, show_progress
from grader.model import Report
from tests.report import samples


class Clock:
    """Time as the test says."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now_s


class Terminal(io.StringIO):
    """A stream on which somebody watches."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Somebody does."""
        return True


def outcome(report: Report | None = None, *, is_kept: bool = False) -> Outcome:
    """A submission that is done."""
    return Outcome(report=report or samples.good(), is_kept=is_kept)


def test_rate_and_time_left_follow_from_what_is_done() -> None:
    """Ten of forty in five seconds: two a second, and fifteen seconds to go."""
    clock = Clock()
    pace = Pace(total=40, clock=clock)
    assert pace.text() == "starting"
    clock.now_s += 5
    for _ in range(10):
        pace.add(outcome())
    assert pace.text() == "2.0 a second, 0:00:15 left"


def test_slow_work_is_told_in_seconds_each() -> None:
    """0.3 a second says little."""
    clock = Clock()
    pace = Pace(total=3, clock=clock)
    clock.now_s += 40
    pace.add(outcome())
    assert pace.text() == "40.0 s each, 0:01:20 left"


def test_failures_are_counted() -> None:
    """Those that could not be run, and those that the service failed to grade."""
    clock = Clock()
    pace = Pace(total=3, clock=clock)
    clock.now_s += 1
    for report in (samples.good(), samples.failed(), samples.service_fault()):
        pace.add(outcome(report))
    assert pace.text() == "2 failed, 3.0 a second"


def test_a_terminal_gets_a_bar_and_the_names_of_failures() -> None:
    """What went well only moves the bar."""
    stream = Terminal()
    with show_progress(2, stream, quiet=False) as progress:
        progress.add(outcome(replace(samples.good(), submission=replace(samples.good().submission, id="[red]ada"))))
        progress.add(outcome(samples.failed()))
        progress.note("The sandbox said [bold]something")
    shown = stream.getvalue()
    assert "2/2" in shown
    assert "1 failed" in shown
    assert f"{samples.failed().submission.id}: " in shown
    assert "ada" not in shown
    assert "The sandbox said [bold]something" in shown


def test_lines_name_what_is_graded_and_not_what_was_there() -> None:
    """A second run over a large class is short."""
    stream = io.StringIO()
    with show_progress(2, stream, quiet=False) as progress:
        progress.add(outcome(is_kept=True))
        progress.add(outcome(samples.partial()))
        progress.note("The sandbox said something\n")
    first, second = stream.getvalue().splitlines()
    assert first.startswith(f"2/2 {samples.partial().submission.id}: 39 / 110, ")
    assert second == "The sandbox said something"


def test_quiet_shows_what_an_operator_must_know_alone() -> None:
    """No progress at all."""
    stream = Terminal()
    with show_progress(1, stream, quiet=True) as progress:
        progress.add(outcome())
        progress.note("The sandbox said something")
    assert stream.getvalue() == "The sandbox said something\n"
