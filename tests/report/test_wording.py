"""How results are called."""

from __future__ import annotations

import pytest

from grader.model import CheckStatus, ErrorKind, ExerciseStatus
from grader.report import wording
from tests.report import samples


@pytest.mark.parametrize(
    ("value", "expected"),
    [(80.0, "80"), (7.5, "7.5"), (10 / 3, "3.33"), (0.0, "0"), (-0.001, "0"), (100.0, "100"), (float("nan"), "–")],
)
def test_points_are_written_as_people_write_them(value: float, expected: str) -> None:
    """Two digits at most, and none that say nothing."""
    assert wording.points(value) == expected


def test_one_point_is_one() -> None:
    """And nothing that waits is not mentioned."""
    assert wording.waiting(1.0) == "1 point waits for a person"
    assert wording.waiting(2.5) == "2.5 points wait for a person"
    assert wording.waiting(0.0) == ""
    assert wording.waiting(float("nan")) == ""


def test_every_member_has_its_words() -> None:
    """A new status cannot be forgotten."""
    assert set(wording.CHECK_WORDS) == set(CheckStatus)
    assert set(wording.EXERCISE_WORDS) == set(ExerciseStatus)
    assert set(wording.ERROR_WORDS) == set(ErrorKind)


def test_the_result_fits_in_a_line() -> None:
    """With what waits, and with what went wrong."""
    assert wording.standing(samples.good()) == "100 / 110, 10 points wait for a person"
    assert wording.standing(samples.failed()) == "0 / 110, could not be run"
    assert wording.standing(samples.service_fault()) == "no grade: the service failed, grade it again"
