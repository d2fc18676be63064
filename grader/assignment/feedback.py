"""The manifest's feedback tables: what students see of the checks, and from when on.

    [feedback]                                  # for all exercises
    due = 2026-12-01T23:59:00Z
    numbers = "after-due"

    [exercises.feedback]                        # for the exercise above
    diagnosis = "never"

    [exercises.feedback.checks.w1-gradient]     # for one of its checks
    message = "after-due"

What a table does not say holds as in the one above it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime

from grader.assignment.table import Table, describe, suggest
from grader.model import Disclosure, Feedback, FeedbackPolicy

_ASPECTS = tuple(field.name for field in fields(Feedback))
_WORDS = tuple(each.value for each in Disclosure)
_MOST_CHECKS = 500


def decode_feedback(root: Table, exercises: Sequence[tuple[str, Table]]) -> FeedbackPolicy | None:
    """The policy, or None where the manifest has none; what is wrong is added to the mistakes.

    Args:
        root: the whole manifest.
        exercises: each exercise's id and table.
    """
    usual_table = root.table("feedback")
    usual_table.allow((*_ASPECTS, "due"))
    usual = _feedback(usual_table, Feedback())
    of_exercises: dict[str, Feedback] = {}
    of_checks: dict[tuple[str, str], Feedback] = {}
    for name, exercise in exercises:
        if "feedback" not in exercise.values:
            continue
        table = exercise.table("feedback")
        table.allow((*_ASPECTS, "checks"))
        own = of_exercises[name] = _feedback(table, usual)
        of_checks |= {(name, check): each for check, each in _checks(table.table("checks"), own).items()}
    if "feedback" not in root.values and not of_exercises:
        return None
    policy = FeedbackPolicy(due=_due(usual_table), usual=usual, exercises=of_exercises, checks=of_checks)
    _check_due(usual_table, policy)
    return policy


def _checks(table: Table, usual: Feedback) -> Mapping[str, Feedback]:
    if len(table.values) > _MOST_CHECKS:
        table.complain("", f"expected at most {_MOST_CHECKS} checks, found {len(table.values)}")
        return {}
    found = {}
    for name in table.values:
        check = table.table(name)
        check.allow(_ASPECTS)
        found[name] = _feedback(check, usual)
    return found


def _feedback(table: Table, usual: Feedback) -> Feedback:
    """The aspects that a table names; the others are the usual ones."""
    chosen = {aspect: _disclosure(table, aspect) for aspect in _ASPECTS if aspect in table.values}
    return replace(usual, **{aspect: value for aspect, value in chosen.items() if value is not None})


def _disclosure(table: Table, aspect: str) -> Disclosure | None:
    value = table.values[aspect]
    if isinstance(value, str) and value in _WORDS:
        return Disclosure(value)
    hint = f" {suggest(value, _WORDS)}" if isinstance(value, str) else ""
    table.complain(aspect, f"expected {', '.join(_WORDS)}, found {describe(value)}.{hint}")
    return None


def _due(table: Table) -> datetime | None:
    value = table.values.get("due")
    if value is None:
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    expected = "a moment with its distance from UTC, such as 2026-12-01T23:59:00Z"
    found = "one without" if isinstance(value, datetime) else describe(value)
    table.complain("due", f"expected {expected}, found {found}")
    return None


def _check_due(table: Table, policy: FeedbackPolicy) -> None:
    every = (policy.usual, *policy.exercises.values(), *policy.checks.values())
    waits = any(getattr(feedback, aspect) is Disclosure.AFTER_DUE for feedback in every for aspect in _ASPECTS)
    if waits and "due" not in table.values:
        table.complain(
            "due", 'is missing, and "after-due" waits for it; expected a moment such as 2026-12-01T23:59:00Z'
        )
