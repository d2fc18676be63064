"""Whole solutions as different students write them: each earns every point, and nobody is told of a mistake.

They are read from tests/submissions, from the folder `honest` of each assignment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.model import CheckStatus, Report
from grader.pipeline import Request, grade
from grader.sandbox import local
from tests.assignments.grading import ROOT, SEED

ASSIGNMENTS = ("create-networks", "fundamentals", "linear-regression-1d", "thermometer")
FILES = [path for name in ASSIGNMENTS for path in sorted((ROOT / "tests" / "submissions" / name / "honest").iterdir())]


def assignment_of(path: Path) -> str:
    """The name of the assignment that a file solves."""
    return path.parents[1].name


@pytest.fixture(scope="module")
def report_of(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], Report]]:
    """The report of a file. All that are wanted are graded side by side, in one warm sandbox."""
    wanted = [item.callspec.params.get("path") for item in request.session.items if hasattr(item, "callspec")]
    paths = [path for path in wanted if isinstance(path, Path) and path in FILES]
    with local.start() as session, ThreadPoolExecutor(2) as executor:
        known = {name: load_assignment(name, search=(ROOT / "assignments",)) for name in map(assignment_of, paths)}
        for assignment in known.values():
            session.open(assignment)
        futures: dict[Path, Future[Report]] = {
            path: executor.submit(
                grade, Request(path=path, assignment=known[assignment_of(path)], seed=SEED), lambda: session
            )
            for path in paths
        }
        yield lambda path: futures[path].result(timeout=240)
        executor.shutdown(cancel_futures=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{assignment_of(path)}/{path.name}")
def test_honest_work_earns_everything(path: Path, report_of: Callable[[Path], Report]) -> None:
    """All checks pass, whatever the style, and none has anything to say."""
    report = report_of(path)
    checks = [check for exercise in report.exercises for check in exercise.checks]
    assert [(check.id, check.message) for check in checks if check.status is not CheckStatus.PASSED] == []
    assert [check.id for check in checks if check.diagnosis] == []
    assert report.score == 100


def test_every_assignment_has_its_students() -> None:
    """So many for each."""
    counts = [sum(assignment_of(path) == name for path in FILES) for name in ASSIGNMENTS]
    assert min(counts) >= 8
