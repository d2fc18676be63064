"""What `grade` says when a class is done."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from grader.command.class_grading import Grading
from grader.model import Report, ReportStatus
from grader.report.class_statistics import class_statistics
from grader.report.printable import printable
from grader.report.wording import ERROR_WORDS, is_service_fault, measured, points

#: Longer lists are cut: the page about the class has them whole.
MAX_LISTED = 10


def say(text: str, stream: TextIO | None = None) -> None:
    """Print a line, with what the stream cannot show in Python's notation."""
    stream = stream or sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    print(printable(text).encode(encoding, "backslashreplace").decode(encoding), file=stream)


def class_summary(grading: Grading, *, title: str, total: int) -> Iterator[str]:
    """Lines: how many were graded, how well, and each that was not."""
    reports = grading.reports
    yield title
    yield counts(grading, total)
    statistics = class_statistics(reports)
    if statistics.mean_score is not None:
        mean, median = measured(statistics.mean_score, 1), measured(statistics.median_score or 0.0, 1)
        yield f"Mean {mean}, median {median} of {points(statistics.max_score)} points."
    yield from _each("Could not be run", [report for report in reports if _could_not_run(report)])
    ungraded = [report for report in reports if is_service_fault(report)]
    yield from _each("Not graded, because the service failed (the same command tries them again)", ungraded)


def counts(grading: Grading, total: int) -> str:
    """One line: "300 submissions: 299 graded (12 known already), 1 could not be run"."""
    reports = grading.reports
    failed = sum(map(_could_not_run, reports))
    ungraded = sum(map(is_service_fault, reports))
    known = f" ({grading.kept} known already)" if grading.kept else ""
    parts = [f"{len(reports) - failed - ungraded} graded{known}"]
    parts += [f"{failed} could not be run"] if failed else []
    parts += [f"{ungraded} not graded"] if ungraded else []
    parts += [f"{total - len(reports)} to go"] if total > len(reports) else []
    return f"{total} {'submission' if total == 1 else 'submissions'}: {', '.join(parts)}"


def how_to_go_on(output: Path | None) -> str:
    """What is said after an interruption; without an output nothing was kept."""
    if output is None:
        return "Interrupted. Nothing was written."
    return (
        f"Interrupted. What is finished is in {output}, and valid. The same command goes on where this one stopped: "
        "nothing is graded twice."
    )


def listed(names: Sequence[str]) -> str:
    """Names with commas, cut where they are many."""
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return ", ".join(names[:MAX_LISTED]) + more


def _could_not_run(report: Report) -> bool:
    return report.status is ReportStatus.FAILED and not is_service_fault(report)


def _each(heading: str, reports: Sequence[Report]) -> Iterator[str]:
    if not reports:
        return
    yield f"{heading}:"
    for report in reports[:MAX_LISTED]:
        yield f"  {report.submission.id}: {_reason(report)}"
    if len(reports) > MAX_LISTED:
        yield f"  and {len(reports) - MAX_LISTED} more"


def _reason(report: Report) -> str:
    if report.error is None:
        return "no reason was given"
    where = f" in {report.error.location}" if report.error.location else ""
    said = f": {' '.join(report.error.message.split())[:200]}" if is_service_fault(report) else ""
    return f"{ERROR_WORDS[report.error.kind]}{where}{said}"
