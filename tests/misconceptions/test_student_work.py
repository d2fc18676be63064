"""Every mistake gets its name, whatever words it was written in; right work gets none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.model import Cell, CellKind, CheckStatus, Report, Submission, SubmissionFormat
from grader.pipeline import Request, grade_submission
from grader.sandbox import local

ROOT = Path(__file__).parents[2]

_SPEC = spec_from_file_location("student_work", Path(__file__).with_name("student_work.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
student_work = module_from_spec(_SPEC)
__import__("sys").modules["student_work"] = student_work
_SPEC.loader.exec_module(student_work)


@pytest.fixture(scope="module")
def reports() -> Iterator[Callable[[str], Report]]:
    """The report on a student's exercise, by its name. All are graded side by side."""
    assignment = load_assignment("hw4", search=(ROOT / "assignments",))
    with local.start() as session, ThreadPoolExecutor(2) as pool:
        session.open(assignment)

        def one(source: str, only: str | None) -> Report:
            submission = Submission(
                id="work",
                format=SubmissionFormat.PY,
                files=("work.py",),
                sha256=hashlib.sha256(source.encode()).hexdigest(),
                cells=(Cell(kind=CellKind.CODE, source=source, label="work.py"),),
            )
            request = Request(path=Path("work.py"), assignment=assignment, seed=7, only=only)
            return grade_submission(request, submission, lambda: session)

        wanted = {name: (student_work.submission(work), work.exercise) for name, work in student_work.ALL.items()}
        futures = {
            name: pool.submit(one, *each) for name, each in {**wanted, "right": (student_work.RIGHT, None)}.items()
        }
        yield lambda name: futures[name].result()
        for future in futures.values():
            future.cancel()


@pytest.mark.parametrize("name", student_work.ALL)
def test_a_mistake_gets_its_name(name: str, reports: Callable[[str], Report]) -> None:
    """In every check that it fails; those that were not run because of it say nothing."""
    report = reports(name)
    failed = [c for e in report.exercises for c in e.checks if c.status is CheckStatus.FAILED]
    assert failed, f"nothing failed: {report.error}"
    assert {d.id for check in failed for d in check.diagnosis} == student_work.ALL[name].told
    assert [check.id for check in failed if not check.diagnosis] == []


def test_right_work_gets_no_diagnosis(reports: Callable[[str], Report]) -> None:
    """And every point that a machine gives."""
    report = reports("right")
    assert report.score == 100
    assert [d.id for e in report.exercises for c in e.checks for d in c.diagnosis] == []


def test_staff_see_the_curves_of_other_starts(reports: Callable[[str], Report]) -> None:
    """A line for each start, the student's own first; the student reads only how many got there."""
    check = reports("optimize: local-minimum").exercises[0].checks[-1]
    (diagnosis,) = check.diagnosis
    assert diagnosis.message.startswith("Your loop is sound: from ")
    assert "other random starts it gets below 0.01" in diagnosis.message
    lines = (check.staff_message or "").splitlines()
    assert lines[0].startswith("Loss over the steps")
    assert lines[1].strip().startswith("own start")
    assert len([line for line in lines if line.strip().startswith("loss ")]) >= 1


def test_a_message_names_no_code(reports: Callable[[str], Report]) -> None:
    """A diagnosis tells the mistake, not the line to write."""
    told = {
        d.message
        for name in student_work.BACKPROP
        for c in reports(f"backprop: {name}").exercises[0].checks
        for d in c.diagnosis
    }
    assert told
    assert [message for message in told if "= " in message or "@" in message or ".T" in message] == []
