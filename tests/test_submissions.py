"""Real students' files, graded: honest work in many styles, one mistake each, and what no student should hand in.

Each folder of `submissions/` says in its `expected.toml` what its files are to earn. An exercise that is not named
there earns all of its points, the written one waits for a person.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grader.assignment import Assignment, load_assignment
from grader.model import CheckStatus, ExerciseResult, Report, ReportStatus
from grader.pipeline import Request, grade
from grader.sandbox import local
from grader.sandbox.session import Session

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent / "submissions"
#: Of the assignment in which code that hangs or grows is graded, so that it does not do so for long.
SHORT = "[limits]\nrun_s = 3\ncall_s = 1\ntotal_s = 60\nmemory_mib = 512\ndisk_mib = 16\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file and what is expected of its report.

    Attributes:
        points: exercise -> what it earns, exactly or from the first to the second number.
        says: exercise -> parts of what the student reads there.
        told: exercise -> the ids of the diagnoses that are made there; where it is not named, there is none.
        may_tell: the same for those that depend on the hidden inputs.
        error: parts of the report's error, its kind the first; empty where anything is fine.
        output: parts of what the submission is said to have written.
        limits: "short" or "usual".
    """

    path: Path
    points: dict[str, float | list[float]] = field(default_factory=dict)
    says: dict[str, list[str]] = field(default_factory=dict)
    told: dict[str, list[str]] = field(default_factory=dict)
    may_tell: dict[str, list[str]] = field(default_factory=dict)
    error: tuple[str, ...] = ()
    output: tuple[str, ...] = ()
    limits: str = "usual"
    #: Why, for whoever reads expected.toml.
    why: str = ""


def read_cases(folder: Path) -> Iterator[Case]:
    """A case for each file of a folder; an expectation without a file is a mistake."""
    expected = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    for path in sorted(folder.iterdir()):
        if path.name != "expected.toml" and path.name[0] not in "._":
            yield Case(path=path, **expected.pop(path.name, {}))
    assert not expected, f"{folder.name}/expected.toml speaks of files that are not there: {', '.join(expected)}"


CASES = [case for group in ("honest", "buggy", "bad") for case in read_cases(FOLDER / group)]


@pytest.fixture(scope="module")
def reports(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Case], Report]]:
    """The report of a case. All that are wanted are graded side by side, in one sandbox."""
    assignments = {"usual": load_assignment("hw4", search=(ROOT / "assignments",))}
    assignments["short"] = shortened(assignments["usual"], tmp_path_factory.mktemp("course"))
    wanted = [item.callspec.params.get("case") for item in request.session.items if hasattr(item, "callspec")]
    with local.start() as session, ThreadPoolExecutor(2) as executor:
        for assignment in assignments.values():
            session.open(assignment)
        futures: dict[Path, Future[Report]] = {
            case.path: executor.submit(
                grade, Request(path=case.path, assignment=assignments[case.limits]), lambda: session
            )
            for case in wanted
            if isinstance(case, Case)
        }
        yield lambda case: futures[case.path].result(timeout=240)
        executor.shutdown(cancel_futures=True)


def shortened(assignment: Assignment, folder: Path) -> Assignment:
    """The same assignment with small limits."""
    directory = folder / "assignments" / assignment.name
    shutil.copytree(assignment.directory, directory, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(assignment.reference_path, directory / "reference.py")
    manifest = directory / "assignment.toml"
    text = manifest.read_text(encoding="utf-8")
    assert "[limits]" not in text
    manifest.write_text(f"{text}\n{SHORT}", encoding="utf-8")
    return load_assignment(str(directory), search=())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path.parent.name}/{case.path.name}")
def test_a_submission_earns_what_it_deserves(case: Case, reports: Callable[[Case], Report]) -> None:
    """Its points, exercise by exercise, and the words that explain the lost ones."""
    report = reports(case)
    differences = list(compare(report, case))
    assert not differences, "\n".join(["", *differences, "", *told(report)])


def compare(report: Report, case: Case) -> Iterator[str]:
    """What differs from the expectation."""
    unknown = {*case.points, *case.says, *case.told, *case.may_tell} - {exercise.id for exercise in report.exercises}
    assert not unknown, f"expected.toml, {case.path.name}: no such exercise: {unknown}"
    for exercise in report.exercises:
        if report.status is ReportStatus.GRADED:
            yield from compare_reasons(exercise)
        # What no student should hand in is not told in these words.
        if case.path.parent.name != "bad":
            yield from compare_diagnoses(exercise, case)
        yield from compare_points(exercise, case.points.get(exercise.id))
        text = student_text(exercise)
        yield from (
            f"{exercise.id}: it does not say {part!r}" for part in case.says.get(exercise.id, ()) if part not in text
        )
    error = f"{report.error.kind.value}: {report.error.message} {report.error.location}" if report.error else "none"
    yield from (f"the error does not say {part!r}: {error}" for part in case.error if part not in error)
    written = report.output.stdout + report.output.stderr
    yield from (f"the output does not hold {part!r}" for part in case.output if part not in written)


def compare_points(exercise: ExerciseResult, expected: float | list[float] | None) -> Iterator[str]:
    """What differs from the points that are expected."""
    is_written = exercise.id == "learning-rate"
    if expected is None and is_written:
        if exercise.status.value != "pending":
            yield f"{exercise.id}: {exercise.status.value}, expected pending"
        return
    bounds = exercise.max_score if expected is None else expected
    least, most = bounds if isinstance(bounds, list) else (bounds, bounds)
    if not least <= exercise.score <= most:
        yield f"{exercise.id}: {exercise.score:g} points, expected {least:g} to {most:g}"


def compare_reasons(exercise: ExerciseResult) -> Iterator[str]:
    """Whether points are lost without a word."""
    if exercise.score < exercise.max_score and not student_text(exercise).strip():
        yield f"{exercise.id}: nobody says why points are lost"


def compare_diagnoses(exercise: ExerciseResult, case: Case) -> Iterator[str]:
    """What differs from the diagnoses that are expected."""
    told = {d.id for check in exercise.checks for d in check.diagnosis}
    expected = set(case.told.get(exercise.id, ()))
    unexpected = told - expected - set(case.may_tell.get(exercise.id, ()))
    if not expected <= told or unexpected:
        yield f"{exercise.id}: the diagnoses {sorted(told)}, expected {sorted(expected)}"


def student_text(exercise: ExerciseResult) -> str:
    """Everything that a student reads of an exercise that did not pass."""
    checks = [check for check in exercise.checks if check.status is not CheckStatus.PASSED]
    return "\n".join(text for c in checks for text in (c.message, *(d.message for d in c.diagnosis)))


def told(report: Report) -> Iterator[str]:
    """What the report says, for whoever has to find out."""
    yield f"error: {report.error}"
    for exercise in report.exercises:
        yield f"{exercise.id}: {exercise.score:g} of {exercise.max_score:g}, {exercise.status.value}"
        for check in exercise.checks:
            if check.status is not CheckStatus.PASSED:
                yield f"    {check.id} {check.status.value}: {check.message}"
                yield f"        {check.staff_message}"
    yield f"stderr: {report.output.stderr[-2000:]}"


def test_no_submission_waits_for_an_expectation() -> None:
    """Every file of the folders is a case, and there are as many as were promised."""
    counts = {group: sum(case.path.parent.name == group for case in CASES) for group in ("honest", "buggy", "bad")}
    assert counts["honest"] >= 40
    assert counts["buggy"] >= 150
    assert counts["bad"] >= 40


def notebook_of(count: int) -> bytes:
    """A notebook with this many cells, each of which defines a name."""
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "source": f"x{n} = {n}", "metadata": {}, "outputs": [], "execution_count": None}
        for n in range(count)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.mark.parametrize(
    ("name", "content", "parts"),
    [
        ("fifty_megabytes.py", lambda: b"x = 1\n" * (50 * 2**20 // 6), ("too large", "the limit is")),
        ("one_long_line.py", lambda: b"x = '" + b"a" * 50 * 2**20 + b"'\n", ("too large", "the limit is")),
        ("fifty_megabytes.ipynb", lambda: b" " * 50 * 2**20, ("too large", "the limit is")),
        ("many_cells.ipynb", lambda: notebook_of(100_000), ("cells",)),
        ("many_cells.py", lambda: b"# %%\nx = 1\n" * 90_000, ("cells",)),
        ("many_statements.py", lambda: b"".join(b"x%d = 1\n" % n for n in range(80_000)), ()),
        ("zeros.py", lambda: bytes(500_000), ("null byte",)),
        ("noise.ipynb", lambda: bytes(range(256)) * 1000, ("noise.ipynb",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_too_much_is_refused_in_words(
    tmp_path: Path, name: str, content: Callable[[], bytes], parts: tuple[str, ...]
) -> None:
    """Without a sandbox, in seconds, and with a report that says what to do."""
    path = tmp_path / name
    path.write_bytes(content())
    assignment = load_assignment("hw4", search=(ROOT / "assignments",))
    started = time.monotonic()
    with local.start() if not parts else contextlib.nullcontext() as session:
        if session is not None:
            session.open(assignment)
        report = grade(Request(path=path, assignment=assignment), lambda: given(session))
    assert time.monotonic() - started < 60
    assert report.score == 0
    if parts:
        assert report.status is ReportStatus.FAILED
        assert report.error is not None
        assert not [part for part in parts if part not in report.error.message], report.error.message


def given(session: Session | None) -> Session:
    """The session; what is refused before it is run needs none."""
    assert session is not None, "a sandbox was asked for"
    return session
