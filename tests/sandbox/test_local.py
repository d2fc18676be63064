"""The local sandbox from outside: it starts, it ends, and it leaves nothing."""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.assignment import Assignment, load_assignment
from grader.errors import AssignmentUnusableError, NoSandboxError, SandboxLostError
from grader.model import CheckStatus, ErrorKind, ExerciseStatus, ReportStatus
from grader.pipeline import Request, grade
from grader.sandbox import local
from grader.sandbox.session import Session
from tests.hostile.processes import local_roots
from tests.processes import below, descendants_of, handles_of

pytestmark = pytest.mark.skipif(bool(local.reasons_against()), reason="; ".join(local.reasons_against()))

ROOT = Path(__file__).parents[2]
FORWARD = "def forward(x):\n    return torch.sigmoid(torch.relu(x @ W1 + B1) @ W2 + B2)\n"
#: The fork server with torch and everything warm.
MEMORY_LIMIT_MB = 400


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    """The repository's own hw4."""
    return load_assignment("hw4", search=(ROOT / "assignments",))


@pytest.fixture(scope="module")
def session(assignment: Assignment) -> Iterator[Session]:
    """A warm sandbox."""
    with local.start() as started:
        started.open(assignment)
        yield started


def write(folder: Path, source: str) -> Path:
    """A submission of this source."""
    path = folder / "submission.py"
    path.write_text(source)
    return path


def test_a_right_function_earns_its_points(session: Session, assignment: Assignment, tmp_path: Path) -> None:
    """The other exercises are missing, and nothing else is lost."""
    report = grade(Request(path=write(tmp_path, FORWARD), assignment=assignment), lambda: session)
    assert {e.id: e.score for e in report.exercises} == {
        "forward": 20,
        "backprop": 0,
        "learning-rate": 0,
        "toy-model": 0,
        "optimize": 0,
    }
    assert {e.id: e.status for e in report.exercises}["backprop"] is ExerciseStatus.MISSING
    assert report.environment.sandbox == "local"


def test_python_collects_in_a_students_process_as_anywhere(
    session: Session, assignment: Assignment, tmp_path: Path
) -> None:
    """The server switches the collector off while it imports, and on again."""
    source = "import gc\nprint(gc.isenabled(), gc.get_threshold())\n"
    report = grade(Request(path=write(tmp_path, FORWARD + source), assignment=assignment), lambda: session)
    assert report.output.stdout == f"True {gc.get_threshold()}\n"


def test_time_is_told_by_exercise(session: Session, assignment: Assignment, tmp_path: Path) -> None:
    """A slow function counts for its own exercise; running the submission counts for none of them."""
    slow = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"
    busy = FORWARD.replace(
        "    return", "    end = time.process_time() + 0.05\n    while time.process_time() < end: pass\n    return"
    )
    report = grade(Request(path=write(tmp_path, slow + busy), assignment=assignment), lambda: session)
    forward = report.exercises[0].resources
    assert forward is not None
    assert 0.05 <= forward.cpu_s < 0.05 * 20
    assert report.resources.cpu_s > forward.cpu_s + 0.3
    assert forward.max_rss_mb > 0


def test_the_same_file_gives_the_same_report(session: Session, assignment: Assignment, tmp_path: Path) -> None:
    """Seed, messages and output agree between two runs."""
    path = write(tmp_path, FORWARD + "print(object(), torch.rand(1))\n")
    first, second = (grade(Request(path=path, assignment=assignment), lambda: session) for _ in range(2))
    assert first.seed == second.seed
    assert [c.message for e in first.exercises for c in e.checks] == [
        c.message for e in second.exercises for c in e.checks
    ]


def test_the_fork_server_stays_below_its_memory(session: Session, assignment: Assignment, tmp_path: Path) -> None:
    """Resident memory of each process of the sandbox, after a submission."""
    grade(Request(path=write(tmp_path, FORWARD), assignment=assignment), lambda: session)
    for process in descendants_of(os.getpid()):
        assert process.resident_mb < MEMORY_LIMIT_MB


def test_nothing_is_left_behind(assignment: Assignment, tmp_path: Path) -> None:
    """No process, no folder."""
    before = set(Path(tempfile.gettempdir()).glob("grader-*"))
    others = local_roots()
    with local.start() as session:
        session.open(assignment)
        inside = {process.pid for process in below(local_roots() - others)}
        grade(Request(path=write(tmp_path, FORWARD), assignment=assignment), lambda: session)
        assert set(Path(tempfile.gettempdir()).glob("grader-*")) - before
    assert inside
    assert not inside & {process.pid for process in descendants_of(os.getpid())}
    assert set(Path(tempfile.gettempdir()).glob("grader-*")) <= before


def test_killing_grade_in_mid_run_leaves_nothing(tmp_path: Path) -> None:
    """Kill -9 of the caller while a submission loops: every process of the sandbox ends."""
    path = write(tmp_path, "import os\nwhile True: pass\n")
    command = [sys.executable, "-m", "grader", str(path), "--assignment", str(ROOT / "assignments" / "hw4")]
    # Named: with an engine and its image at hand, a container would be taken.
    command += ["--sandbox", "local"]
    process = subprocess.Popen(
        [sys.executable, "-c", "from grader.cli import grade; grade()", *command[3:]], cwd=tmp_path
    )
    deadline = time.monotonic() + 60
    inside: list[int] = []
    while len(inside) < 5 and time.monotonic() < deadline:  # gateway, server, checkers, student
        inside = [process.pid for process in descendants_of(process.pid)]
        select.select([], [], [], 0.05)
    assert len(inside) >= 5, "the submission never ran"
    handles = handles_of(inside)
    process.send_signal(signal.SIGKILL)
    process.wait()
    for handle in handles:
        assert select.select([handle], [], [], 10)[0], "a process of the sandbox outlived its caller"
        os.close(handle)


def test_a_lost_sandbox_is_no_grade(assignment: Assignment, tmp_path: Path) -> None:
    """Where the sandbox breaks again and again, the report says that nothing was graded."""

    class Broken(Session):
        def __init__(self) -> None:
            self.name = "local"
            self.isolation = ()

        def grade(self, *_: object, **__: object) -> Iterator[object]:  # type: ignore[override]
            if self.name:
                raise SandboxLostError("it went away")
            yield None

    report = grade(Request(path=write(tmp_path, FORWARD), assignment=assignment), Broken)
    assert report.status is ReportStatus.FAILED
    assert report.error is not None
    assert report.error.kind is ErrorKind.INTERNAL
    assert "it went away" in report.error.message
    assert {e.status for e in report.exercises} != {ExerciseStatus.MISSING}


def test_a_killed_checker_is_graded_again(assignment: Assignment, tmp_path: Path) -> None:
    """Kill -9 of the whole sandbox in mid-run costs the student nothing: a new one grades it."""
    sessions: list[Session] = []
    others = local_roots()

    def start() -> Session:
        sessions.append(local.start())
        sessions[-1].open(assignment)
        return sessions[-1]

    def kill_once(_: object) -> None:
        if len(sessions) == 1:
            for process in below(local_roots() - others):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)

    try:
        report = grade(Request(path=write(tmp_path, FORWARD), assignment=assignment), start, kill_once)
    finally:
        for session in sessions:
            session.close()
    assert len(sessions) == 2
    assert report.status is ReportStatus.GRADED
    assert report.exercises[0].score == 20


def test_a_check_that_raises_is_the_courses_fault(tmp_path: Path) -> None:
    """Its points are pending, the student is told that it is not theirs, staff get the traceback."""
    folder = course(tmp_path, "def test_it(submission):\n    '''It works.'''\n    raise KeyError('oops')\n")
    with local.start() as session:
        session.open(folder)
        report = grade(Request(path=write(tmp_path, "def f(x):\n    return x\n"), assignment=folder), lambda: session)
    (check,) = report.exercises[0].checks
    assert check.status is CheckStatus.ERROR
    assert "not your fault" in check.message
    assert check.staff_message is not None
    assert "oops" in check.staff_message
    assert (report.score, report.pending) == (0, 10)


@pytest.mark.parametrize(
    ("checks", "message"),
    [
        ("def test_it(:\n", "SyntaxError"),
        ("import nowhere\n", "nowhere"),
        ("def test_it(submission):\n    pass\n", "it has no docstring"),
    ],
)
def test_checks_that_cannot_be_collected_are_told_to_their_author(tmp_path: Path, checks: str, message: str) -> None:
    """Before any submission is run."""
    with local.start() as session, pytest.raises(AssignmentUnusableError, match=message):
        session.open(course(tmp_path, checks))


def test_points_that_do_not_add_up_are_told_to_their_author(tmp_path: Path) -> None:
    """The checks' points and the manifest's agree."""
    checks = "def test_it(submission):\n    '''It works.'''\n"
    folder = course(tmp_path, checks, points=7)
    with local.start() as session, pytest.raises(AssignmentUnusableError, match="give 7 points together, the manifest"):
        session.open(folder)


def course(folder: Path, checks: str, *, points: int = 10) -> Assignment:
    """A small assignment with these checks."""
    place = folder / "course"
    (place / "checks").mkdir(parents=True)
    (place / "assignment.toml").write_text(
        'title = "Small"\n[[exercises]]\nid = "f"\ntitle = "F"\npoints = 10\nrequires = { f = "function" }\n'
    )
    (place / "reference.py").write_text("def f(x):\n    return x\n")
    head = f"import pytest\npytestmark = [pytest.mark.exercise('f'), pytest.mark.points({points})]\n"
    (place / "checks" / "test_f.py").write_text(head + checks)
    return load_assignment(str(place), search=())


def test_a_machine_that_cannot_isolate_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It refuses, says why, and names the command that says more."""
    monkeypatch.setattr(local, "reasons_against", lambda: ["the kernel 4.19 offers no Landlock"])
    with pytest.raises(NoSandboxError, match=r"no Landlock\n`grader doctor`"):
        local.start()
