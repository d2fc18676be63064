"""The reports of an earlier run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from grader.assignment import Assignment
from grader.errors import UsageError
from grader.model import Report
from grader.report.decoder import ReportFormatError, decode_report
from grader.report.slim import slim
from grader.report.wording import UNDECIDED

_MAX_REPORT_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerReports:
    """What an earlier run wrote, slim, by the submissions' ids."""

    folder: Path
    reports: Mapping[str, Report]
    #: Folders whose report cannot be read, and why.
    unreadable: Mapping[str, str]


def read_former(folder: Path, assignment: Assignment, only: str | None = None) -> FormerReports:
    """The reports in the output folder of an earlier run.

    Args:
        folder: what was given as --output.
        assignment: whose reports are expected.
        only: leave out every exercise but this one.

    Raises:
        UsageError: there are none, or they are about another assignment.
    """
    reports: dict[str, Report] = {}
    unreadable: dict[str, str] = {}
    for path in sorted(folder.glob("*/report.json")):
        name = path.parent.name
        try:
            report = _read(path)
        except (OSError, ValueError, RecursionError, ReportFormatError) as error:
            unreadable[name] = str(error)[:500]
            continue
        if report.assignment.name != assignment.name:
            raise UsageError(
                f"{path} is about {report.assignment.name!r}, and cannot be compared with {assignment.name!r}: "
                "name the output of an earlier run of the same assignment"
            )
        reports[name] = _limited(report, only)
    if not reports and not unreadable:
        message = f"{folder} holds no reports (*/report.json): --compare takes the --output of an earlier run"
        raise UsageError(message)
    return FormerReports(folder=folder, reports=reports, unreadable=unreadable)


def _read(path: Path) -> Report:
    with path.open("rb") as file:
        content = file.read(_MAX_REPORT_BYTES + 1)
    if len(content) > _MAX_REPORT_BYTES:
        raise ValueError(f"larger than {_MAX_REPORT_BYTES} bytes")
    document = json.loads(content.decode())
    if isinstance(document, dict):
        # A student's copy says the same of points and checks.
        document = {"seed": 0, **document}
    return slim(decode_report(document))


def _limited(report: Report, only: str | None) -> Report:
    if only is None:
        return report
    exercises = tuple(exercise for exercise in report.exercises if exercise.id == only)
    return replace(
        report,
        exercises=exercises,
        score=sum(exercise.score for exercise in exercises),
        max_score=sum(exercise.max_score for exercise in exercises),
        pending=sum(c.max_score for exercise in exercises for c in exercise.checks if c.status in UNDECIDED),
    )
