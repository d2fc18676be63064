"""Why a reader refuses what it was given."""

from __future__ import annotations

from grader.model import ErrorKind, Problem


class RefusedError(Exception):
    """Raised inside this package only: `read_submission` adds what it knows of the submission and raises its own."""

    def __init__(self, kind: ErrorKind, message: str, *, location: str | None = None) -> None:
        self.problem = Problem(kind=kind, message=message, location=location)
        super().__init__(message)
