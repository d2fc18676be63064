"""A folder of one student's files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.model import ErrorKind, SubmissionFormat
from grader.submission import read_submission
from grader.submission.folder import read_folder


def test_files_below_are_read(tmp_path: Path) -> None:
    """Folders in folders, without what systems leave behind."""
    ann = tmp_path / "ann.lee"
    for name in ("submit.py", "pkg/__init__.py", "pkg/part.py", ".git/config", "__pycache__/a.pyc", ".DS_Store"):
        (ann / name).parent.mkdir(parents=True, exist_ok=True)
        (ann / name).write_text("x = 1")
    submission = read_submission(ann)
    assert (submission.id, submission.format) == ("ann.lee", SubmissionFormat.DIR)
    assert submission.files == ("pkg/__init__.py", "pkg/part.py", "submit.py")
    assert [file.path for file in submission.attachments] == ["pkg/__init__.py", "pkg/part.py"]


def test_links_and_pipes_are_left_out(tmp_path: Path) -> None:
    """Neither is followed or waited for."""
    (tmp_path / "secret.txt").write_text("secret")
    ann = tmp_path / "ann"
    ann.mkdir()
    (ann / "submit.py").write_text("x = 1")
    (ann / "link.txt").symlink_to(tmp_path / "secret.txt")
    (ann / "up").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(ann / "pipe.csv")
    assert [file.path for file in read_folder(ann, "ann")] == ["submit.py"]


def test_a_folder_without_code_says_what_it_holds(tmp_path: Path) -> None:
    """Pictures cannot be graded."""
    (tmp_path / "plot.png").write_bytes(b"\x89PNG")
    with pytest.raises(
        SubmissionError, match=r"holds nothing that can be graded: plot\.png\. Hand in a module"
    ) as caught:
        read_submission(tmp_path)
    assert (caught.value.problem.kind, caught.value.format) == (ErrorKind.FORMAT, SubmissionFormat.DIR)


def test_an_empty_folder_is_empty(tmp_path: Path) -> None:
    """It is asked whether the work was packed with it."""
    with pytest.raises(SubmissionError, match=r"is empty: there is no file in it") as caught:
        read_submission(tmp_path)
    assert caught.value.problem.kind is ErrorKind.EMPTY


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """Data of 30 MiB does not fit."""
    (tmp_path / "submit.py").write_text("x = 1")
    with (tmp_path / "weights.pt").open("wb") as file:
        file.truncate(30 * 1024 * 1024)
    with pytest.raises(SubmissionError, match=r"is too large: weights\.pt does not fit\. A file may have 20\.0 MiB"):
        read_submission(tmp_path)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    """A folder with installed packages in it."""
    for number in range(501):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(SubmissionError, match="holds more than 500 files"):
        read_submission(tmp_path)


def test_an_unreadable_folder_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without permission there is a failed report that says how to give it."""

    def forbid(_: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", forbid)
    with pytest.raises(SubmissionError, match=r"cannot be opened \(Permission denied\).*chmod u\+rx"):
        read_submission(tmp_path)


def test_the_folder_one_stands_in_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`grade .` is a submission with an id."""
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "submit.py").write_text("x = 1")
    monkeypatch.chdir(tmp_path / "ann")
    assert read_submission(Path()).id == "ann"
