"""A class in the real local sandbox: several at once, interrupted, and with the sandbox killed under it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.assignment import Assignment, load_assignment
from grader.class_run import ClassRun
from grader.errors import SandboxLostError
from grader.model import Report
from grader.pipeline import Request
from grader.report.json_report import dumps
from grader.sandbox import local
from grader.sandbox.lending import SandboxLender
from grader.sandbox.session import Session
from grader.submission import class_members, read_submission
from tests.classes.courses import GOOD, NO_MEAN, NO_TOTAL, write_class, write_course
from tests.processes import children_of

pytestmark = pytest.mark.skipif(bool(local.reasons_against()), reason="; ".join(local.reasons_against()))

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120
FILES = {
    "anna.py": GOOD,
    "bob.py": f"{GOOD}\n\nprint('hello from bob')\n",
    "carl.py": NO_MEAN,
    "dora.py": "def mean(x\n    return x\n",
    "eve.py": f"import sys\n\n{NO_TOTAL}\n\nsys.exit(3)\n",
    "fred.py": f"import os\n\n{GOOD}\n\nos.kill(os.getppid(), 9)\n",
    "gina.py": "import torch\n\ndef mean(x):\n    return torch.rand(3)\n",
    "hans/submit.py": f"from network import total\n\n\n{NO_MEAN.partition('def total')[0]}",
    "hans/network.py": "def total(x):\n    return x.sum()\n",
}
NAMES = ["anna", "bob", "carl", "dora", "eve", "fred", "gina", "hans"]
#: What differs from one grading of the same submission to the next.
MEASURED = {"duration_s", "wall_s", "cpu_s", "max_rss_mb", "created", "duration"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course and the class."""
    folder = tmp_path_factory.mktemp("real")
    write_course(folder)
    write_class(folder, FILES)
    return folder


@pytest.fixture(scope="module")
def assignment(folder: Path) -> Assignment:
    """The small course's."""
    return load_assignment(str(folder / "means"), search=())


@pytest.fixture(scope="module")
def requests(folder: Path, assignment: Assignment, tmp_path_factory: pytest.TempPathFactory) -> list[Request]:
    """The whole class."""
    members = class_members(folder / "class", tmp_path_factory.mktemp("scratch"))
    return [Request(path=member.path, assignment=assignment, id=member.id) for member in members]


class Lender(SandboxLender):
    """Leaves its sandboxes open from one run to the next."""

    def close(self) -> None:
        """Not yet."""

    def really_close(self) -> None:
        """Now."""
        super().close()


@pytest.fixture(scope="module")
def lender(assignment: Assignment) -> Iterator[Lender]:
    """One sandbox for all tests here that do not break it."""
    lender = Lender(local.start, assignment)
    yield lender
    lender.really_close()


def without_measurements(value: Any) -> Any:
    """A report's document less what is measured."""
    if isinstance(value, dict):
        return {key: without_measurements(item) for key, item in value.items() if key not in MEASURED}
    if isinstance(value, list):
        return [without_measurements(item) for item in value]
    return value


def compared(reports: dict[str, Report]) -> dict[str, Any]:
    """What has to be the same in two runs."""
    return {name: without_measurements(json.loads(dumps(report))) for name, report in sorted(reports.items())}


def graded(requests: list[Request], lender: SandboxLender, jobs: int) -> dict[str, Report]:
    """The reports of one run in which nothing is kept."""
    reports: dict[str, Report] = {}
    run = ClassRun(
        requests, store=None, lender=lender, deliver=lambda report: reports.update({report.submission.id: report})
    )
    assert len(list(run.run(jobs))) == len(requests)
    return reports


@pytest.fixture(scope="module")
def one_by_one(requests: list[Request], lender: Lender) -> dict[str, Any]:
    """What the class gets with one job."""
    return compared(graded(requests, lender, 1))


def test_each_gets_what_it_earned(one_by_one: dict[str, Any]) -> None:
    """Whatever the others do."""
    assert {name: report["score"] for name, report in one_by_one.items()} == {
        "anna": 10, "bob": 10, "carl": 6, "dora": 0, "eve": 4, "fred": 10, "gina": 0, "hans": 6,
    }  # fmt: skip


def test_the_number_of_jobs_changes_nothing(
    requests: list[Request], lender: Lender, one_by_one: dict[str, Any]
) -> None:
    """Four at once, in another order, beside each other."""
    assert compared(graded(requests, lender, 4)) == one_by_one
    assert compared(graded(list(reversed(requests)), lender, 3)) == one_by_one


def gateways() -> set[int]:
    """The sandboxes that this process has started."""
    return {pid for pid, command in children_of(os.getpid()).items() if ".gateway" in command}


def test_a_sandbox_that_is_killed_costs_nobody_anything(
    requests: list[Request], assignment: Assignment, one_by_one: dict[str, Any]
) -> None:
    """Two more are enough: one for what was under way, one for the others."""
    others = gateways()
    started: list[Session] = []

    def start() -> Session:
        started.append(local.start())
        return started[-1]

    reports: dict[str, Report] = {}

    def deliver(report: Report) -> None:
        if not reports:
            for gateway in gateways() - others:
                os.kill(gateway, signal.SIGKILL)
        reports[report.submission.id] = report

    run = ClassRun(requests, store=None, lender=SandboxLender(start, assignment), deliver=deliver)
    assert len(list(run.run(2))) == len(requests)
    assert compared(reports) == one_by_one
    assert len(started) in {2, 3}
    assert gateways() - others == set()


def test_a_grading_that_nobody_waits_for_leaves_nothing(requests: list[Request], lender: Lender) -> None:
    """A session is used for thousands: what it knows of one must go with it."""
    request = requests[0]
    submission = read_submission(request.path)
    with lender.lend() as sandbox:
        session = sandbox()
        before = set(session._conversations)
        frames = session.grade(request.assignment, submission, seed=1, only=None)
        assert next(frames).kind == "check"
        frames.close()  # type: ignore[attr-defined]
        assert set(session._conversations) == before
        kinds = [frame.kind for frame in session.grade(request.assignment, submission, seed=1, only=None)]
    assert kinds == ["check", "check", "done"]


def test_a_killed_run_is_ended_by_the_same_command(folder: Path, one_by_one: dict[str, Any], tmp_path: Path) -> None:
    """With the reports of an uninterrupted run; those that were finished are not made again."""
    command = [
        *(sys.executable, "-c", "from grader.cli import grade; grade()"),
        *(str(folder / "class"), "--assignment", str(folder / "means"), "--output", str(tmp_path / "out")),
        *("--sandbox", "local", "--jobs", "1"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stderr is not None
    first = process.stderr.readline()
    process.kill()
    process.communicate()
    assert re.match(r"1/8 anna: 10 / 10 \(", first)
    kept = {path: path.read_bytes() for path in tmp_path.glob("out/*/report.json")}
    assert 1 <= len(kept) < len(NAMES)
    again = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=PATIENCE_S, check=False)
    assert again.returncode == 1
    reports = {path.parent.name: json.loads(path.read_text()) for path in tmp_path.glob("out/*/report.json")}
    assert {name: without_measurements(reports[name]) for name in sorted(reports)} == one_by_one
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        [".grader-results", "grades.csv", "index.html", *NAMES]
    )


def test_a_sandbox_that_has_gone_is_noticed(assignment: Assignment, requests: list[Request]) -> None:
    """At once, and as a fault of the service."""
    session = local.start()
    session.open(assignment)
    session.close()
    frames = session.grade(assignment, read_submission(requests[0].path), seed=1, only=None)
    with pytest.raises(SandboxLostError, match=r"the sandbox has gone|ended before it had answered"):
        next(iter(frames))
