"""How results are called in front of people: one vocabulary for every page and the terminal."""

from __future__ import annotations

import math

from grader.model import CheckResult, CheckStatus, ErrorKind, ExerciseStatus, Report, ReportStatus

EXERCISE_WORDS = {
    ExerciseStatus.PASSED: "passed",
    ExerciseStatus.PARTIAL: "partly right",
    ExerciseStatus.FAILED: "not right",
    ExerciseStatus.PENDING: "waits for a person",
    ExerciseStatus.MISSING: "missing",
}

CHECK_WORDS = {
    CheckStatus.PASSED: "passed",
    CheckStatus.FAILED: "failed",
    CheckStatus.ERROR: "check broke",
    CheckStatus.TIMEOUT: "out of time",
    CheckStatus.MEMORY: "out of memory",
    CheckStatus.CRASH: "crashed",
    CheckStatus.SKIPPED: "not run",
    CheckStatus.PENDING: "waits for a person",
}

ERROR_WORDS = {
    ErrorKind.SYNTAX: "Syntax error",
    ErrorKind.IMPORT: "Import failed",
    ErrorKind.TIMEOUT: "Out of time",
    ErrorKind.MEMORY: "Out of memory",
    ErrorKind.CRASH: "Crashed",
    ErrorKind.EMPTY: "Nothing to grade",
    ErrorKind.FORMAT: "Unreadable file",
    ErrorKind.INTERNAL: "Fault of the grading service",
}

#: Checks that nobody has to look at again.
SETTLED = frozenset({CheckStatus.PASSED})
#: Checks whose points nobody has decided yet.
UNDECIDED = frozenset({CheckStatus.PENDING, CheckStatus.ERROR})


def points(value: float) -> str:
    """The number as people write points: 80, 7.5, 3.33; a dash where it is no number."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def measured(value: float, digits: int = 0) -> str:
    """A measured number with so many digits after the point; a dash where it is no number."""
    return f"{value:.{digits}f}" if math.isfinite(value) else "–"


def points_word(value: float) -> str:
    """The number with its noun: "1 point", "7.5 points"."""
    return f"{points(value)} {'point' if value == 1 else 'points'}"


def waiting(value: float) -> str:
    """What is said of points that nobody has decided: "10 points wait for a person", or nothing."""
    if not value > 0:
        return ""
    return f"{points_word(value)} {'waits' if value == 1 else 'wait'} for a person"


def standing(report: Report) -> str:
    """The whole result in one line: "80 / 110, 10 points wait for a person"."""
    if is_service_fault(report):
        return "no grade: the service failed, grade it again"
    parts = [f"{points(report.score)} / {points(report.max_score)}", waiting(report.pending)]
    if report.status is ReportStatus.FAILED:
        parts.append("could not be run")
    return ", ".join(part for part in parts if part)


def is_service_fault(report: Report) -> bool:
    """Whether the report says nothing about the student, because the service broke."""
    return report.error is not None and report.error.kind is ErrorKind.INTERNAL


def open_checks(checks: tuple[CheckResult, ...]) -> list[CheckResult]:
    """The checks that did not pass, in their order."""
    return [check for check in checks if check.status not in SETTLED]
