"""The summary that `grade` prints: exercises and points, then every check that did not pass."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from grader.model import Audience, CheckResult, CheckStatus, ExerciseResult, ExerciseStatus, Problem, Report
from grader.report.audience import for_audience
from grader.report.wording import (
    CHECK_WORDS,
    ERROR_WORDS,
    EXERCISE_WORDS,
    UNDECIDED,
    is_service_fault,
    measured,
    open_checks,
    points,
    standing,
    waiting,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

PLAIN_WIDTH = 100

_EXERCISE_STYLES = {
    ExerciseStatus.PASSED: "green",
    ExerciseStatus.PARTIAL: "yellow",
    ExerciseStatus.FAILED: "red",
    ExerciseStatus.PENDING: "cyan",
    ExerciseStatus.MISSING: "red",
}
_PLAIN_FORMS = str.maketrans({"✓": "+", "✗": "x", "…": "...", "–": "-", "→": "->", "·": "-"})


def print_summary(  # one report and five ways to look at it
    report: Report,
    *,
    file: TextIO | None = None,
    console_width: int | None = None,
    audience: Audience = Audience.STAFF,
    verbose: bool = False,
    quiet: bool = False,
) -> None:
    r"""Print the report to `file`, by default standard output.

    `quiet` leaves one line. `verbose` adds the passed checks, what staff may read, the student's output and where the
    report was made. Colours and drawn lines are used on a terminal alone; characters that the file's encoding does
    not have are written as Python writes them (`\u0177`).
    """
    report = for_audience(report, audience)
    printer = _Printer(file or sys.stdout, console_width)
    if quiet:
        printer.line(f"{report.submission.id}: {standing(report)}")
        return
    printer.heading(report)
    if report.error is not None:
        printer.problem(report.error)
    if report.exercises and not is_service_fault(report):
        printer.exercises(report)
    else:
        printer.line(standing(report))
    for exercise in report.exercises:
        printer.checks(exercise, verbose=verbose)
    if verbose:
        printer.background(report)


class _Printer:
    """One console and what it can show. Student text goes in as `rich.text.Text` alone, which parses no markup."""

    def __init__(self, file: TextIO, width: int | None) -> None:
        from rich.console import Console

        self._encoding = getattr(file, "encoding", None) or "utf-8"
        plain = not file.isatty()
        self._drawn = not plain and self._encoding.lower().replace("-", "") == "utf8"
        self._console: Console = Console(
            file=file,
            width=width or (PLAIN_WIDTH if plain else None),
            force_terminal=not plain,
            no_color=plain or None,
            markup=False,
            emoji=False,
            highlight=False,
        )

    def line(self, text: str) -> None:
        """One line, never folded."""
        self._console.print(self._text(text.replace("\n", " ")), soft_wrap=True)

    def heading(self, report: Report) -> None:
        """What was graded."""
        files = ", ".join(report.submission.files)
        self._console.print(self._text(report.assignment.title or report.assignment.name, "bold"))
        self._console.print(self._text(f"{report.submission.id} ({files})" if files else report.submission.id))
        self._console.print()

    def problem(self, problem: Problem) -> None:
        """What hit the whole run."""
        where = f" in {problem.location}" if problem.location else ""
        self._console.print(self._text(f"{ERROR_WORDS[problem.kind]}{where}", "bold red"))
        self._indented(problem.message, 2)
        self._console.print()

    def exercises(self, report: Report) -> None:
        """The table of exercises with its total."""
        table = self._table()
        for exercise in report.exercises:
            table.add_row(
                self._text(exercise.title),
                self._text(f"{points(exercise.score)} / {points(exercise.max_score)}"),
                self._text(_exercise_status(exercise), _EXERCISE_STYLES[exercise.status]),
            )
        table.add_section()
        table.add_row(
            self._text("Total", "bold"),
            self._text(f"{points(report.score)} / {points(report.max_score)}", "bold"),
            self._text(waiting(report.pending), "cyan"),
        )
        self._console.print(table)

    def checks(self, exercise: ExerciseResult, *, verbose: bool) -> None:
        """The checks of one exercise that did not pass; all of them if verbose."""
        shown = list(exercise.checks) if verbose else open_checks(exercise.checks)
        if not shown:
            return
        self._console.print()
        self._console.print(self._text(exercise.title, "bold"))
        for check in shown:
            self._check(check, verbose=verbose)

    def background(self, report: Report) -> None:
        """The student's output and where the report was made."""
        for name, text in (("Standard output", report.output.stdout), ("Standard error", report.output.stderr)):
            if text.strip():
                self._console.print()
                self._console.print(self._text(name, "bold"))
                self._indented(text.rstrip(), 2, "dim")
        self._console.print()
        for line in _provenance(report):
            self._console.print(self._text(line, "dim"))

    def _check(self, check: CheckResult, *, verbose: bool) -> None:
        sign, style = _sign(check.status)
        score = f"{points(check.score)} / {points(check.max_score)}"
        self._indented(f"{check.title}  ({CHECK_WORDS[check.status]}, {score})", 2, style, lead=f"{sign} ")
        if check.status is CheckStatus.PASSED:
            return
        if check.message:
            self._indented(check.message, 4)
        for diagnosis in check.diagnosis:
            self._indented(diagnosis.message, 4, "yellow", lead="→ ")
        if verbose and check.answer:
            self._indented(check.answer, 4, "dim")
        if verbose and check.staff_message:
            self._indented(check.staff_message, 4, "magenta", lead="for staff: ")

    def _indented(self, text: str, columns: int, style: str = "", lead: str = "") -> None:
        """Folded text whose lines all begin below each other, the first one after `lead`."""
        margin = self._text(" " * columns + lead, style)
        body = self._text(text, style)
        for line in body.wrap(self._console, max(self._console.width - len(margin), 20)):
            shown = margin + line
            shown.rstrip()
            self._console.print(shown, soft_wrap=True)
            margin = self._text(" " * len(margin))

    def _text(self, text: str, style: str = "") -> Text:
        from rich.text import Text

        if not self._drawn:
            text = text.translate(_PLAIN_FORMS)
        return Text(text.encode(self._encoding, "backslashreplace").decode(self._encoding), style)

    def _table(self) -> Table:
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD if self._drawn else box.ASCII2)
        table.add_column("Exercise", overflow="fold")
        table.add_column("Points", justify="right", no_wrap=True)
        table.add_column("Status")
        return table


def _exercise_status(exercise: ExerciseResult) -> str:
    undecided = sum(check.max_score - check.score for check in exercise.checks if check.status in UNDECIDED)
    word = EXERCISE_WORDS[exercise.status]
    if exercise.status is ExerciseStatus.PENDING or not undecided:
        return word
    return f"{word}, {waiting(undecided)}"


def _sign(status: CheckStatus) -> tuple[str, str]:
    if status is CheckStatus.PASSED:
        return "✓", "green"
    if status in UNDECIDED:
        return "?", "cyan"
    return ("-", "dim") if status is CheckStatus.SKIPPED else ("✗", "red")


def _provenance(report: Report) -> Iterator[str]:
    environment, used = report.environment, report.resources
    yield f"{measured(used.wall_s, 1)} s, {measured(used.cpu_s, 1)} s of CPU, {measured(used.max_rss_mb)} MB"
    yield (
        f"grader {environment.grader}, Python {environment.python}, torch {environment.torch}, "
        f"sandbox {environment.sandbox}: {', '.join(environment.isolation) or 'no isolation'}"
    )
