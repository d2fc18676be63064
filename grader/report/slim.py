"""Reports of a whole class that fit in memory."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from grader.model import AssignmentInfo, CheckResult, Environment, ExerciseResult, Output, Report


def slim(report: Report) -> Report:
    """What the pages about a class need of a report: no output, no messages, no answers, no pytest document.

    What is alike in two reports is kept once, so that a thousand of them take little more than fifty.
    """
    return replace(
        report,
        assignment=_assignment(report.assignment),
        environment=_environment(report.environment),
        exercises=tuple(_exercise(_slim_exercise(exercise)) for exercise in report.exercises),
        output=Output(),
        figures=(),
        pytest=None,
    )


def _slim_exercise(exercise: ExerciseResult) -> ExerciseResult:
    return replace(exercise, checks=tuple(_check(_slim_check(check)) for check in exercise.checks), resources=None)


def _slim_check(check: CheckResult) -> CheckResult:
    return replace(check, message="", staff_message=None, numbers=None, duration_s=0.0, answer=None)


@lru_cache(maxsize=4096)
def _check(check: CheckResult) -> CheckResult:
    return check


@lru_cache(maxsize=1024)
def _exercise(exercise: ExerciseResult) -> ExerciseResult:
    return exercise


@lru_cache(maxsize=16)
def _assignment(assignment: AssignmentInfo) -> AssignmentInfo:
    return assignment


@lru_cache(maxsize=16)
def _environment(environment: Environment) -> Environment:
    return environment
