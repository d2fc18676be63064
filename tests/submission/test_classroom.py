"""Classes of submissions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import ClassError
from grader.submission import Member, class_members, read_submission
from grader.submission import classroom as module

ZipOf = Callable[[dict[str, str | bytes]], bytes]


def _lay(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"x = {name!r}\n")
    return folder


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def test_each_direct_child_is_one_submission(tmp_path: Path, scratch: Path) -> None:
    """Files and folders, sorted; lists, READMEs and what systems leave behind are none."""
    folder = _lay(
        tmp_path / "class",
        "cy.ipynb",
        "ann.lee/submit.py",
        "bob.py",
        "dee.docx",
        "grades.csv",
        "README.md",
        ".DS_Store",
        "__MACOSX/._bob.py",
    )
    (folder / "link.py").symlink_to(folder / "bob.py")
    assert class_members(folder, scratch) == (
        Member(id="ann.lee", path=folder / "ann.lee"),
        Member(id="bob", path=folder / "bob.py"),
        Member(id="cy", path=folder / "cy.ipynb"),
        Member(id="dee", path=folder / "dee.docx"),
    )
    assert list(scratch.iterdir()) == []


def test_no_two_ids_are_the_same(tmp_path: Path, scratch: Path) -> None:
    """A notebook and a module of one name are two submissions, and two reports."""
    folder = _lay(tmp_path / "class", "ann.py", "ann.ipynb", "ann/submit.py")
    assert sorted(member.id for member in class_members(folder, scratch)) == ["ann", "ann-2", "ann-3"]


def test_canvas_files_of_one_student_are_one_submission(tmp_path: Path, scratch: Path) -> None:
    """With the names that the student gave them, so that imports find each other."""
    folder = _lay(
        tmp_path / "class", "leeann_LATE_12_901_submit.py", "leeann_LATE_12_902_layers.py", "raybob_13_903_hw.py"
    )
    ann, bob = class_members(folder, scratch)
    assert (ann.id, ann.student, ann.external_id, ann.late, ann.attempt) == ("leeann_12", "leeann", "12", True, 1)
    assert sorted(path.name for path in ann.path.iterdir()) == ["layers.py", "submit.py"]
    assert scratch in ann.path.parents
    assert (bob.id, bob.path, bob.late) == ("raybob_13_903_hw", folder / "raybob_13_903_hw.py", False)
    assert read_submission(ann.path).files == ("layers.py", "submit.py")


def test_the_latest_attempt_counts(tmp_path: Path, scratch: Path) -> None:
    """Canvas numbers files that were handed in again."""
    folder = _lay(tmp_path / "class", "leeann_12_901_hw.py", "leeann_12_907_hw-2.py", "leeann_12_905_hw-1.py")
    (member,) = class_members(folder, scratch)
    assert (member.path.name, member.attempt) == ("leeann_12_907_hw-2.py", 3)


def test_moodle_folders_are_understood(tmp_path: Path, scratch: Path) -> None:
    """A file counts more than a typed text, which counts where there is nothing else."""
    folder = _lay(
        tmp_path / "class",
        "Ann Lee_7_assignsubmission_file_/hw.py",
        "Ann Lee_7_assignsubmission_onlinetext_/onlinetext.html",
        "Bob Ray_8_assignsubmission_onlinetext_/onlinetext.html",
    )
    ann, bob = class_members(folder, scratch)
    assert (ann.student, ann.external_id, ann.path.name) == ("Ann Lee", "7", "Ann Lee_7_assignsubmission_file_")
    assert (bob.student, bob.path.name) == ("Bob Ray", "Bob Ray_8_assignsubmission_onlinetext_")


@pytest.mark.parametrize("around", ["", "class/"])
def test_a_zip_is_unpacked_into_the_scratch_folder(tmp_path: Path, scratch: Path, zip_of: ZipOf, around: str) -> None:
    """Also where a folder was packed around the submissions."""
    names = ("ann.py", "bob/submit.py", "bob/layers.py", "cy.zip")
    (tmp_path / "class.zip").write_bytes(zip_of({around + name: "x = 1" for name in names}))
    members = class_members(tmp_path / "class.zip", scratch)
    assert [member.id for member in members] == ["ann", "bob", "cy"]
    assert all(scratch in member.path.parents for member in members)


def test_a_students_bomb_costs_no_neighbour(tmp_path: Path, scratch: Path, zip_of: ZipOf) -> None:
    """It is cut above the limit, and refused in its own report."""
    (tmp_path / "class.zip").write_bytes(zip_of({"ann.py": "x = 1", "bob.py": b"#" * (40 * 1024 * 1024)}))
    ann, bob = class_members(tmp_path / "class.zip", scratch)
    assert read_submission(ann.path).id == "ann"
    assert bob.path.stat().st_size == 20 * 1024 * 1024 + 1


def test_a_zip_that_leads_out_is_refused(tmp_path: Path, scratch: Path, zip_of: ZipOf) -> None:
    """Nothing is written outside of the scratch folder."""
    (tmp_path / "class.zip").write_bytes(zip_of({"ann.py": "x = 1", "../evil.py": "x = 1"}))
    with pytest.raises(ClassError, match=r"class\.zip cannot be graded as a class: .*leads out of the folder"):
        class_members(tmp_path / "class.zip", scratch)
    assert not (scratch / "evil.py").exists()


def test_two_files_of_one_name_are_refused(tmp_path: Path, scratch: Path, zip_of: ZipOf) -> None:
    """Also names that only become the same."""
    (tmp_path / "class.zip").write_bytes(zip_of({"a\x01.py": "x = 1", "a\x02.py": "x = 1"}))
    with pytest.raises(ClassError, match=r"it holds two files called a_\.py"):
        class_members(tmp_path / "class.zip", scratch)


def test_what_is_no_class_says_so(tmp_path: Path, scratch: Path) -> None:
    """A module, an empty folder, a missing one."""
    (tmp_path / "a.py").write_text("x = 1")
    with pytest.raises(ClassError, match=r"a\.py cannot be graded as a class: a\.py is no zip"):
        class_members(tmp_path / "a.py", scratch)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ClassError, match=r"there is no submission in it\. Each direct child"):
        class_members(tmp_path / "empty", tmp_path)
    with pytest.raises(ClassError, match="No such file"):
        class_members(tmp_path / "missing", tmp_path / "more")


def test_too_much_is_refused(tmp_path: Path, scratch: Path, zip_of: ZipOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Submissions, entries and bytes are bounded."""
    folder = _lay(tmp_path / "class", "a.py", "b.py", "c.py")
    (tmp_path / "class.zip").write_bytes(zip_of({"a.py": "x = 1", "b.py": "x = 1"}))
    monkeypatch.setattr(module, "_MAX_MEMBERS", 2)
    with pytest.raises(ClassError, match="it holds 3 files and folders, the limit is 2"):
        class_members(folder, scratch)
    monkeypatch.setattr(module, "_MAX_UNPACKED_BYTES", 8)
    with pytest.raises(ClassError, match="unpacked it has more than 8 bytes"):
        class_members(tmp_path / "class.zip", tmp_path / "s1")
    monkeypatch.setattr(module, "_MAX_ENTRIES", 1)
    with pytest.raises(ClassError, match="it holds more than 1 files"):
        class_members(tmp_path / "class.zip", tmp_path / "s2")
