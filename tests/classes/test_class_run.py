"""A run over a class, with sandboxes that have no processes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.assignment import Assignment, load_assignment
from grader.class_run import ClassRun
from grader.errors import NoSandboxError, UsageError
from grader.model import ErrorKind, Report, ReportStatus
from grader.pipeline import Request, read
from grader.report.json_report import dumps
from grader.report.wording import is_service_fault
from grader.result_store import ResultStore
from grader.sandbox.lending import SandboxLender
from tests.classes.courses import CLASS, GOOD, write_class, write_course
from tests.classes.sandboxes import ENDLESS, KILLER, FakeSession, Sandboxes

PATIENCE_S = 60


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """The small course's."""
    return load_assignment(str(write_course(tmp_path)), search=())


class Class:
    """A class's submissions and where their reports go."""

    def __init__(self, folder: Path, assignment: Assignment, files: dict[str, str]) -> None:
        directory = write_class(folder, files)
        self.requests = [
            Request(path=directory / name, assignment=assignment, id=name.partition(".")[0]) for name in files
        ]
        self.assignment = assignment
        self.store = ResultStore(folder / "store")
        self.sandboxes = Sandboxes()
        self.reports: dict[str, Report] = {}

    def deliver(self, report: Report) -> None:
        """Take a report."""
        self.reports[report.submission.id] = report

    def run(self, jobs: int = 1, **options: Any) -> ClassRun:
        """One run from beginning to end, with sandboxes of its own."""
        self.reports.clear()
        run = self.made(**options)
        list(run.run(jobs))
        return run

    def made(self, **options: Any) -> ClassRun:
        """A run that has not begun."""
        lender = SandboxLender(self.sandboxes.start, self.assignment)
        settings: dict[str, Any] = {"store": self.store, "lender": lender, "deliver": self.deliver, **options}
        return ClassRun(self.requests, **settings)

    @property
    def texts(self) -> dict[str, str]:
        """The reports as they are written."""
        return {name: dumps(report) for name, report in self.reports.items()}


def scores(reports: dict[str, Report]) -> dict[str, float]:
    """Each id with its points."""
    return {name: report.score for name, report in sorted(reports.items())}


def test_every_submission_gets_its_report(tmp_path: Path, assignment: Assignment) -> None:
    """Under the id that it was given, whatever became of it."""
    made = Class(tmp_path, assignment, CLASS)
    made.run()
    assert scores(made.reports) == {"anna": 10, "bob": 10, "carl": 6, "dora": 0, "eve": 4}
    assert made.reports["dora"].error is not None
    assert made.reports["dora"].error.kind is ErrorKind.SYNTAX


def test_the_number_of_jobs_changes_nothing(tmp_path: Path, assignment: Assignment) -> None:
    """One at a time or four at once: the same texts."""
    made = Class(tmp_path, assignment, CLASS)
    made.run(1, store=None)
    one = made.texts
    made.run(4, store=None)
    assert made.texts == one


def test_a_second_run_starts_no_sandbox(tmp_path: Path, assignment: Assignment) -> None:
    """Every report is there, and is the same to the last byte."""
    made = Class(tmp_path, assignment, CLASS)
    first = made.run()
    fresh = made.texts
    again = made.run(4)
    assert made.texts == fresh
    assert len(made.sandboxes.started) == 1
    assert [sum(outcome.is_kept for outcome in run.outcomes) for run in (first, again)] == [0, 4]


def test_only_what_is_new_is_graded(tmp_path: Path, assignment: Assignment) -> None:
    """A late student costs one grading, and so does one who hands in again."""
    made = Class(tmp_path, assignment, CLASS)
    made.run()
    (tmp_path / "class" / "carl.py").write_text(GOOD + "# again\n")
    (tmp_path / "class" / "zoe.py").write_text(GOOD + "# late\n")
    made.requests.append(replace(made.requests[0], path=tmp_path / "class" / "zoe.py", id="zoe"))
    made.run()
    assert made.sandboxes.started[1].graded == ["carl", "zoe"]
    assert (made.reports["carl"].score, made.reports["zoe"].score) == (10, 10)


def test_force_grades_everything(tmp_path: Path, assignment: Assignment) -> None:
    """As if nothing had been kept."""
    made = Class(tmp_path, assignment, CLASS)
    made.run()
    run = made.run(is_forced=True)
    assert made.sandboxes.started[1].graded == ["anna", "bob", "carl", "eve"]
    assert not any(outcome.is_kept for outcome in run.outcomes)


def test_identical_files_share_a_result_and_keep_their_names(tmp_path: Path, assignment: Assignment) -> None:
    """The second one is not graded, and its report is about itself."""
    made = Class(tmp_path, assignment, {"anna.py": GOOD, "bob.py": GOOD})
    made.run()
    assert made.sandboxes.graded == ["anna"]
    assert made.texts["bob"] == made.texts["anna"].replace("anna", "bob")


def test_a_result_that_speaks_of_the_file_is_not_shared(tmp_path: Path, assignment: Assignment) -> None:
    """A student never reads the name of another one's file."""
    wrong = CLASS["carl.py"]
    made = Class(tmp_path, assignment, {"anna.py": wrong, "bob.py": wrong})
    made.run()
    assert made.sandboxes.graded == ["anna", "bob"]
    assert "anna" not in made.texts["bob"]
    made.run()
    assert made.sandboxes.graded == ["anna", "bob"]


def test_a_submission_that_kills_the_sandbox_costs_itself_alone(tmp_path: Path, assignment: Assignment) -> None:
    """Those that were under way beside it are graded; it is listed as not graded, and never gets a zero."""
    files = {"anna.py": GOOD, "bob.py": f"{GOOD}# {KILLER}\n", "carl.py": f"{GOOD}#\n", "dora.py": f"{GOOD}##\n"}
    made = Class(tmp_path, assignment, files)
    together = threading.Barrier(4, timeout=PATIENCE_S)

    def meet(session: FakeSession) -> None:
        if session is made.sandboxes.started[0]:
            together.wait()

    made.sandboxes = Sandboxes(meet=meet)
    made.run(4)
    assert {name for name, report in made.reports.items() if is_service_fault(report)} == {"bob"}
    assert {report.score for name, report in made.reports.items() if name != "bob"} == {10}
    error = made.reports["bob"].error
    assert error is not None
    assert error.message == (
        "The grading service broke 3 times (a process of the sandbox ended before it had answered). "
        "This is no grade: grade it again."
    )


def test_what_the_service_failed_to_grade_is_graded_the_next_time(tmp_path: Path, assignment: Assignment) -> None:
    """A fault is never kept."""
    made = Class(tmp_path, assignment, {"anna.py": f"{GOOD}# {KILLER}\n"})
    made.run()
    assert is_service_fault(made.reports["anna"])
    (tmp_path / "class" / "anna.py").write_text(GOOD)
    made.run()
    assert made.reports["anna"].score == 10


def test_an_error_of_ours_costs_one_submission(
    tmp_path: Path, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told where it happened, it is no grade, and the others are graded."""
    made = Class(tmp_path, assignment, CLASS)

    def fails(request: Request) -> object:
        if request.id == "bob":
            raise RecursionError("too deep")
        return read(request)

    monkeypatch.setattr("grader.class_run.read", fails)
    made.run()
    error = made.reports["bob"].error
    assert error is not None
    assert error.kind is ErrorKind.INTERNAL
    assert error.message.startswith("The grading service failed with RecursionError: too deep (")
    assert error.message.endswith("This is no grade: grade it again.")
    assert scores(made.reports) == {"anna": 10, "bob": 0, "carl": 6, "dora": 0, "eve": 4}


def test_a_file_that_vanishes_costs_one_submission(tmp_path: Path, assignment: Assignment) -> None:
    """Somebody tidies up while the class is graded."""
    made = Class(tmp_path, assignment, CLASS)
    (tmp_path / "class" / "bob.py").unlink()
    made.run()
    error = made.reports["bob"].error
    assert error is not None
    assert "There is no file or folder" in error.message
    assert made.reports["anna"].score == 10


def test_a_full_disk_ends_the_run(tmp_path: Path, assignment: Assignment) -> None:
    """It concerns every submission alike; what was delivered counts."""
    made = Class(tmp_path, assignment, CLASS)

    def deliver(report: Report) -> None:
        if report.submission.id == "carl":
            raise UsageError("carl/report.json cannot be written: No space left on device. Name another place")
        made.deliver(report)

    run = made.made(deliver=deliver)
    with pytest.raises(UsageError, match="No space left"):
        list(run.run(1))
    assert [outcome.report.submission.id for outcome in run.outcomes] == ["anna", "bob"]
    assert all(session.is_closed for session in made.sandboxes.started)


def test_without_a_sandbox_the_run_ends(tmp_path: Path, assignment: Assignment) -> None:
    """Nobody gets a report that says nothing."""
    made = Class(tmp_path, assignment, CLASS)
    made.sandboxes = Sandboxes(failing=[True] * 9)
    run = made.made()
    with pytest.raises(NoSandboxError, match="3 in a row could not be started"):
        list(run.run(1))
    assert made.reports == {}


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_run_that_is_stopped_delivers_nothing_half(tmp_path: Path, assignment: Assignment, jobs: int) -> None:
    """What is under way is given up, what waits is not begun, and the next run does the rest."""
    endless = {f"{name}.py": f"{GOOD}# {ENDLESS} {name}\n" for name in ("bob", "carl", "dora", "eve", "fred")}
    made = Class(tmp_path, assignment, {"anna.py": GOOD, **endless})
    run = made.made()
    outcomes = run.run(jobs)
    assert next(outcomes).report.submission.id == "anna"
    outcomes.close()
    assert list(made.reports) == ["anna"]
    assert [outcome.report.submission.id for outcome in run.outcomes] == ["anna"]
    assert all(session.is_closed for session in made.sandboxes.started)
    for name in endless:
        (tmp_path / "class" / name).write_text(f"{GOOD}# {name}\n")
    made.run(jobs)
    assert set(scores(made.reports).values()) == {10}
    assert made.sandboxes.graded.count("anna") == 1


def test_what_stays_in_memory_is_slim(tmp_path: Path, assignment: Assignment) -> None:
    """No output, no messages, no pytest document; what is alike is one object."""
    made = Class(tmp_path, assignment, {f"s{n}.py": f"{GOOD}# {n}\n" for n in range(20)})
    reports = [outcome.report for outcome in made.run(4).outcomes]
    assert {report.pytest is None and report.output.stdout == "" for report in reports} == {True}
    assert len({id(report.exercises[0]) for report in reports}) == 1


def test_the_order_is_that_of_the_requests_or_their_end(tmp_path: Path, assignment: Assignment) -> None:
    """With one job the first comes first."""
    made = Class(tmp_path, assignment, CLASS)
    ids: Sequence[str] = [outcome.report.submission.id for outcome in made.made().run(1)]
    assert ids == ["anna", "bob", "carl", "dora", "eve"]
    assert made.reports["dora"].status is ReportStatus.FAILED
