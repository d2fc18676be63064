"""From a path to a submission."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import SubmissionError, SubmissionNotFoundError
from grader.model import CellKind, ErrorKind, SubmissionFormat
from grader.submission import read_submission
from grader.submission.limits import MAX_CODE_BYTES

Refusal = Callable[[str, bytes], SubmissionError]


def test_a_module_is_one_cell_of_code(tmp_path: Path) -> None:
    """A module's cell has the file's name, its text, and the hash of its bytes."""
    path = tmp_path / "ann.py"
    path.write_bytes(b"x = 1\r\ny = 2\r\n")
    submission = read_submission(path)
    assert (submission.id, submission.format, submission.files) == ("ann", SubmissionFormat.PY, ("ann.py",))
    assert [(cell.kind, cell.source, cell.label) for cell in submission.cells] == [
        (CellKind.CODE, "x = 1\ny = 2\n", "ann.py")
    ]
    assert submission.sha256 == hashlib.sha256(b"x = 1\r\ny = 2\r\n").hexdigest()
    assert (submission.attachments, submission.problems) == ((), ())


def test_the_hash_is_of_the_content_not_of_the_name(tmp_path: Path, zip_of: Callable[..., bytes]) -> None:
    """The same bytes have the same hash as a file, in a folder, and in a zip of whatever name."""
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.py").write_text("x = 1\n")
    (tmp_path / "z.zip").write_bytes(zip_of({"around/a.py": "x = 1\n", "__MACOSX/._a.py": "\0"}))
    hashes = {read_submission(tmp_path / name).sha256 for name in ("a.py", "folder", "z.zip")}
    assert len(hashes) == 1


def test_names_and_contents_cannot_be_shifted_into_each_other(tmp_path: Path) -> None:
    """Two folders whose names and bytes run together to the same text have different hashes."""
    for folder, name, content in (("one", "ab.py", "c=1"), ("two", "a.py", "bc=1")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(content)
        (tmp_path / folder / "submit.py").write_text("x = 1")
    assert read_submission(tmp_path / "one").sha256 != read_submission(tmp_path / "two").sha256


def test_a_missing_file_lists_near_names(tmp_path: Path) -> None:
    """A path with nothing there is a mistake in the command, and what was meant is listed."""
    (tmp_path / "submit.py").write_text("x = 1")
    with pytest.raises(SubmissionNotFoundError, match=r"no file or folder .*submti\.py'\. Did you mean submit\.py\?"):
        read_submission(tmp_path / "submti.py")


@pytest.mark.parametrize("name", ["no/such/folder/a.py", "a.py/b.py", "a\0b.py"])
def test_a_path_below_nothing_is_missing(tmp_path: Path, name: str) -> None:
    """A folder that does not exist, a file taken for a folder, a name that no file can have."""
    (tmp_path / "a.py").write_text("x = 1")
    with pytest.raises(SubmissionNotFoundError, match="There is no file or folder"):
        read_submission(tmp_path / name)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"# later\n\n# more\n", b'"""Homework."""\npass\n...\n', b"\xef\xbb\xbf"]
)
def test_nothing_but_comments_is_empty(refusal: Refusal, content: bytes) -> None:
    """A file without a statement is empty, and the student is asked whether it was saved."""
    error = refusal("submit.py", content)
    assert error.problem.kind is ErrorKind.EMPTY
    assert "submit.py is empty: there is no statement in it" in error.problem.message
    assert "saved" in error.problem.message
    assert error.sha256 == hashlib.sha256(content).hexdigest()


def test_long_comments_are_empty_too(refusal: Refusal) -> None:
    """Length alone is no work."""
    assert refusal("submit.py", b"# la la la\n" * 5_000).problem.kind is ErrorKind.EMPTY


def test_fifty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    """The limit and the actual size are told, and the file's blocks are never touched."""
    path = tmp_path / "submit.py"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(SubmissionError) as caught:
        read_submission(path)
    assert caught.value.problem.kind is ErrorKind.FORMAT
    assert "submit.py is too large: it has 50.0 MiB, the limit is 512.0 KiB" in caught.value.problem.message
    assert "clear a notebook's outputs" in caught.value.problem.message
    assert caught.value.sha256 == ""


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    """A module of exactly the largest size is read."""
    text = "x = 1\n"
    (tmp_path / "submit.py").write_text(text + "#" * (MAX_CODE_BYTES - len(text)))
    assert len(read_submission(tmp_path / "submit.py").cells) == 1


def test_an_unknown_suffix_says_what_is_read(refusal: Refusal) -> None:
    """A Word file is refused, with what to hand in instead, and a report can still be written."""
    error = refusal("ann.docx", b"PK")
    assert "ann.docx cannot be graded: files that end in .docx are not read" in error.problem.message
    assert "a module (.py), a notebook (.ipynb)" in error.problem.message
    assert (error.id, error.files, error.format) == ("ann", ("ann.docx",), SubmissionFormat.PY)


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    """A named pipe without a writer would wait for ever."""
    os.mkfifo(tmp_path / "submit.py")
    with pytest.raises(SubmissionError, match=r"submit\.py is a pipe, not a file"):
        read_submission(tmp_path / "submit.py")


def test_a_socket_and_a_device_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is opened."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("submit.py")
        with pytest.raises(SubmissionError, match=r"submit\.py is a socket, not a file"):
            read_submission(tmp_path / "submit.py")
    (tmp_path / "zero.py").symlink_to("/dev/zero")
    with pytest.raises(SubmissionError, match=r"zero\.py is a device, not a file"):
        read_submission(tmp_path / "zero.py")


def test_an_unreadable_file_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without permission there is a failed report that says how to give it."""
    (tmp_path / "submit.py").write_text("x = 1")

    def forbid(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbid)
    with pytest.raises(SubmissionError, match=r"submit\.py cannot be opened \(Permission denied\).*chmod u\+r"):
        read_submission(tmp_path / "submit.py")


def test_one_broken_function_costs_itself(tmp_path: Path) -> None:
    """What Python cannot read is left out and told; the rest is there with its line numbers."""
    (tmp_path / "submit.py").write_text("a = 1\ndef bad(:\n    pass\n\ndef good():\n    return 1\n")
    submission = read_submission(tmp_path / "submit.py")
    assert submission.cells[0].source == "a = 1\n\n\n\ndef good():\n    return 1\n"
    assert [(p.kind, p.location) for p in submission.problems] == [(ErrorKind.SYNTAX, "submit.py, line 2")]


def test_nothing_left_to_run_is_a_syntax_error(refusal: Refusal) -> None:
    """The line, the caret and Python's words are in the message."""
    error = refusal("submit.py", b"def forward(x:\n    return x\n")
    assert (error.problem.kind, error.problem.location) == (ErrorKind.SYNTAX, "submit.py, line 1")
    assert error.problem.message.startswith("Nothing of submit.py can be run, because Python cannot read it.")
    assert "    def forward(x:\n               ^\nSyntaxError: '(' was never closed" in error.problem.message


def test_prose_survives_broken_code(tmp_path: Path, notebook: Callable[..., bytes]) -> None:
    """A written answer is not lost because a cell of code is broken."""
    prose = {"cell_type": "markdown", "source": "## Exercise 3\nYes."}
    (tmp_path / "hw.ipynb").write_bytes(notebook(prose, "x = ("))
    submission = read_submission(tmp_path / "hw.ipynb")
    assert submission.cells[0].source == "## Exercise 3\nYes."
    assert submission.problems[0].location == "cell 2, line 1"


def test_a_notebook_under_another_name_is_read(tmp_path: Path, notebook: Callable[..., bytes]) -> None:
    """Some browsers rename what they download."""
    (tmp_path / "hw.py").write_bytes(notebook("x = 1"))
    submission = read_submission(tmp_path / "hw.py")
    assert (submission.format, submission.cells[0].label) == (SubmissionFormat.IPYNB, "cell 1")


def test_a_text_file_of_python_is_read(tmp_path: Path) -> None:
    """A module that a platform renamed to .txt."""
    (tmp_path / "submit.py.txt").write_text("x = 1\n")
    submission = read_submission(tmp_path / "submit.py.txt")
    assert (submission.id, submission.format) == ("submit.py", SubmissionFormat.PY)


def test_suffixes_are_read_in_any_case(tmp_path: Path, notebook: Callable[..., bytes]) -> None:
    """HW.IPYNB is a notebook."""
    (tmp_path / "HW.IPYNB").write_bytes(notebook("x = 1"))
    assert read_submission(tmp_path / "HW.IPYNB").format is SubmissionFormat.IPYNB


def test_warnings_of_students_code_stay_quiet(tmp_path: Path) -> None:
    """An invalid escape makes Python warn; here warnings are errors, and none may come out."""
    (tmp_path / "submit.py").write_text('p = "\\d"\nif p is 1: pass\n')
    assert read_submission(tmp_path / "submit.py").problems == ()


def test_problems_are_bounded(tmp_path: Path, notebook: Callable[..., bytes]) -> None:
    """A thousand broken cells do not make a report of a thousand messages."""
    (tmp_path / "hw.ipynb").write_bytes(notebook("x = 1", *["y = ("] * 1_000))
    assert len(read_submission(tmp_path / "hw.ipynb").problems) == 50
