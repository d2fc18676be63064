"""Grading texts by assignments that tests have made, in a real local sandbox."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from grader.assignment import load_assignment
from grader.model import Cell, CellKind, Submission, SubmissionFormat
from grader.sandbox.session import Session


def grade(session: Session, directory: Path, source: str) -> dict[str, dict[str, Any]]:
    """Each check's fields by its id, of a module with this text."""
    assignment = load_assignment(str(directory), search=[])
    session.open(assignment)
    submission = Submission(
        id="x",
        format=SubmissionFormat.PY,
        files=("x.py",),
        sha256=hashlib.sha256(source.encode()).hexdigest(),
        cells=(Cell(kind=CellKind.CODE, source=source, label="x.py"),),
    )
    frames = session.grade(assignment, submission, seed=3, only=None)
    return {frame.fields["id"]: frame.fields for frame in frames if frame.kind == "check"}


def scores(checks: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Each check's points."""
    return {name: fields["score"] for name, fields in checks.items()}
