"""A comparison on a terminal: who loses, who gains, and because of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from grader.model import CheckResult
from grader.regrade.changes import Change, CheckChange, Comparison
from grader.report.printable import printable
from grader.report.wording import CHECK_WORDS, ERROR_WORDS, points, waiting

if TYPE_CHECKING:
    from rich.table import Table

_PLAIN_WIDTH = 110


def comparison_counts(comparison: Comparison) -> str:
    """One line: "297 compared: 4 fall, 10 rise, 283 stay the same; 1 new"."""
    falls, rises = len(comparison.falls), len(comparison.rises)
    others = len(comparison.changes) - falls - rises
    parts = [f"{falls} fall", f"{rises} rise"]
    parts += [f"{others} change without other points"] if others else []
    parts.append(f"{len(comparison.same)} stay the same")
    rest = {
        "new": comparison.added,
        "missing": comparison.missing,
        "not graded now": comparison.not_graded,
        "with an old report that cannot be read": comparison.unreadable,
    }
    counted = [f"{len(ids)} {word}" for word, ids in rest.items() if ids]
    compared = len(comparison.changes) + len(comparison.same)
    return "; ".join([f"{compared} compared: {', '.join(parts)}", *counted])


def print_comparison(comparison: Comparison, file: TextIO) -> None:
    """Print who would change, the losers first, then which checks are behind it, then who could not be compared."""
    from rich.console import Console
    from rich.text import Text

    is_plain = not file.isatty()
    console = Console(
        file=file,
        width=_PLAIN_WIDTH if is_plain else None,
        markup=False,
        emoji=False,
        highlight=False,
        no_color=is_plain,
    )
    encoding = getattr(file, "encoding", None) or "utf-8"
    if comparison.changes:
        console.print(_table(comparison, encoding))
    for line in _lines(comparison):
        console.print(Text(_shown(line, encoding)), soft_wrap=True)


def _table(comparison: Comparison, encoding: str) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.ASCII2)
    table.add_column("Submission", overflow="fold")
    for heading in ("Then", "Now", "Change"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Because of", overflow="fold", ratio=1)
    for change in comparison.changes:
        style = "red" if change in comparison.falls else "green" if change in comparison.rises else ""
        cells = (change.id, points(change.old.score), points(change.new.score), _signed(change.difference))
        reasons = "\n".join(_reasons(change))
        table.add_row(*(Text(_shown(cell, encoding), style) for cell in cells), Text(_shown(reasons, encoding)))
    return table


def _reasons(change: Change) -> Iterator[str]:
    old, new = change.old, change.new
    if change.is_other_work:
        yield "handed in again since"
    if (old.status, old.error and old.error.kind) != (new.status, new.error and new.error.kind):
        then, now = (ERROR_WORDS[report.error.kind] if report.error else "no error" for report in (old, new))
        yield f"{then} -> {now}"
    for check in change.checks:
        yield _because(check)
    if not change.checks and old.pending != new.pending:
        yield f"{waiting(old.pending) or 'nothing waits'} -> {waiting(new.pending) or 'nothing waits'}"


def _lines(comparison: Comparison) -> Iterator[str]:
    counts = Counter(_because(check) for change in comparison.changes for check in change.checks)
    if counts:
        yield "By check:"
        for text, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            yield f"  {count} x {text}"
    for report in comparison.added:
        yield f"New: {report.submission.id}, {points(report.score)} of {points(report.max_score)} points"
    for name in comparison.missing:
        yield f"Missing: {name} was graded then, and was not given now"
    for report in comparison.not_graded:
        yield f"Not graded now: {report.submission.id}: {report.error.message if report.error else ''}"
    for name, why in comparison.unreadable.items():
        yield f"Cannot be compared: {name}: {why}"


def _because(change: CheckChange) -> str:
    return f"{change.exercise} / {change.id}: {_result(change.old)} -> {_result(change.new)}"


def _result(check: CheckResult | None) -> str:
    if check is None:
        return "not there"
    return f"{CHECK_WORDS[check.status]} {points(check.score)}/{points(check.max_score)}"


def _signed(value: float) -> str:
    text = points(value)
    return f"+{text}" if value > 0 and text != "0" else text


def _shown(text: str, encoding: str) -> str:
    return printable(text).encode(encoding, "backslashreplace").decode(encoding)
