"""`grade` as a person or a script meets it: exit statuses, messages, reports."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[1]
SUBMISSION = ROOT / "examples" / "hw4_submission.py"
SCHEMA = json.loads((ROOT / "grader" / "report" / "schema.json").read_text(encoding="utf-8"))
#: What two runs may differ in: times, and how much memory the kernel gave.
MEASURED = re.compile(r'"(duration|duration_s|created|wall_s|cpu_s|max_rss_mb)": [-+.\de]+')

Outcome = subprocess.CompletedProcess[str]
Grade = Callable[..., Outcome]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the caller is; it holds a copy of the example."""
    folder = tmp_path_factory.mktemp("caller")
    (folder / "submit.py").write_bytes(SUBMISSION.read_bytes())
    (folder / "empty.py").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def grade(folder: Path) -> Grade:
    """A function that runs the command in the folder."""

    def run(*arguments: object, **environment: str) -> Outcome:
        return subprocess.run(
            [sys.executable, "-c", "from grader.cli import grade; grade(prog_name='grade')", *map(str, arguments)],
            cwd=folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    return run


@pytest.fixture(scope="module")
def graded(grade: Grade) -> Outcome:
    """One plain run, for all tests that look at what it leaves."""
    return grade("submit.py", "--assignment", "hw4")


def report(path: Path) -> dict[str, Any]:
    """A report that was written, after it was held against the schema."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator(SCHEMA).validate(document)
    return document


def test_a_graded_submission_leaves_two_reports_and_a_summary(folder: Path, graded: Outcome) -> None:
    """Exit status 0 whatever the score; report.json and report.html beside the caller; nothing on stderr."""
    assert graded.returncode == 0, graded.stderr
    assert not graded.stderr
    document = report(folder / "report.json")
    assert document["status"] == "graded"
    assert document["max_score"] == 110
    assert document["pending"] == 10
    assert {e["id"]: e["status"] for e in document["exercises"]}["forward"] == "passed"
    assert (folder / "report.html").read_text(encoding="utf-8").startswith("<!")
    assert re.search(r"Exercise 1: the forward pass by hand\W+20 / 20\W+passed", graded.stdout)
    failed = [c for e in document["exercises"] for c in e["checks"] if c["status"] == "failed"]
    assert failed
    words = " ".join(graded.stdout.split())
    assert all(check["message"].split(",")[0][:40] in words for check in failed)
    assert not list(folder.glob(".*partial"))


def test_the_same_file_gives_the_same_report(folder: Path, graded: Outcome, grade: Grade) -> None:
    """Byte for byte, what was measured aside; under another name only the name differs."""
    assert graded.returncode == 0
    again = grade("submit.py", "--assignment", "hw4", "--json", "again.json", "--html", "again.html", "--quiet")
    assert again.returncode == 0, again.stderr
    first, second = ((folder / name).read_text(encoding="utf-8") for name in ("report.json", "again.json"))
    assert MEASURED.sub("", first) == MEASURED.sub("", second)
    assert again.stdout.count("\n") == 1
    assert again.stdout.startswith("submit: ")


def test_another_seed_gives_other_inputs_and_the_same_points(folder: Path, graded: Outcome, grade: Grade) -> None:
    """--seed is what the report says; the points do not depend on it; a secret changes the seed."""
    assert graded.returncode == 0
    seeded = grade(
        "submit.py", "--assignment", "hw4", "--seed", 12345, "--json", "seeded.json", "--html", "seeded.html"
    )
    assert seeded.returncode == 0, seeded.stderr
    plain, other = report(folder / "report.json"), report(folder / "seeded.json")
    assert other["seed"] == 12345
    assert plain["seed"] != 12345
    assert [e["score"] for e in plain["exercises"]] == [e["score"] for e in other["exercises"]]


def test_only_grades_one_exercise(folder: Path, grade: Grade) -> None:
    """--only: one exercise, its points, under a secret another seed; a student's copy has nothing for staff."""
    done = grade(
        *("submit.py", "--assignment", "hw4", "--only", "backprop", "--audience", "student", "--verbose"),
        *("--json", "only.json", "--html", "only.html"),
        GRADER_SECRET="a secret",  # noqa: S106  of this test alone
    )
    assert done.returncode == 0, done.stderr
    document = report(folder / "only.json")
    assert [exercise["id"] for exercise in document["exercises"]] == ["backprop"]
    assert document["max_score"] == 30
    text = (folder / "only.json").read_text(encoding="utf-8")
    assert not [key for key in ("staff_message", "pytest", '"seed"') if key in text]
    assert "Greatest difference" not in done.stdout


def test_a_submission_that_cannot_be_run_is_exit_status_1_with_a_report(folder: Path, grade: Grade) -> None:
    """The report says what is the matter, and so does the terminal."""
    done = grade("empty.py", "--assignment", "hw4", "--json", "empty.json", "--html", "empty.html")
    assert done.returncode == 1
    document = report(folder / "empty.json")
    assert document["status"] == "failed"
    assert document["error"]["kind"] == "empty"
    assert "empty.py is empty" in document["error"]["message"]
    assert "empty.py is empty" in " ".join(done.stdout.split())
    assert (folder / "empty.html").exists()


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("submt.py", "--assignment", "hw4"), ("no file or folder 'submt.py'", "Did you mean submit.py")),
        (("submit.py", "--assignment", "hw44"), ("no assignment 'hw44'", "Did you mean hw4?", "Looked in:")),
        (("submit.py", "--assignment", "./nowhere"), ("no assignment './nowhere'", "`grader assignments`")),
        (("submit.py", "--assignment", ""), ("no assignment ''",)),
        (("submit.py",), ("Missing option '--assignment'",)),
        ((), ("Missing argument 'SUBMISSION...'",)),
        (
            ("submit.py", "--assignment", "hw4", "--only", "optimise"),
            ("no exercise 'optimise'", "backprop", "optimize"),
        ),
        (("submit.py", "--assignment", "hw4", "--sandbox", "none"), ("'none' is not one of", "'local'")),
        (("submit.py", "--assignment", "hw4", "--seed", "-1"), ("-1 is not in the range",)),
        (("submit.py", "--assignment", "hw4", "--seed", "x"), ("'x' is not a valid integer",)),
        (("submit.py", "--assignment", "hw4", "--audience", "all"), ("'all' is not one of", "student")),
        (("submit.py", "--assignment", "hw4", "--format", "junit"), ("--format and --output-file go together",)),
        (
            ("empty.py", "--assignment", "hw4", "--json", "no/where.json"),
            ("no/where.json cannot be written", "Name another place"),
        ),
        (("empty.py", "--assignment", "hw4", "--json", "/dev/null/x"), ("/dev/null/x cannot be written",)),
        (("empty.py", "--assignment", "hw4", "--html", "."), ("'.' is a directory",)),
        (("submit.py", "--assignment", "hw4", "--verbos"), ("No such option", "--verbose")),
    ],
)
def test_wrong_usage_is_exit_status_2(grade: Grade, arguments: tuple[str, ...], parts: tuple[str, ...]) -> None:
    """The message names the mistake and what to do; nothing is run; no traceback."""
    done = grade(*arguments)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert not [part for part in parts if part not in " ".join(done.stderr.split())], done.stderr


@pytest.mark.parametrize(
    ("manifest", "parts"),
    [
        ('title = "Broken\n', ("assignment.toml, line 1", "no valid TOML")),
        (
            'title = "Lab"\n\n[[exercises]]\nid = "one"\ntitle = "One"\npoints = "many"\n',
            ("assignment.toml, line 6", "points", "many"),
        ),
        (
            'title = "Lab"\ntilte = "x"\n\n[[exercises]]\nid = "one"\ntitle = "One"\npoints = 1\n',
            ("line 2", "tilte", "title"),
        ),
        ("", ("assignment.toml", "title", "exercises")),
    ],
)
def test_a_broken_manifest_names_its_key_and_line(
    tmp_path: Path, grade: Grade, manifest: str, parts: tuple[str, ...]
) -> None:
    """Exit status 2, before anything is run."""
    course = tmp_path / "lab"
    (course / "checks").mkdir(parents=True)
    (course / "checks" / "test_one.py").write_text("def test_one():\n    assert True\n", encoding="utf-8")
    (course / "reference.py").write_text("", encoding="utf-8")
    (course / "assignment.toml").write_text(manifest, encoding="utf-8")
    done = grade("submit.py", "--assignment", course)
    assert done.returncode == 2
    assert not [part for part in parts if part not in done.stderr], done.stderr


def test_checks_that_cannot_be_collected_are_the_courses_fault(tmp_path: Path, grade: Grade) -> None:
    """Exit status 2, with the check's file, and no report that could be taken for a grade."""
    course = tmp_path / "lab"
    (course / "checks").mkdir(parents=True)
    (course / "checks" / "test_one.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    (course / "reference.py").write_text("", encoding="utf-8")
    (course / "assignment.toml").write_text(
        'title = "Lab"\n\n[[exercises]]\nid = "one"\ntitle = "One"\npoints = 1\n', encoding="utf-8"
    )
    done = grade("submit.py", "--assignment", course, "--json", tmp_path / "r.json", "--html", tmp_path / "r.html")
    assert done.returncode == 2
    assert "The checks of the assignment 'lab' cannot be used" in done.stderr
    assert "nothing_of_this_name" in done.stderr
    assert not (tmp_path / "r.json").exists()
