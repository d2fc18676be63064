"""Whose fault it is that a check has no value."""

from __future__ import annotations

from grader.model import CheckStatus, Diagnosis


class StudentFaultError(Exception):
    """The student's code did not give a value: it raised, died, or took too much. Costs the check that asked."""

    def __init__(
        self,
        message: str,
        *,
        status: CheckStatus = CheckStatus.FAILED,
        staff_message: str = "",
        diagnosis: tuple[Diagnosis, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.staff_message = staff_message
        #: Set by a check that knows what the error comes from.
        self.diagnosis = diagnosis


class ServiceFaultError(Exception):
    """No process could be had. Never the student's fault."""
