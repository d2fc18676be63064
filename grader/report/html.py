"""The report as one HTML file that opens anywhere and needs neither a network nor a script."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Audience, CheckResult, ExerciseResult, Report
from grader.report.audience import for_audience
from grader.report.page import render_page
from grader.report.wording import SETTLED, UNDECIDED, is_service_fault, open_checks

TEMPLATE = "report.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """One exercise as the page shows it."""

    exercise: ExerciseResult
    open: list[CheckResult]
    passed: list[CheckResult]
    #: Points that nobody has decided.
    pending: float


def render_html(report: Report, *, audience: Audience = Audience.STAFF) -> str:
    """The text of the page. A student's holds nothing that only staff may read."""
    report = for_audience(report, audience)
    return render_page(
        TEMPLATE,
        report=report,
        sections=[_section(exercise) for exercise in report.exercises],
        for_staff=audience is Audience.STAFF,
        ungraded=is_service_fault(report),
        outputs=[
            ("Standard output", report.output.stdout),
            ("Standard error", report.output.stderr),
        ],
    )


def _section(exercise: ExerciseResult) -> _Section:
    return _Section(
        exercise=exercise,
        open=open_checks(exercise.checks),
        passed=[check for check in exercise.checks if check.status in SETTLED],
        pending=sum(check.max_score - check.score for check in exercise.checks if check.status in UNDECIDED),
    )
