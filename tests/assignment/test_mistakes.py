"""Each mistake is told with file, line, key, what was expected and what is there; all of them at once."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from grader.assignment import load_assignment
from grader.errors import AssignmentError
from tests.assignment.courses import MANIFEST, write_course

#: A text of the manifest, what it is changed to, and everything that the author is told.
BROKEN_KEYS = {
    "unknown top-level key": (
        'title = "Lab 1"',
        'titel = "Lab 1"',
        [
            "assignment.toml, line 1: titel: unknown key. Did you mean title?",
            "assignment.toml: title: is missing; expected a text of 1 to 200 characters",
        ],
    ),
    "unknown key without a near one": (
        "points = 1",
        "points = 1\nzzz = 1",
        [
            (
                "assignment.toml, line 20: exercises.why.zzz: unknown key. "
                "Known: by_hand, feedback, id, points, requires, settings, title, without, written."
            )
        ],
    ),
    "blank title": (
        'title = "Lab 1"',
        'title = "  "',
        ['assignment.toml, line 1: title: expected a text of 1 to 200 characters, found "  " (a text)'],
    ),
    "title is a number": (
        'title = "The mean"',
        "title = 7",
        ["assignment.toml, line 10: exercises.mean.title: expected a text of 1 to 200 characters, found 7"],
    ),
    "no title of an exercise": (
        'title = "Why"\n',
        "",
        ["assignment.toml, line 16: exercises.why.title: is missing; expected a text of 1 to 200 characters"],
    ),
    "duplicate id": (
        'id = "why"',
        'id = "mean"',
        [
            (
                'assignment.toml, line 17: exercises.mean.id: "mean" is already the id of the exercise in line 9; '
                "ids must differ"
            )
        ],
    ),
    "without is a text": (
        "by_hand = true",
        'by_hand = true\nwithout = "torch.optim"',
        [
            (
                "assignment.toml, line 14: exercises.mean.without: expected an array of at most 20 different texts of "
                '1 to 100 characters, found "torch.optim" (a text)'
            )
        ],
    ),
    "without another library": (
        "by_hand = true",
        'by_hand = true\nwithout = ["numpy.linalg"]',
        [
            (
                "assignment.toml, line 14: exercises.mean.without: expected dotted names of PyTorch such as "
                '"torch.optim", found "numpy.linalg" (a text)'
            )
        ],
    ),
    "id of other characters": (
        'id = "mean"',
        'id = "The Mean!"',
        [
            (
                "assignment.toml, line 9: exercises.The Mean!.id: expected small letters, digits and single hyphens, "
                'found "The Mean!" (a text). Did you mean the-mean?'
            )
        ],
    ),
    "id missing": (
        'id = "why"\n',
        "",
        ["assignment.toml, line 16: exercises.2.id: is missing; expected a text of 1 to 40 characters"],
    ),
    "points negative": (
        "points = 2.5",
        "points = -1",
        ["assignment.toml, line 11: exercises.mean.points: expected a number from 0 to 10000, found -1"],
    ),
    "points as a text": (
        "points = 2.5",
        'points = "2.5"',
        ['assignment.toml, line 11: exercises.mean.points: expected a number from 0 to 10000, found "2.5" (a text)'],
    ),
    "points not a number": (
        "points = 2.5",
        "points = nan",
        ["assignment.toml, line 11: exercises.mean.points: expected a number from 0 to 10000, found nan"],
    ),
    "points infinite": (
        "points = 2.5",
        "points = inf",
        ["assignment.toml, line 11: exercises.mean.points: expected a number from 0 to 10000, found inf"],
    ),
    "points a boolean": (
        "points = 2.5",
        "points = true",
        ["assignment.toml, line 11: exercises.mean.points: expected a number from 0 to 10000, found true (a boolean)"],
    ),
    "points a date": (
        "points = 2.5",
        "points = 2025-03-02",
        ["assignment.toml, line 11: exercises.mean.points: expected a number from 0 to 10000, found a date or time"],
    ),
    "points of ten thousand digits": (
        "points = 2.5",
        "points = 0x1" + "0" * 10_000,
        [
            (
                "assignment.toml, line 11: exercises.mean.points: expected a number from 0 to 10000, "
                "found a whole number of more than 18 digits"
            )
        ],
    ),
    "points missing": (
        "points = 2.5\n",
        "",
        ["assignment.toml, line 8: exercises.mean.points: is missing; expected a number from 0 to 10000"],
    ),
    "unknown kind": (
        'mean = "function"',
        'mean = "funktion"',
        [
            (
                'assignment.toml, line 12: exercises.mean.requires.mean: unknown kind "funktion" (a text). '
                "Did you mean function?"
            )
        ],
    ),
    "kind of another type": (
        'mean = "function"',
        "mean = []",
        [
            (
                "assignment.toml, line 12: exercises.mean.requires.mean: expected a text of 1 to 40 characters, "
                "found an array"
            )
        ],
    ),
    "required name is no variable": (
        "{ mean =",
        '{ "a mean" =',
        [
            (
                "assignment.toml, line 12: exercises.mean.requires.a mean: expected the name of a Python variable "
                "on the left side"
            )
        ],
    ),
    "requires is no table": (
        '{ mean = "function", table = "tensor" }',
        '"mean"',
        ['assignment.toml, line 12: exercises.mean.requires: expected a table, found "mean" (a text)'],
    ),
    "by_hand is a number": (
        "by_hand = true",
        "by_hand = 1",
        ["assignment.toml, line 13: exercises.mean.by_hand: expected true or false, found 1"],
    ),
    "setting is a text": (
        "tolerance = 1e-6",
        'tolerance = "small"',
        [
            (
                "assignment.toml, line 14: exercises.mean.settings.tolerance: expected a number from -1e+12 to 1e+12, "
                'found "small" (a text)'
            )
        ],
    ),
    "written without a name": (
        'name = "why_answer"\n',
        "",
        ["assignment.toml, line 21: exercises.why.written.name: is missing; expected a text of 1 to 100 characters"],
    ),
    "written name is no variable": (
        'name = "why_answer"',
        'name = "class"',
        [
            (
                "assignment.toml, line 23: exercises.why.written.name: expected the name of a Python variable, "
                'found "class" (a text)'
            )
        ],
    ),
    "unknown limit": (
        "run_s = 30",
        "runs = 30",
        ["assignment.toml, line 5: limits.runs: unknown key. Did you mean run_s?"],
    ),
    "limit too small": (
        "memory_mib = 1024",
        "memory_mib = 1",
        ["assignment.toml, line 6: limits.memory_mib: expected a whole number from 512 to 1048576, found 1"],
    ),
    "limit not whole": (
        "memory_mib = 1024",
        "memory_mib = 1024.5",
        ["assignment.toml, line 6: limits.memory_mib: expected a whole number from 512 to 1048576, found 1024.5"],
    ),
    "limits at odds": (
        "run_s = 30",
        "run_s = 30\ntotal_s = 20",
        ["assignment.toml, line 6: limits.total_s: expected at least 30, the longest of run_s and call_s, found 20"],
    ),
    "limits is no table": (
        "[limits]\nrun_s = 30\nmemory_mib = 1024",
        "limits = 30",
        ["assignment.toml, line 4: limits: expected a table, found 30"],
    ),
    "given elsewhere": (
        'given = "given.py"',
        'given = "../given.py"',
        [
            (
                'assignment.toml, line 2: given: expected a file of the assignment\'s own folder such as "given.py", '
                'found "../given.py"'
            )
        ],
    ),
    "several at once": (
        "points = 2.5\nrequires",
        "points = -2\nrequire",
        [
            "assignment.toml, line 12: exercises.mean.require: unknown key. Did you mean requires?",
            "assignment.toml, line 11: exercises.mean.points: expected a number from 0 to 10000, found -2",
        ],
    ),
}


def mistakes_of(directory: Path) -> list[str]:
    """What the author is told, one line each."""
    with pytest.raises(AssignmentError) as caught:
        load_assignment(str(directory), search=[])
    return [str(mistake) for mistake in caught.value.mistakes]


def only_mistake(directory: Path) -> str:
    """The one thing that the author is told."""
    (mistake,) = mistakes_of(directory)
    return mistake


@pytest.mark.parametrize("case", BROKEN_KEYS)
def test_a_broken_key_is_named_with_its_line(tmp_path: Path, case: str) -> None:
    """The whole text that an author reads."""
    found, changed, expected = BROKEN_KEYS[case]
    assert MANIFEST.count(found) == 1
    assert mistakes_of(write_course(tmp_path, MANIFEST.replace(found, changed))) == expected


def test_the_error_names_the_assignment_and_its_folder(tmp_path: Path) -> None:
    """The head above the mistakes, which are counted."""
    directory = write_course(tmp_path, "title = 1\n", without="reference.py")
    with pytest.raises(AssignmentError) as caught:
        load_assignment(str(directory), search=[])
    head, *lines = str(caught.value).splitlines()
    assert head == f"The assignment 'lab-1' has 3 mistakes ({directory}):"
    assert lines == [f"  {mistake}" for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ('title = "Lab\npoints = 1', "assignment.toml, line 1: no valid TOML: Illegal character '\\n' in column 13."),
        ("a = 1\na = 2\n", "assignment.toml, line 2: no valid TOML: Cannot overwrite a value in column 6."),
        ("a = " + "[" * 5000, "assignment.toml: no valid TOML: nested too deeply."),
    ],
    ids=["open text", "key twice", "deep"],
)
def test_broken_toml_says_where(tmp_path: Path, manifest: str, expected: str) -> None:
    """The parser's words with the place, and where the rules are."""
    assert only_mistake(write_course(tmp_path, manifest)) == f"{expected} See https://toml.io."


@pytest.mark.parametrize(
    ("exercises", "expected"),
    [
        (
            "",
            "assignment.toml: exercises: is missing; expected at least one table with the header [[exercises]]",
        ),
        (
            'exercises = ["mean"]\n',
            "assignment.toml, line 2: exercises: expected tables, each with the header [[exercises]], found an array",
        ),
        (
            '[exercises]\nid = "mean"\n',
            "assignment.toml, line 2: exercises: expected tables, each with the header [[exercises]], found a table",
        ),
    ],
    ids=["none", "texts", "one table"],
)
def test_exercises_are_needed(tmp_path: Path, exercises: str, expected: str) -> None:
    """None at all, or not as tables."""
    assert only_mistake(write_course(tmp_path, f'title = "Lab"\n{exercises}')) == expected


def test_too_many_exercises_are_refused(tmp_path: Path) -> None:
    """A number no course has."""
    exercises = "".join(f'[[exercises]]\nid = "e{n}"\ntitle = "E"\npoints = 1\n' for n in range(201))
    expected = "assignment.toml, line 2: exercises: expected at most 200 exercises, found 201"
    assert only_mistake(write_course(tmp_path, f'title = "Lab"\n{exercises}')) == expected


def test_lines_are_right_after_values_of_many_lines(tmp_path: Path) -> None:
    """Texts and arrays that span lines, look like headers, or hold tables."""
    manifest = (
        'title = "Lab"\ndescription = """\n[[exercises]]\nid = 3\n"""\n\n# [[exercises]]\n'
        'exercises = [\n  { id = "a", title = "A", points = 1 },\n  { id = "b", title = "B", points = -1 },\n]\n'
        "[limits]\n'run_s' = 0\n"
    )
    assert mistakes_of(write_course(tmp_path, manifest)) == [
        "assignment.toml, line 13: limits.run_s: expected a number from 0.1 to 3600, found 0",
        # All that one statement holds stands in its first line.
        "assignment.toml, line 8: exercises.b.points: expected a number from 0 to 10000, found -1",
    ]


def test_a_mistake_after_an_endless_value_is_told_without_its_line(tmp_path: Path) -> None:
    """Finding lines has an end: forty thousand of them in one value cost no minutes."""
    manifest = 'title = "Lab"\ndescription = """\n' + "\n" * 40_000 + '"""\ngiven = 7\n'
    assert mistakes_of(write_course(tmp_path, manifest)) == [
        "assignment.toml: description: expected a text of at most 4000 characters, found a text of 40000 characters",
        "assignment.toml: given: expected a text of at most 100 characters, found 7",
        "assignment.toml: exercises: is missing; expected at least one table with the header [[exercises]]",
    ]


def test_a_large_manifest_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    """64 KiB are many times a real one."""
    manifest = MANIFEST + "#" * 64 * 1024
    assert only_mistake(write_course(tmp_path, manifest)) == "assignment.toml: expected at most 64 KiB, found more"


def test_a_manifest_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """With the line of the first byte that does not fit."""
    manifest = MANIFEST.replace("The mean", "Le modèle").encode("latin-1")
    expected = "assignment.toml, line 10: expected UTF-8, found the byte 0xe8. Save the file as UTF-8."
    assert only_mistake(write_course(tmp_path, manifest)) == expected


def test_a_manifest_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the system's reason; the refusal is played, because root may read everything."""
    directory = write_course(tmp_path)
    usual_open = Path.open

    def refuse_manifest(path: Path, *args: Any, **options: Any) -> Any:
        if path.name == "assignment.toml":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return usual_open(path, *args, **options)

    monkeypatch.setattr(Path, "open", refuse_manifest)
    assert only_mistake(directory) == "assignment.toml: cannot be read: Permission denied"


def test_the_checks_must_be_there(tmp_path: Path) -> None:
    """No folder, and a folder without a test."""
    directory = write_course(tmp_path, without="checks/test_mean.py")
    expected = "checks/: expected a folder with the hidden pytest files (test_*.py), found"
    assert only_mistake(directory) == f"{expected} no such folder"
    (directory / "checks").mkdir()
    assert only_mistake(directory) == f"{expected} a folder without one"


def test_the_reference_must_be_there(tmp_path: Path) -> None:
    """Both places are named."""
    directory = write_course(tmp_path / "assignments", without="reference.py")
    shared = tmp_path / "reference" / "lab_1.py"
    expected = f"reference.py: expected the reference solution here or as {shared}, found neither"
    assert only_mistake(directory) == expected


def test_the_given_file_must_be_there(tmp_path: Path) -> None:
    """As the manifest names it."""
    assert only_mistake(write_course(tmp_path, without="given.py")) == "given.py: expected a file, found none"


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("given.py", "x = 1\ny = = 2\n", "given.py, line 2: no valid Python: invalid syntax"),
        ("reference.py", "def f(:\n", "reference.py, line 1: no valid Python: invalid syntax"),
        ("given.py", "\0", "given.py: no valid Python: source code string cannot contain null bytes"),
        ("given.py", "#" * 1024 * 1024 + "#", "given.py: expected at most 1024 KiB, found more"),
    ],
)
def test_course_code_must_be_python(tmp_path: Path, path: str, source: str, expected: str) -> None:
    """Else every student would meet the error."""
    assert only_mistake(write_course(tmp_path, files={path: source})) == expected


def test_the_folder_needs_a_name_that_can_be_typed(tmp_path: Path) -> None:
    """It is the assignment's name."""
    assert only_mistake(write_course(tmp_path, name="Lab 1 (new)")) == (
        ".: the folder's name is the assignment's name: rename it to letters, digits, hyphens and underscores"
    )
