"""A run over a class that is interrupted or killed, and the same command again. Processes are really signalled."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader.report.json_report import schema
from tests.classes.courses import CLASS, GOOD, write_class, write_course
from tests.classes.sandboxes import ENDLESS

jsonschema = pytest.importorskip("jsonschema")

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60
#: While it is graded, nothing behind it is with one job.
BLOCKED = "carl"


def start(folder: Path, output: str, *more: str) -> subprocess.Popen[str]:
    """The command in a process of its own, one submission after the other."""
    arguments = [str(folder / "class"), "--assignment", str(folder / "means"), "--output", str(folder / output)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.classes.command", *arguments, "--jobs", "1", *more],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command that ends by itself."""
    out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out, err


def stop(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str, str]:
    """Signal the process when the second submission is done, and the third one does not end."""
    assert process.stderr is not None
    assert [next(process.stderr).split()[0] for _ in range(2)] == ["1/5", "2/5"]
    process.send_signal(number)
    return finish(process)


def block(folder: Path) -> None:
    """Let the submission never end."""
    (folder / "class" / f"{BLOCKED}.py").write_text(f"{GOOD}# {ENDLESS}\n")


def unblock(folder: Path) -> None:
    """Let it be what it is in the class."""
    (folder / "class" / f"{BLOCKED}.py").write_text(CLASS[f"{BLOCKED}.py"])


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of an output but what is kept for the next run."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".grader-results" not in path.parts
    }


def graded_ids(folder: Path) -> list[str]:
    """The first column of grades.csv."""
    return [row["submission"] for row in csv.DictReader(io.StringIO((folder / "grades.csv").read_text()))]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The output of a run that nobody interrupted."""
    folder = tmp_path_factory.mktemp("whole")
    write_course(folder)
    write_class(folder)
    assert finish(start(folder, "out"))[0] == 1
    return tree(folder / "out")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course, and a class of five of which the third one never ends."""
    write_course(tmp_path)
    write_class(tmp_path)
    block(tmp_path)
    return tmp_path


def test_ctrl_c_leaves_what_is_finished_and_says_how_to_go_on(folder: Path) -> None:
    """Reports, table and page are whole and about the finished ones; the exit status is that of Ctrl-C."""
    status, out, err = stop(start(folder, "out"), signal.SIGINT)
    assert status == 130
    assert "5 submissions: 2 graded, 3 to go" in out
    assert err == (
        f"Interrupted. What is finished is in {folder}/out, and valid. The same command goes on where this one "
        "stopped: nothing is graded twice.\n"
    )
    assert graded_ids(folder / "out") == ["anna", "bob"]
    page = (folder / "out" / "index.html").read_text()
    assert page.endswith("</html>\n")
    assert ("./bob/report.html" in page, "carl" in page) == (True, False)
    assert [path.parent.name for path in sorted((folder / "out").glob("*/report.json"))] == ["anna", "bob"]
    for path in (folder / "out").glob("*/report.json"):
        jsonschema.validate(json.loads(path.read_text()), schema())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_same_command_ends_what_was_begun(folder: Path, whole: dict[str, bytes], number: signal.Signals) -> None:
    """However it ended: afterwards everything is as if nothing had happened, and nothing was graded twice."""
    stop(start(folder, "out"), number)
    before = {name: (folder / "out" / name).stat().st_mtime_ns for name in ("anna/report.json", "bob/report.json")}
    unblock(folder)
    status, out, err = finish(start(folder, "out"))
    assert status == 1
    assert "5 submissions: 4 graded (2 known already), 1 could not be run" in out
    assert "anna" not in err
    assert tree(folder / "out") == whole
    assert {name: (folder / "out" / name).stat().st_mtime_ns for name in before} == before


def test_a_killed_run_leaves_no_rubbish_for_long(folder: Path) -> None:
    """What it was writing, and what it had unpacked, goes when the next run begins."""
    stop(start(folder, "out"), signal.SIGKILL)
    assert len(list((folder / "out" / ".grader-results").glob("run-*"))) == 1
    unblock(folder)
    finish(start(folder, "out"))
    assert list((folder / "out").rglob("run-*")) == []
    assert list((folder / "out").rglob("*.partial")) == []


def test_two_runs_at_once_do_not_disturb_each_other(folder: Path, whole: dict[str, bytes]) -> None:
    """Two terminals, one folder: both end, and the folder is as one would have left it."""
    unblock(folder)
    both = [start(folder, "out") for _ in range(2)]
    assert [finish(process)[0] for process in both] == [1, 1]
    assert tree(folder / "out") == whole
