"""The report as one reader may see it."""

from __future__ import annotations

from dataclasses import replace

from grader.model import Audience, CheckResult, ExerciseResult, Report
from grader.report.printable import printable_record


def for_audience(report: Report, audience: Audience) -> Report:
    """The report with printable texts and, for a student, without what only staff may read.

    The course's feedback policy is applied before: see `grader.report.feedback`.
    The seed stays in the record, which cannot do without one: whoever writes for students leaves it out.
    """
    report = printable_record(report)
    if audience is Audience.STAFF:
        return report
    return replace(
        report, pytest=None, figures=(), exercises=tuple(_exercise_for_student(each) for each in report.exercises)
    )


def _exercise_for_student(exercise: ExerciseResult) -> ExerciseResult:
    return replace(exercise, checks=tuple(_check_for_student(check) for check in exercise.checks))


def _check_for_student(check: CheckResult) -> CheckResult:
    return replace(check, staff_message=None, numbers=None)
