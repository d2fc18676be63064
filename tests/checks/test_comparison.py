"""What a failed comparison says to whom, and that it remembers how near it came."""

from __future__ import annotations

import re

import pytest
import torch

from grader.checks import CheckFailedError, Diagnosis, assert_matches, closeness, fail

RIGHT = torch.tensor([[0.731058, -2.5], [1.25, 4.0]])


def failure(actual: object, **options: object) -> CheckFailedError:
    with pytest.raises(CheckFailedError) as caught:
        assert_matches(actual, RIGHT, "forward(x)", **options)  # type: ignore[arg-type]
    return caught.value


def test_a_student_learns_what_is_wrong_and_no_value() -> None:
    """The message has no number of the expected tensor; the numbers say how many and roughly how far."""
    error = failure(RIGHT + torch.tensor([[0.0, 0.1], [0.0, 0.0]]))
    assert error.message == "forward(x) has the right shape, but some wrong values"
    assert error.numbers == "1 of 4 values are wrong, by up to 2 % of the largest right one."
    assert not re.search(r"\d\.\d", error.message)


def test_staff_learn_the_numbers() -> None:
    """Where the greatest difference is, and both values there."""
    assert (
        "at (0, 1): actual -2.4000001, expected -2.5"
        in failure(RIGHT + torch.tensor([[0.0, 0.1], [0.0, 0.0]])).staff_message
    )


def test_a_huge_difference_is_not_counted_out() -> None:
    """More would only be noise."""
    assert (
        failure(RIGHT * 1000).numbers == "4 of 4 values are wrong, by up to more than 100 times the largest right one."
    )


def test_without_a_catalogue_the_tensors_themselves_are_asked() -> None:
    """An author gets facts for nothing."""
    assert [diagnosis.id for diagnosis in failure(2 * RIGHT).diagnosis] == ["factor-2"]


def test_an_explanation_of_the_checks_own_takes_their_place() -> None:
    """It is asked only where the value is wrong."""
    asked: list[torch.Tensor] = []

    def explain(actual: torch.Tensor) -> tuple[Diagnosis, ...]:
        asked.append(actual)
        return ()

    assert failure(2 * RIGHT, explain=explain).diagnosis == ()
    assert len(asked) == 1
    assert_matches(RIGHT, RIGHT, "forward(x)", explain=explain)
    assert len(asked) == 1


def test_comparisons_remember_how_near_their_limit_they_came() -> None:
    """By tolerance, the greatest since the last time."""
    closeness.take()
    assert_matches(RIGHT + 4e-5, RIGHT, "forward(x)")
    assert_matches(RIGHT, RIGHT, "forward(x)")
    taken = closeness.take()
    assert list(taken) == ["0.0001"]
    assert 0.05 < taken["0.0001"] < 0.2
    assert closeness.take() == {}


def test_a_check_may_hold_its_numbers_apart() -> None:
    """So that the course decides who sees them."""
    with pytest.raises(CheckFailedError) as caught:
        fail("too slow", numbers="3 s", staff_message="3.14 s")
    assert (caught.value.message, caught.value.numbers, caught.value.staff_message) == ("too slow", "3 s", "3.14 s")
