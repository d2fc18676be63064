"""A report as the course's feedback policy lets a student see it at a given moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from grader.model import (
    Audience,
    CheckResult,
    CheckStatus,
    Disclosure,
    ExerciseResult,
    Feedback,
    FeedbackPolicy,
    Report,
)

#: What stands in the place of a message that is held back, where there would be one.
_SILENT = frozenset({CheckStatus.PASSED, CheckStatus.PENDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads reports, and when."""

    audience: Audience
    #: Aware.
    now: datetime
    policy: FeedbackPolicy = field(default_factory=FeedbackPolicy)

    def shown(self, report: Report) -> Report:
        """The report as this reader may see it. Staff see everything; what is staff's alone is taken out elsewhere."""
        return report if self.audience is Audience.STAFF else for_student(report, self.policy, self.now)


def for_student(report: Report, policy: FeedbackPolicy, now: datetime) -> Report:
    """The report with every check's name, message, diagnosis and numbers as the policy shows them.

    Args:
        report: whole.
        policy: the assignment's.
        now: aware; compared with the policy's due date.
    """
    is_after = policy.due is not None and now >= policy.due
    exercises = tuple(_exercise(exercise, policy, is_after=is_after) for exercise in report.exercises)
    return replace(report, exercises=exercises)


def _exercise(exercise: ExerciseResult, policy: FeedbackPolicy, *, is_after: bool) -> ExerciseResult:
    checks = tuple(
        _check(check, policy.of(exercise.id, check.id), number, is_after=is_after)
        for number, check in enumerate(exercise.checks, start=1)
    )
    return replace(exercise, checks=checks)


def _check(check: CheckResult, feedback: Feedback, number: int, *, is_after: bool) -> CheckResult:
    def shows(disclosure: Disclosure) -> bool:
        return disclosure is Disclosure.ALWAYS or (disclosure is Disclosure.AFTER_DUE and is_after)

    if not shows(feedback.name):
        # The id says as much as the title does.
        check = replace(check, id=f"hidden-{number}", title=f"Hidden check {number}")
    message = check.message if shows(feedback.message) else _held_back(check)
    if check.numbers and shows(feedback.numbers):
        message = f"{message.rstrip('.')}. {check.numbers}" if message else check.numbers
    return replace(
        check,
        message=message,
        numbers=None,
        diagnosis=check.diagnosis if shows(feedback.diagnosis) else (),
    )


def _held_back(check: CheckResult) -> str:
    if check.status in _SILENT or not check.message:
        return check.message if check.status is CheckStatus.PENDING else ""
    return "What this check found is not shown."
