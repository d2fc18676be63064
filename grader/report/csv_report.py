"""Grades as CSV (RFC 4180): one row for each submission, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from grader.model import Problem, Report
from grader.report.printable import printable, printable_record
from grader.report.slim import slim
from grader.report.wording import ERROR_WORDS, is_service_fault, points
from grader.submission import Member

_BEFORE = ("submission", "status", "score", "max_score", "pending")
_AFTER = ("error",)
_WHO = ("student", "external_id", "late", "attempt")
# What makes a spreadsheet take a cell for a formula, the full-width forms included. A carriage return has become a
# newline by then. Source: OWASP, "CSV Injection".
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def grades_csv(reports: Sequence[Report], members: Mapping[str, Member] | None = None) -> str:
    """One row for each report: id, status, points, points of each exercise, and what kept it from running.

    An exercise that one report does not have is an empty cell. A submission which the service failed to grade has no
    points at all rather than zero. A text that a spreadsheet would take for a formula begins with an apostrophe.

    Args:
        reports: in the order of the rows.
        members: by id, what a learning platform said of who handed in and when: further columns at the end.
    """
    who = {name: member for name, member in (members or {}).items() if member.student is not None}
    rows = [(who.get(report.submission.id), printable_record(slim(report))) for report in reports]
    columns = list(dict.fromkeys(exercise.id for _, report in rows for exercise in report.exercises))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_cell(name) for name in (*_BEFORE, *columns, *_AFTER, *(_WHO if who else ()))])
    for member, report in rows:
        writer.writerow([*_row(report, columns), *(_who(member) if who else ())])
    return out.getvalue()


def _who(member: Member | None) -> tuple[str, ...]:
    if member is None:
        return ("",) * len(_WHO)
    late = "late" if member.late else ""
    return _cell(printable(member.student or "")), _cell(member.external_id or ""), late, str(member.attempt)


def _row(report: Report, columns: Sequence[str]) -> Iterator[str]:
    ungraded = is_service_fault(report)
    yield _cell(report.submission.id)
    yield report.status.value
    for value in (report.score, report.max_score, report.pending):
        yield "" if ungraded else points(value)
    earned = {exercise.id: exercise.score for exercise in report.exercises}
    for column in columns:
        yield "" if ungraded or column not in earned else points(earned[column])
    yield _cell(_error(report.error))


def _error(problem: Problem | None) -> str:
    if problem is None:
        return ""
    where = f" in {problem.location}" if problem.location else ""
    return " ".join(f"{ERROR_WORDS[problem.kind]}{where}: {problem.message}".split())


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
