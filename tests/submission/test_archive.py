"""Zips of unknown origin."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.model import ErrorKind, SubmissionFormat
from grader.submission import read_submission
from grader.submission.archive import read_archive
from grader.submission.refused import RefusedError

ZipOf = Callable[[dict[str, str | bytes]], bytes]
Refusal = Callable[[str, bytes], SubmissionError]


def _refused(content: bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        read_archive(content, "ann.zip")
    assert caught.value.problem.kind is ErrorKind.FORMAT
    return caught.value.problem.message


def test_modules_and_data_lie_beside_the_work(tmp_path: Path, zip_of: ZipOf) -> None:
    """The work is found, the rest is attached with paths as seen from it."""
    files: dict[str, str | bytes] = {
        "hw/submit.py": "from layers import f\n",
        "hw/layers.py": "def f(): ...\n",
        "hw/data/x.csv": "1,2\n",
    }
    (tmp_path / "ann.zip").write_bytes(zip_of(files))
    submission = read_submission(tmp_path / "ann.zip")
    assert (submission.id, submission.format) == ("ann", SubmissionFormat.ZIP)
    assert submission.files == ("data/x.csv", "layers.py", "submit.py")
    assert submission.cells[0].label == "submit.py"
    assert [(file.path, file.content) for file in submission.attachments] == [
        ("data/x.csv", b"1,2\n"),
        ("layers.py", b"def f(): ...\n"),
    ]


def test_what_systems_leave_behind_is_left_out(zip_of: ZipOf) -> None:
    """Finder, Explorer, Python and Jupyter put their own things in."""
    junk: dict[str, str | bytes] = dict.fromkeys(
        [
            "__MACOSX/._a.py",
            ".DS_Store",
            "x/__pycache__/a.pyc",
            ".ipynb_checkpoints/a-checkpoint.ipynb",
            "Thumbs.db",
            "venv/lib/torch.py",
            ".git/config",
            "a.pyc",
        ],
        b"\0",
    )
    assert [file.path for file in read_archive(zip_of({"a.py": "x = 1", **junk}), "ann.zip")] == ["a.py"]


@pytest.mark.parametrize(
    "name",
    ["../evil.py", "a/../../evil.py", "/etc/evil.py", "..\\evil.py", "\\evil.py", "C:\\evil.py", "C:/evil.py", "a/.."],
)
def test_a_name_that_leads_out_is_refused(zip_of: ZipOf, name: str) -> None:
    """Zip slip, in every spelling."""
    assert "ann.zip holds a file whose name leads out of the folder" in _refused(zip_of({"a.py": "x", name: "x = 1"}))


def test_names_of_other_systems_are_understood(zip_of: ZipOf) -> None:
    """Backslashes, decomposed letters, narrow spaces of screenshots, UTF-8 that does not say so."""
    content = zip_of({"src\\a.py": "x = 1", "src/Cafe\u0301.txt": "", "src/Shot 3\u202fPM.png": "", "src\\empty\\": ""})
    assert [file.path for file in read_archive(content, "ann.zip")] == ["Caf\xe9.txt", "Shot 3_PM.png", "a.py"]
    unmarked = zip_of({"\xe9.py": "x = 1"}).replace(struct.pack("<HH", 0x800, 8), struct.pack("<HH", 0, 8))
    assert [file.path for file in read_archive(unmarked, "ann.zip")] == ["\xe9.py"]


def test_control_characters_in_names_are_made_harmless(zip_of: ZipOf) -> None:
    """A name may not colour a terminal."""
    assert [file.path for file in read_archive(zip_of({"a\x1b[31m\n.py": "x"}), "ann.zip")] == ["a_[31m_.py"]


def test_a_name_that_is_too_long_is_refused(zip_of: ZipOf) -> None:
    """No file system would take it."""
    assert "whose name is empty or too long" in _refused(zip_of({"a" * 300: "x"}))
    assert "whose name is empty or too long" in _refused(zip_of({"a/" * 30 + "b.py": "x"}))


def test_two_files_of_one_name_are_refused() -> None:
    """Programs disagree about which one counts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.py", "x = 1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.py", "x = 2")
    assert "ann.zip holds two files called a.py" in _refused(buffer.getvalue())


def test_links_are_left_out() -> None:
    """A link could point at anything on the machine that unpacks it."""
    buffer = io.BytesIO()
    link = zipfile.ZipInfo("secrets.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.py", "x = 1")
    assert [file.path for file in read_archive(buffer.getvalue(), "ann.zip")] == ["a.py"]


def test_a_bomb_is_refused_unpacked_in_part_at_most(zip_of: ZipOf) -> None:
    """A file of 100 MiB in a few kilobytes; also when the table of contents lies about it."""
    bomb = zip_of({"a.py": b"#" * (100 * 1024 * 1024)})
    assert "ann.zip is too large: a.py does not fit. A file may have 20.0 MiB" in _refused(bomb)
    lying = bomb.replace(struct.pack("<I", 100 * 1024 * 1024), struct.pack("<I", 10))
    assert "ann.zip is" in _refused(lying)


def test_many_large_files_are_refused(zip_of: ZipOf) -> None:
    """Each fits, all together do not."""
    files: dict[str, str | bytes] = {f"{n}.bin": b"\0" * (19 * 1024 * 1024) for n in range(4)}
    assert "all of them together 64.0 MiB" in _refused(zip_of(files))


def test_too_many_files_are_refused(zip_of: ZipOf) -> None:
    """The limit is told; a table of contents that would fill the memory is not even opened."""
    assert "ann.zip holds more than 500 files" in _refused(zip_of({f"{n}.txt": "" for n in range(501)}))
    assert "ann.zip holds more than 500 files" in _refused(b"PK\x01\x02" * 6_000)


def test_an_encrypted_zip_says_so(zip_of: ZipOf) -> None:
    """The password is the student's secret."""
    content = bytearray(zip_of({"a.py": "x = 1"}))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    content[6] |= 1
    assert "ann.zip is encrypted (a.py). Pack it again without a password" in _refused(bytes(content))


def test_an_unusual_compression_says_so() -> None:
    """LZMA may ask for gigabytes of memory."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.py", "x = 1")
    assert "packed in an unusual way (a.py: method 14). Pack it as an ordinary zip" in _refused(buffer.getvalue())


@pytest.mark.parametrize(
    "content", [b"", b"x = 1", b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18, b"PK\x05\x06" + b"\0" * 10]
)
def test_what_is_no_zip_says_so(content: bytes) -> None:
    """Whatever it is."""
    assert "ann.zip is no zip, or is damaged" in _refused(content)


def test_a_damaged_file_is_found(zip_of: ZipOf) -> None:
    """The checksum counts."""
    content = bytearray(zip_of({"a.py": "x = 1\n" * 100}))
    content[content.index(b"PK\x01\x02") + 16] ^= 0xFF
    assert "is damaged (Bad CRC-32" in _refused(bytes(content))


def test_an_archive_in_an_archive_stays_packed(refusal: Refusal, zip_of: ZipOf) -> None:
    """The student is asked to unpack it."""
    error = refusal("ann.zip", zip_of({"hw.zip": zip_of({"a.py": "x = 1"})}))
    assert "It holds an archive in turn (hw.zip): unpack that one" in error.problem.message
    assert (error.format, error.files) == (SubmissionFormat.ZIP, ("hw.zip",))


def test_an_empty_zip_is_empty(refusal: Refusal, zip_of: ZipOf) -> None:
    """Nothing was packed, or only what is left out."""
    for files in ({}, {".DS_Store": "x"}):
        error = refusal("ann.zip", zip_of(dict(files)))
        assert error.problem.kind is ErrorKind.EMPTY
        assert "ann.zip is empty: there is no file in it" in error.problem.message
