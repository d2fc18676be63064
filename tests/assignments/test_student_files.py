"""Whole submissions as different students write them, in tests/submissions: the folders of each assignment.

Those in `honest` earn every point, and nobody is told of a mistake. What those in `buggy` are told says its
expected.toml, exercise by exercise.
"""

from __future__ import annotations

import tomllib
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
FOLDERS = [ROOT / "tests" / "submissions" / name for name in ASSIGNMENTS]
HONEST = [path for folder in FOLDERS for path in sorted((folder / "honest").iterdir())]
#: File -> exercise -> the diagnoses.
TOLD = {
    expected.parent / name: told
    for folder in FOLDERS
    for expected in folder.glob("buggy/expected.toml")
    for name, told in tomllib.loads(expected.read_text(encoding="utf-8")).items()
}
FILES = [*HONEST, *TOLD]
#: Whose wrong files hold one exercise each.
IN_PARTS = "thermometer"


def assignment_of(path: Path) -> str:
    """The name of the assignment that a file solves."""
    return path.parents[1].name


def only_of(path: Path) -> str | None:
    """The exercise that a file is graded for; None: all of them."""
    told = list(TOLD.get(path, ()))
    return told[0] if len(told) == 1 and assignment_of(path) == IN_PARTS else None


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
                grade,
                Request(path=path, assignment=known[assignment_of(path)], seed=SEED, only=only_of(path)),
                lambda: session,
            )
            for path in paths
        }
        yield lambda path: futures[path].result(timeout=240)
        executor.shutdown(cancel_futures=True)


@pytest.mark.parametrize("path", HONEST, ids=lambda path: f"{assignment_of(path)}/{path.name}")
def test_honest_work_earns_everything(path: Path, report_of: Callable[[Path], Report]) -> None:
    """All checks pass, whatever the style, and none has anything to say."""
    report = report_of(path)
    checks = [check for exercise in report.exercises for check in exercise.checks]
    assert [(check.id, check.message) for check in checks if check.status is not CheckStatus.PASSED] == []
    assert [check.id for check in checks if check.diagnosis] == []
    assert report.score == 100


@pytest.mark.parametrize("path", TOLD, ids=lambda path: f"{assignment_of(path)}/{path.name}")
def test_a_mistake_gets_its_name(path: Path, report_of: Callable[[Path], Report]) -> None:
    """It costs points where it was made, and every check that it fails says the same."""
    report = report_of(path)
    told = {e.id: sorted({d.id for check in e.checks for d in check.diagnosis}) for e in report.exercises}
    assert {exercise: ids for exercise, ids in told.items() if ids} == TOLD[path]
    assert all(exercise.score < exercise.max_score for exercise in report.exercises if exercise.id in TOLD[path])
    # One mistake each, or two that have nothing to do with each other.
    assert [check.id for e in report.exercises for check in e.checks if len(check.diagnosis) > 1] == []


def test_every_assignment_has_its_students() -> None:
    """So many for each, and no file that nothing is expected of."""
    counts = [sum(assignment_of(path) == name for path in HONEST) for name in ASSIGNMENTS]
    assert min(counts) >= 8
    handed_in = {path for folder in FOLDERS for path in folder.glob("buggy/*") if path.name != "expected.toml"}
    assert set(TOLD) == handed_in
