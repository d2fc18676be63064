"""What an assignment's folder becomes, and what makes another version of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.model import Limits, WrittenAnswer
from tests.assignment.courses import FILES, MANIFEST, write_course

ROOT = Path(__file__).parents[2]


def test_a_manifest_becomes_a_record(tmp_path: Path) -> None:
    """Every key arrives, in order, and what is left out has its default."""
    directory = write_course(tmp_path)
    assignment = load_assignment("lab-1", search=[tmp_path])
    assert (assignment.name, assignment.title, assignment.description) == ("lab-1", "Lab 1", "")
    assert assignment.limits == Limits(run_s=30.0, memory_mib=1024)
    mean, why = assignment.exercises
    assert (mean.id, mean.title, mean.points, mean.by_hand, mean.written) == ("mean", "The mean", 2.5, True, None)
    assert mean.requires == {"mean": "function", "table": "tensor"}
    assert mean.settings == {"tolerance": 1e-6}
    assert why.written == WrittenAnswer(heading="Why", name="why_answer", placeholder="Your answer.")
    assert assignment.points == 3.5
    assert assignment.directory == directory
    assert assignment.checks_dir == directory / "checks"
    assert assignment.given_path == directory / "given.py"
    assert assignment.given_source == "TABLE = [1, 2, 3]\n"
    assert assignment.misconceptions_path is None


def test_what_an_exercise_does_without_is_a_set(tmp_path: Path) -> None:
    """Dotted names, in one order, so that equal ones share a process."""
    manifest = MANIFEST.replace("by_hand = true", 'without = ["torch.optim", "torch.nn.MSELoss"]')
    mean, why = load_assignment(str(write_course(tmp_path, manifest)), search=[]).exercises
    assert mean.without == ("torch.nn.MSELoss", "torch.optim")
    assert why.without == ()


def test_a_folder_is_loaded_from_anywhere(tmp_path: Path) -> None:
    """By its path, with its own reference and misconceptions."""
    directory = write_course(tmp_path, files={"misconceptions.py": ""})
    assignment = load_assignment(str(directory), search=[])
    assert assignment.reference_path == directory / "reference.py"
    assert assignment.misconceptions_path == directory / "misconceptions.py"


def test_a_relative_folder_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name is the folder's, however it is spelled."""
    directory = write_course(tmp_path)
    monkeypatch.chdir(directory / "checks")
    assignment = load_assignment("..", search=[])
    assert (assignment.name, assignment.directory) == ("lab-1", directory)


def test_the_shared_reference_stands_beside_the_assignments(tmp_path: Path) -> None:
    """../reference/<name>.py, with a hyphen as an underscore."""
    write_course(tmp_path / "assignments", without="reference.py")
    shared = tmp_path / "reference" / "lab_1.py"
    shared.parent.mkdir()
    shared.write_text(FILES["reference.py"], encoding="utf-8")
    assignment = load_assignment("lab-1", search=[tmp_path / "assignments"])
    assert assignment.reference_path == shared


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Some editors write one."""
    directory = write_course(tmp_path, b"\xef\xbb\xbf" + MANIFEST.encode())
    assert load_assignment(str(directory), search=[]).title == "Lab 1"


def test_hw4_is_what_the_contract_says() -> None:
    """Its exercises, points, names and limits."""
    assignment = load_assignment("hw4", search=[ROOT / "assignments"])
    points = {exercise.id: exercise.points for exercise in assignment.exercises}
    assert points == {"forward": 20, "backprop": 30, "learning-rate": 10, "toy-model": 20, "optimize": 30}
    assert list(points) == ["forward", "backprop", "learning-rate", "toy-model", "optimize"]
    assert [exercise.by_hand for exercise in assignment.exercises] == [True, True, False, False, False]
    required = [name for exercise in assignment.exercises for name in exercise.requires]
    assert required == ["forward", "backprop", "ToyModel", "model"]
    assert assignment.limits == Limits()
    assert assignment.reference_path == ROOT / "reference" / "hw4.py"


@pytest.mark.parametrize(
    "change",
    [
        {"assignment.toml": MANIFEST + "# a comment\n"},
        {"given.py": "TABLE = [1, 2, 4]\n"},
        {"checks/test_mean.py": "def test_mean():\n    assert 1\n"},
        {"checks/deep/test_more.py": ""},
        {"checks/values.csv": "1,2\n"},
        {"misconceptions.py": ""},
        {"reference.py": "mean = None\n"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_decides_about_grades_makes_a_version(tmp_path: Path, change: dict[str, str]) -> None:
    """Manifest, given names, checks and their data, misconceptions, reference."""
    before = load_assignment(str(write_course(tmp_path / "before")), search=[])
    after = load_assignment(str(write_course(tmp_path / "after", files=change)), search=[])
    assert before.version != after.version
    assert before.hidden_digest != after.hidden_digest


@pytest.mark.parametrize(
    "path",
    ["handout/lab.py", "checks/__pycache__/test_mean.cpython-311.pyc", "checks/.DS_Store", "checks/test_mean.py~"],
)
def test_what_does_not_decide_makes_none(tmp_path: Path, path: str) -> None:
    """The handout, caches, what editors leave behind; nor does the place of the folder."""
    before = load_assignment(str(write_course(tmp_path / "before")), search=[])
    after = load_assignment(str(write_course(tmp_path / "after", files={path: "x"})), search=[])
    assert before.version == after.version
    assert before.hidden_digest == after.hidden_digest


def test_contents_do_not_run_together(tmp_path: Path) -> None:
    """The end of one file moved to the beginning of the next is another version."""
    files = [{"checks/a.py": "1\n2\n", "checks/b.py": "3\n"}, {"checks/a.py": "1\n", "checks/b.py": "2\n3\n"}]
    directories = [write_course(tmp_path / str(index), files=each) for index, each in enumerate(files)]
    first, second = (load_assignment(str(directory), search=[]).version for directory in directories)
    assert first != second


def test_the_hidden_digest_is_another_secret_than_the_version(tmp_path: Path) -> None:
    """The version is printed in every report; the key for the seeds must not follow from it, nor be printed."""
    assignment = load_assignment(str(write_course(tmp_path)), search=[])
    assert len(assignment.version) == 64
    assert len(assignment.hidden_digest) == 32
    assert assignment.hidden_digest.hex() != assignment.version
    assert repr(assignment.hidden_digest) not in repr(assignment)
    assert assignment.hidden_digest.hex() not in repr(assignment)
