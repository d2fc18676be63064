"""An assignment that asks for some exercises of another shares that one's files, and is as strict about mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.assignment import Assignment, find_assignments, load_assignment
from grader.errors import AssignmentError
from grader.model import Limits
from tests.assignment.courses import FILES, MANIFEST, write_course

CHILD = """\
title = "First steps"
extends = "lab-1"
exercises = ["mean"]
"""


def write_child(folder: Path, manifest: str = CHILD, *, files: dict[str, str] | None = None) -> Path:
    """An assignment that extends lab-1, beside it."""
    directory = folder / "first-steps"
    for path, content in {"assignment.toml": manifest, **(files or {})}.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(content, encoding="utf-8")
    return directory


def load(folder: Path) -> Assignment:
    """The child."""
    return load_assignment("first-steps", search=[folder])


def mistakes_of(folder: Path) -> list[str]:
    """What is wrong with the child."""
    with pytest.raises(AssignmentError) as caught:
        load(folder)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_what_is_shared_and_what_is_its_own(tmp_path: Path) -> None:
    """Checks, reference, given names and limits are the other's; name, title and choice are its own."""
    parent_directory = write_course(tmp_path, files={"misconceptions.py": ""})
    directory = write_child(tmp_path)
    parent, child = load_assignment("lab-1", search=[tmp_path]), load(tmp_path)
    assert (child.name, child.title, child.description, child.directory) == (
        "first-steps",
        "First steps",
        "",
        directory,
    )
    assert child.exercises == parent.exercises[:1]
    assert (child.extends, child.left_out, child.points) == ("lab-1", ("why",), 2.5)
    assert child.checks_dir == parent_directory / "checks"
    assert child.reference_path == parent.reference_path
    assert child.misconceptions_path == parent_directory / "misconceptions.py"
    assert child.given_path == parent_directory / "given.py"
    assert child.given_source == FILES["given.py"]
    assert child.limits == Limits(run_s=30.0, memory_mib=1024)


def test_it_may_have_names_limits_and_titles_of_its_own(tmp_path: Path) -> None:
    """Given names come after the shared ones; limits replace them; exercises come in its own order."""
    write_course(tmp_path)
    manifest = (
        'given = "given.py"\n'
        + CHILD.replace('["mean"]', '["why", "mean"]')
        + 'titles = { mean = "The average" }\n[limits]\nrun_s = 5\n'
    )
    write_child(tmp_path, manifest, files={"given.py": "MORE = TABLE\n"})
    child = load(tmp_path)
    assert [(exercise.id, exercise.title) for exercise in child.exercises] == [("why", "Why"), ("mean", "The average")]
    assert child.left_out == ()
    assert child.given_source == "TABLE = [1, 2, 3]\n\nMORE = TABLE\n"
    assert child.given_path == tmp_path / "lab-1" / "given.py"
    assert child.limits == Limits(run_s=5.0)


@pytest.mark.parametrize(
    "change",
    [
        {"assignment.toml": MANIFEST + "# a comment\n"},
        {"given.py": "TABLE = [1, 2, 4]\n"},
        {"checks/test_mean.py": "def test_mean():\n    assert 1\n"},
        {"misconceptions.py": ""},
        {"reference.py": "mean = None\n"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_what_is_shared_makes_a_version(tmp_path: Path, change: dict[str, str]) -> None:
    """And another key for the seeds."""
    write_course(tmp_path / "before")
    write_child(tmp_path / "before")
    write_course(tmp_path / "after", files=change)
    write_child(tmp_path / "after")
    before, after = load(tmp_path / "before"), load(tmp_path / "after")
    assert before.version != after.version
    assert before.hidden_digest != after.hidden_digest


def test_a_change_of_its_own_makes_a_version(tmp_path: Path) -> None:
    """Its manifest; and it is never the other's version."""
    write_course(tmp_path)
    write_child(tmp_path)
    before = load(tmp_path)
    write_child(tmp_path, CHILD + "# a comment\n")
    versions = {before.version, load(tmp_path).version, load_assignment("lab-1", search=[tmp_path]).version}
    assert len(versions) == 3


@pytest.mark.parametrize(
    ("found", "changed", "expected"),
    [
        (
            '"lab-1"',
            '"lab-2"',
            'line 2: extends: expected an assignment beside this one, found no "lab-2". Did you mean lab-1?',
        ),
        (
            '"lab-1"',
            '"../lab-1"',
            'line 2: extends: expected an assignment beside this one, found no "../lab-1". Did you mean lab-1?',
        ),
        (
            '"lab-1"',
            '"first-steps"',
            (
                'line 2: extends: expected an assignment beside this one, found no "first-steps". '
                "Name an assignment's folder."
            ),
        ),
        ('"lab-1"', "7", "line 2: extends: expected a text of 1 to 64 characters, found 7"),
        ('"mean"', '"maen"', 'line 3: exercises: "lab-1" has no exercise "maen". Did you mean mean?'),
        (
            '["mean"]',
            "[]",
            'line 3: exercises: expected ids of exercises of that assignment such as ["forward"], found none',
        ),
        (
            '["mean"]',
            '["mean", "mean"]',
            "line 3: exercises: expected an array of at most 200 different texts of 1 to 40 characters, found an array",
        ),
        (
            'exercises = ["mean"]\n',
            '[[exercises]]\nid = "mean"\n',
            'line 3: exercises: expected ids of exercises of that assignment such as ["forward"], found tables',
        ),
        (
            '["mean"]\n',
            '["mean"]\ntitles = { maen = "The average" }\n',
            'line 4: titles: "maen" is none of the exercises. Did you mean mean?',
        ),
        ("exercises", "exercise", "line 3: exercise: unknown key. Did you mean exercises?"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, found: str, changed: str, expected: str) -> None:
    """Among the mistakes, with what is there and what to do."""
    write_course(tmp_path)
    write_child(tmp_path, CHILD.replace(found, changed))
    assert f"assignment.toml, {expected}" in mistakes_of(tmp_path)


@pytest.mark.parametrize("name", ["checks/test_mean.py", "reference.py", "misconceptions.py"])
def test_a_file_that_nothing_would_use_is_a_mistake(tmp_path: Path, name: str) -> None:
    """Who writes checks here expects them to run."""
    write_course(tmp_path)
    write_child(tmp_path, files={name: ""})
    (mistake,) = mistakes_of(tmp_path)
    what = name.partition("/")[0]
    assert mistake == f'assignment.toml, line 2: extends: "lab-1" has it: remove {what} here, nothing would use it'


def test_mistakes_of_the_other_are_told(tmp_path: Path) -> None:
    """With the place where they are."""
    write_course(tmp_path, without="reference.py")
    write_child(tmp_path)
    (mistake,) = mistakes_of(tmp_path)
    assert mistake.startswith(
        'assignment.toml, line 2: extends: "lab-1" cannot be extended, because of its reference.py'
    )


def test_only_an_assignment_of_its_own_can_be_extended(tmp_path: Path) -> None:
    """No chains, and so no circles."""
    write_course(tmp_path, CHILD.replace("lab-1", "first-steps"))
    write_child(tmp_path)
    (mistake,) = mistakes_of(tmp_path)
    assert mistake.endswith('extends "first-steps" itself; extend that one')
    assert [found.error is None for found in find_assignments([tmp_path])] == [False, False]


def test_titles_are_for_those_that_extend(tmp_path: Path) -> None:
    """An assignment of its own has them with its exercises."""
    write_course(tmp_path, 'titles = { mean = "x" }\n' + MANIFEST, name="first-steps")
    (mistake,) = mistakes_of(tmp_path)
    assert mistake.startswith("assignment.toml, line 1: titles: unknown key.")
