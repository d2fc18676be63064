"""How a check says that the student's work is wrong."""

from __future__ import annotations

from typing import NoReturn

from grader.model import Diagnosis


class CheckFailedError(AssertionError):
    """What the student handed in is not what the exercise asks for.

    Attributes:
        message: for the student. It must not give a hidden input or an expected value away.
        numbers: for the student where the course's feedback policy shows numbers; nor may it.
        staff_message: for staff, with numbers.
        diagnosis: the named mistakes that explain it.
    """

    def __init__(
        self, message: str, *, numbers: str = "", staff_message: str = "", diagnosis: tuple[Diagnosis, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.numbers = numbers
        self.staff_message = staff_message
        self.diagnosis = diagnosis


def fail(
    message: str, *, numbers: str = "", staff_message: str = "", diagnosis: tuple[Diagnosis, ...] = ()
) -> NoReturn:
    """End the check as failed.

    Raises:
        CheckFailedError: always.
    """
    __tracebackhide__ = True
    raise CheckFailedError(message, numbers=numbers, staff_message=staff_message, diagnosis=diagnosis)
