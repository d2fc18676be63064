"""A comparison as JSON, for programs that act on it."""

from __future__ import annotations

import json
from typing import Any

from grader.assignment import Assignment
from grader.model import CheckResult, Report
from grader.regrade.changes import Change, CheckChange, Comparison
from grader.regrade.former import FormerReports
from grader.report.printable import printable_record

FORMAT_VERSION = 1


def comparison_json(comparison: Comparison, former: FormerReports, assignment: Assignment) -> str:
    """The whole comparison as JSON text, in the order of `Comparison`, ending in a newline."""
    document = {
        "comparison_version": FORMAT_VERSION,
        "assignment": {"name": assignment.name, "title": assignment.title, "version": assignment.version},
        "old": {"folder": str(former.folder), "versions": old_versions(former)},
        "counts": {
            "fall": len(comparison.falls),
            "rise": len(comparison.rises),
            "change": len(comparison.changes),
            "same": len(comparison.same),
        },
        "changes": [_change(change) for change in comparison.changes],
        "same": list(comparison.same),
        "added": [{"id": report.submission.id, **_result(report)} for report in comparison.added],
        "missing": list(comparison.missing),
        "not_graded": [
            {"id": report.submission.id, "message": report.error.message if report.error else ""}
            for report in comparison.not_graded
        ],
        "unreadable": [{"id": name, "message": why} for name, why in comparison.unreadable.items()],
    }
    return json.dumps(printable_record(document), ensure_ascii=False, indent=2) + "\n"


def old_versions(former: FormerReports) -> list[str]:
    """The versions of the assignment that the earlier reports were made with, sorted."""
    return sorted({report.assignment.version for report in former.reports.values()})


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "difference": round(change.difference, 6),
        "other_work": change.is_other_work,
        "old": _result(change.old),
        "new": _result(change.new),
        "checks": [_check_change(check) for check in change.checks],
    }


def _check_change(change: CheckChange) -> dict[str, Any]:
    return {
        "exercise": change.exercise,
        "check": change.id,
        "title": change.title,
        "old": _check(change.old),
        "new": _check(change.new),
    }


def _result(report: Report) -> dict[str, Any]:
    return {
        "status": report.status.value,
        "error": report.error.kind.value if report.error else None,
        "score": round(report.score, 6),
        "max_score": round(report.max_score, 6),
        "pending": round(report.pending, 6),
    }


def _check(check: CheckResult | None) -> dict[str, Any] | None:
    if check is None:
        return None
    return {"status": check.status.value, "score": round(check.score, 6), "max_score": round(check.max_score, 6)}
