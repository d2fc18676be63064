"""Files that are there whole or not at all, and folders that go with the run that made them."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.scratch_folder import scratch_folder
from grader.whole_file import make_folder, write_whole

ROOT = Path(__file__).parents[2]

#: Takes a scratch folder, says so, and waits for somebody to end it.
HOLDER = """
import sys
from pathlib import Path
from grader.scratch_folder import scratch_folder

with scratch_folder(Path(sys.argv[1])) as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


def hold(parent: Path) -> tuple[subprocess.Popen[str], Path]:
    """A process with a scratch folder, and the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(parent)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_a_file_is_written_with_its_own_line_ends(tmp_path: Path) -> None:
    """CSV has others than the system; nothing else is left in the folder."""
    write_whole(tmp_path / "grades.csv", "ö\r\nx\n")
    assert (tmp_path / "grades.csv").read_bytes() == "ö\r\nx\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["grades.csv"]


def test_a_file_grows_elsewhere(tmp_path: Path) -> None:
    """So that a killed run leaves nothing beside the reports."""
    (tmp_path / "drafts").mkdir()
    with pytest.raises(UsageError, match=r"report\.json cannot be written: No such file or directory\. Name another"):
        write_whole(tmp_path / "report.json", "x", drafts=tmp_path / "missing")
    write_whole(tmp_path / "report.json", "x", drafts=tmp_path / "drafts")
    assert list((tmp_path / "drafts").iterdir()) == []
    assert (tmp_path / "report.json").read_text() == "x"


def test_a_failed_write_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    """The text has a character that no file can hold."""
    (tmp_path / "report.json").write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path / "report.json", "new \ud800")
    assert (tmp_path / "report.json").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_many_threads_may_write_the_same_file(tmp_path: Path) -> None:
    """One of them is last."""
    texts = [str(number) * 10_000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: write_whole(tmp_path / "file", text), texts))
    assert (tmp_path / "file").read_text() in texts
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """And what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"file/x cannot be made: Not a directory\. Name another place"):
        make_folder(tmp_path / "file" / "x")


def test_a_scratch_folder_goes_with_its_run(tmp_path: Path) -> None:
    """With everything in it, after an error too."""

    def fail() -> None:
        with scratch_folder(tmp_path / "store") as folder:
            (folder / "deep").mkdir()
            (folder / "deep" / "file").write_text("x")
            raise ValueError("something else")

    with pytest.raises(ValueError, match="something else"):
        fail()
    assert list((tmp_path / "store").iterdir()) == []


def test_a_running_runs_folder_is_left_alone(tmp_path: Path) -> None:
    """Another run beginning beside it takes away nothing."""
    process, theirs = hold(tmp_path)
    with scratch_folder(tmp_path) as ours:
        assert theirs.is_dir()
        assert ours != theirs
    assert theirs.is_dir()
    process.communicate("")
    assert list(tmp_path.iterdir()) == []


def test_a_killed_runs_folder_goes_with_the_next_run(tmp_path: Path) -> None:
    """The kernel knows that its owner has gone."""
    process, theirs = hold(tmp_path)
    (theirs / "file").write_text("x")
    process.kill()
    process.communicate()
    assert theirs.is_dir()
    with scratch_folder(tmp_path) as ours:
        assert [path.name for path in tmp_path.iterdir()] == [ours.name]
