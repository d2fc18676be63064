"""docs/writing-assignments.md, done as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.authoring.bundle import refresh_notebook
from grader.authoring.new import create_assignment
from grader.sandbox import local
from grader.validate import validate

GUIDE = (Path(__file__).parents[2] / "docs" / "writing-assignments.md").read_text(encoding="utf-8")
FILE = re.compile(r"^`(?P<name>[\w./-]+)`:\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assignment that a teacher has who has followed the page."""
    made = create_assignment("running-mean", tmp_path_factory.mktemp("course") / "assignments").directory
    # Of the checks that `grader new` makes, the page's own take the place.
    (made / "checks" / "test_standardize.py").unlink()
    for match in FILE.finditer(GUIDE):
        (made / match["name"]).write_text(match["text"], encoding="utf-8")
    refresh_notebook(load_assignment(str(made), search=[]))
    return made


def test_the_page_has_every_file_of_an_assignment(directory: Path) -> None:
    """Nothing of what `grader new` made is left as it was."""
    written = {match["name"] for match in FILE.finditer(GUIDE)}
    there = {path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()}
    assert there - written == {"handout/running-mean.ipynb"}


def test_the_assignment_of_the_page_is_valid(directory: Path) -> None:
    """Every claim holds: the reference, the starter, other right solutions, misconceptions, mutants, no leak."""
    found = validate(load_assignment(str(directory), search=[]), local.start, jobs=2)
    assert {section.id: section.problems for section in found.sections if not section.holds} == {}
    figures = {section.id: section.figures for section in found.sections}
    assert figures["misconceptions"]["diagnosed"] == 2
    assert figures["reference"]["least_score"] == 12
