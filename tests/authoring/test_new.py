from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.assignment import load_assignment
from grader.authoring.new import create_assignment
from grader.cli import grader
from grader.errors import UsageError
from grader.handout import notebook_text
from grader.sandbox.session import Session
from tests.authoring.grading import grade, scores


def test_a_new_assignment_is_complete(tmp_path: Path) -> None:
    """It loads, and its handout's notebook is made from its script."""
    made = create_assignment("hw9", tmp_path / "assignments")
    assignment = load_assignment(str(made.directory), search=[])
    assert (assignment.name, assignment.points) == ("hw9", 10)
    assert assignment.misconceptions_path is not None
    script = (made.directory / "handout" / "hw9.py").read_text(encoding="utf-8")
    assert (made.directory / "handout" / "hw9.ipynb").read_text(encoding="utf-8") == notebook_text(script)
    assert not [name for name in made.files if "@NAME@" in (made.directory / name).read_text(encoding="utf-8")]
    assert made.directory.stat().st_mode & 0o777 == 0o755


def test_a_new_assignment_grades(tmp_path: Path, session: Session) -> None:
    """Its reference earns everything, its starter nothing, and a mistake gets its own explanation."""
    directory = create_assignment("hw9", tmp_path).directory
    reference = (directory / "reference.py").read_text(encoding="utf-8")
    assert scores(grade(session, directory, reference)) == {"values": 6, "other-shapes": 4}
    starter = (directory / "handout" / "hw9.py").read_text(encoding="utf-8")
    assert scores(grade(session, directory, starter)) == {"values": 0, "other-shapes": 0}
    undivided = grade(session, directory, "def standardize(x):\n    return x - x.mean(0, keepdim=True)\n")
    assert [each["id"] for each in undivided["values"]["diagnosis"]] == ["not-divided"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """What is there stays as it is, and nothing half made is left."""
    (tmp_path / "hw9").mkdir()
    (tmp_path / "hw9" / "mine.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match=r"hw9 is there already, and nothing is overwritten\. Choose another name"):
        create_assignment("hw9", tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["hw9", "mine.txt"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("my homework", "Did you mean my-homework?"),
        ("../hw9", "Did you mean hw9?"),
        ("-", "Such as hw5, or first-lesson."),
        ("", "Such as hw5, or first-lesson."),
        ("x" * 65, f"Did you mean {'x' * 64}?"),
    ],
)
def test_a_name_that_none_can_have_is_refused(tmp_path: Path, name: str, hint: str) -> None:
    """With the rule, and a name that is near."""
    with pytest.raises(UsageError) as refused:
        create_assignment(name, tmp_path)
    assert "expected up to 64 letters, digits, hyphens and underscores" in str(refused.value)
    assert hint in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With the folder, and what to do."""
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match=r"cannot be made: Permission denied\. Name a folder of yours with --in"):
        create_assignment("hw9", tmp_path / "x")


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    """A parent that is no folder."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"hw9 cannot be made: .*Name a folder of yours with --in"):
        create_assignment("hw9", tmp_path / "file")


def test_the_command_says_what_comes_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that can be copied: by name where that leads there, else by path."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(grader, ["new", "hw9"])
    assert result.exit_code == 0, result.output
    assert "grader validate hw9\n" in result.output
    assert "grade assignments/hw9/reference.py --assignment hw9\n" in result.output
    assert json.loads((tmp_path / "assignments/hw9/handout/hw9.ipynb").read_text(encoding="utf-8"))["nbformat"] == 4
    result = CliRunner().invoke(grader, ["new", "hw4", "--in", "elsewhere"])
    assert "grader validate elsewhere/hw4\n" in result.output
    assert "assignments/hw4 has the same name. Give the path" in result.output
    assert CliRunner().invoke(grader, ["new", "hw9"]).exit_code == 2
