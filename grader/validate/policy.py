"""Whether the feedback policy speaks of checks that exist."""

from __future__ import annotations

from collections.abc import Sequence

from grader.assignment import Assignment
from grader.assignment.table import suggest
from grader.model import Report
from grader.validate.findings import Section


def examine_policy(assignment: Assignment, reports: Sequence[Report]) -> Section:
    """Whether each check that the manifest's feedback tables name is one of its exercise's.

    Args:
        assignment: whose.
        reports: of any submissions to it.
    """
    known: dict[str, set[str]] = {}
    for exercise in (each for report in reports for each in report.exercises):
        known.setdefault(exercise.id, set()).update(check.id for check in exercise.checks)
    asked = {spec.id for spec in assignment.exercises}
    named = [(exercise, check) for exercise, check in assignment.feedback.checks if exercise in asked]
    problems = [
        f"assignment.toml: exercises.{exercise}.feedback.checks.{check}: there is no such check. "
        f"{suggest(check, known.get(exercise, set()))}"
        for exercise, check in named
        if check not in known.get(exercise, set())
    ]
    return Section(
        id="feedback",
        title="The feedback policy speaks of checks that exist",
        summary=f"{len(named)} checks have feedback of their own" if named else "no check has feedback of its own",
        problems=tuple(problems),
        figures={"checks": len(named)},
    )
