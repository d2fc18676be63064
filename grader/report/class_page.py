"""The class at a glance: one page over all reports, with a link to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from grader.model import Audience, ExerciseResult, Report, ReportStatus
from grader.report.audience import for_audience
from grader.report.class_statistics import Bin, class_statistics
from grader.report.page import render_page
from grader.report.printable import printable
from grader.report.slim import slim
from grader.report.wording import is_service_fault, points
from grader.submission import Member

TEMPLATE = "class.html"

# The drawing of the distribution, in its own units.
_WIDTH, _HEIGHT, _FLOOR, _GAP = 720, 220, 180, 8
_TOP = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One submission as the table shows it."""

    report: Report
    href: str
    #: In the order of the table's columns; None where the report does not have the exercise.
    exercises: list[ExerciseResult | None]
    #: One of the words for status that the style knows, and what the table says.
    mark: str
    words: str
    ungraded: bool
    #: What the learning platform calls who handed in; empty where it said nothing.
    student: str
    #: What is to be known of when it was handed in: "late", "attempt 2".
    notes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One column of the drawn distribution."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    count: int
    label: str


def render_class(entries: Sequence[tuple[Report, str]], members: Mapping[str, Member] | None = None) -> str:
    """The text of the page, for staff alone.

    Args:
        entries: each report, which may be `slim`, with the path of its page relative to this one.
        members: by id, what a learning platform said of who handed in and when.
    """
    known = members or {}
    ordered = sorted(entries, key=lambda entry: entry[0].submission.id)
    reports = [for_audience(slim(report), Audience.STAFF) for report, _ in ordered]
    statistics = class_statistics(reports)
    columns = list(dict.fromkeys(exercise.id for report in reports for exercise in report.exercises))
    rows = [
        _row(report, link, columns, known.get(entry.submission.id))
        for report, (entry, link) in zip(reports, ordered, strict=True)
    ]
    return render_page(
        TEMPLATE,
        script="sort.js",
        title=reports[0].assignment.title or reports[0].assignment.name if reports else "No submissions",
        rows=rows,
        columns=columns,
        statistics=statistics,
        clusters=[(cluster, [rows[position] for position in cluster.members]) for cluster in statistics.clusters],
        drawing=_drawing(statistics.bins),
        ungraded=[row for row in rows if row.ungraded],
        failed=[row for row in rows if row.report.status is ReportStatus.FAILED and not row.ungraded],
        pending=[row for row in rows if row.report.pending > 0 and not row.ungraded],
        late=[row for row in rows if "late" in row.notes],
    )


def relative_link(path: str) -> str:
    """A path as the target of a link: it can name neither another place nor a script, whatever its characters."""
    try:
        return "./" + quote(path, errors="surrogateescape")
    except UnicodeEncodeError:
        return "./" + quote(path, errors="replace")


def _row(report: Report, link: str, columns: Sequence[str], member: Member | None) -> _Row:
    by_id = {exercise.id: exercise for exercise in report.exercises}
    mark, words = _standing(report)
    return _Row(
        report=report,
        href=relative_link(link),
        exercises=[by_id.get(column) for column in columns],
        mark=mark,
        words=words,
        ungraded=is_service_fault(report),
        student=printable(member.student or "") if member else "",
        notes=_notes(member) if member else [],
    )


def _notes(member: Member) -> list[str]:
    attempt = [f"attempt {member.attempt}"] if member.attempt > 1 else []
    return ["late", *attempt] if member.late else attempt


def _standing(report: Report) -> tuple[str, str]:
    if is_service_fault(report):
        return "error", "not graded"
    if report.status is ReportStatus.FAILED:
        return "failed", "could not be run"
    if report.pending > 0:
        return "pending", "waits for a person"
    return "passed", "graded"


def _drawing(bins: Sequence[Bin]) -> list[_Column]:
    highest = max((each.count for each in bins), default=0)
    if not highest:
        return []
    step = _WIDTH / len(bins)
    return [
        _column(each, index * step, step, (_FLOOR - _TOP) * each.count / highest) for index, each in enumerate(bins)
    ]


def _column(each: Bin, x: float, step: float, height: float) -> _Column:
    return _Column(
        x=round(x + _GAP / 2, 2),
        y=round(_FLOOR - height, 2),
        width=round(step - _GAP, 2),
        height=round(height, 2),
        middle=round(x + step / 2, 2),
        count=each.count,
        label=f"{points(each.low)}–{points(each.high)}",
    )
