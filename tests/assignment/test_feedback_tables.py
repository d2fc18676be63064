"""The manifest's feedback tables: what they mean, and what is said of those that mean nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.errors import AssignmentError
from grader.model import Disclosure, FeedbackPolicy
from tests.assignment.courses import MANIFEST, write_course

TOP = '[feedback]\ndue = 2026-12-01T23:59:00Z\nnumbers = "after-due"\n\n[[exercises]]\nid = "mean"'
MEAN = 'settings = { tolerance = 1e-6 }\n\n[exercises.feedback]\ndiagnosis = "never"\n'
CHECK = f'{MEAN}\n[exercises.feedback.checks.mean]\nmessage = "after-due"\n'


def policy(folder: Path, *edits: tuple[str, str]) -> FeedbackPolicy:
    text = MANIFEST
    for old, new in edits:
        text = text.replace(old, new, 1)
    return load_assignment(str(write_course(folder, text)), search=()).feedback


TOP_EDIT = ('[[exercises]]\nid = "mean"', TOP)


def test_without_tables_the_usual_policy_holds(tmp_path: Path) -> None:
    """Everything but the numbers, at any time."""
    assert policy(tmp_path) == FeedbackPolicy()


def test_a_table_says_what_differs_from_the_one_above_it(tmp_path: Path) -> None:
    """The whole assignment's, an exercise's, a check's."""
    found = policy(tmp_path, TOP_EDIT, ("settings = { tolerance = 1e-6 }\n", CHECK))
    assert found.due == datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
    assert found.of("why", "answer").numbers is Disclosure.AFTER_DUE
    assert found.of("why", "answer").diagnosis is Disclosure.ALWAYS
    assert found.of("mean", "other").diagnosis is Disclosure.NEVER
    assert found.of("mean", "mean").message is Disclosure.AFTER_DUE
    assert found.of("mean", "mean").diagnosis is Disclosure.NEVER


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'numbers = "after-due"',
            'numbers = "later"',
            'feedback.numbers: expected always, after-due, never, found "later"',
        ),
        ('numbers = "after-due"', "numbers = 3", "feedback.numbers: expected always, after-due, never, found 3"),
        ("numbers = ", "number = ", "feedback.number: unknown key. Did you mean numbers"),
        ("23:59:00Z", "23:59:00", "feedback.due: expected a moment with its distance from UTC"),
        ("due = 2026-12-01T23:59:00Z\n", "", 'feedback.due: is missing, and "after-due" waits for it'),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    """As every mistake of a manifest."""
    with pytest.raises(AssignmentError) as caught:
        policy(tmp_path, (TOP_EDIT[0], TOP.replace(old, new)))
    assert said in str(caught.value)
