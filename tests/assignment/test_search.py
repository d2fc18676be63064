"""Where assignments are found, and what is answered where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.assignment import default_search_path, find_assignments, load_assignment
from grader.errors import GraderError, UnknownAssignmentError
from tests.assignment.courses import write_course

ROOT = Path(__file__).parents[2]


def test_an_unknown_name_is_answered_with_the_nearest_and_the_places(tmp_path: Path) -> None:
    """What to type instead, and where was looked."""
    write_course(tmp_path, name="hw4")
    with pytest.raises(UnknownAssignmentError) as caught:
        load_assignment("HW-4", search=[tmp_path, tmp_path / "absent"])
    text = str(caught.value)
    assert "There is no assignment 'HW-4'. Did you mean hw4?" in text
    assert f"\n  {tmp_path}\n  {tmp_path / 'absent'}\n" in text
    assert "`grader assignments` lists what there is" in text
    assert isinstance(caught.value, GraderError)


@pytest.mark.parametrize("name", ["", ".", "a\0b", "hw\n4", "x" * 5000, "~", "*"])
def test_odd_names_are_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """No name breaks the search."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknownAssignmentError, match="There is no assignment"):
        load_assignment(name, search=[tmp_path])


def test_a_name_never_leads_out_of_the_search_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text like "../x" is a path of the caller's, never joined to a folder of the search path."""
    write_course(tmp_path, name="secret")
    search = tmp_path / "public"
    search.mkdir()
    (tmp_path / "elsewhere" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere" / "deep")
    for name in ("../secret", "./../secret", "public/../secret"):
        with pytest.raises(UnknownAssignmentError):
            load_assignment(name, search=[search])


def test_the_first_folder_wins(tmp_path: Path) -> None:
    """One name in two places."""
    first = write_course(tmp_path / "first")
    write_course(tmp_path / "second")
    search = [tmp_path / "first", tmp_path / "second"]
    assert load_assignment("lab-1", search=search).directory == first
    assert [found.directory for found in find_assignments(search)] == [first]


def test_a_name_comes_before_a_folder_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain name is the search path's; "./name" is the folder."""
    write_course(tmp_path / "search")
    here = write_course(tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    assert load_assignment("lab-1", search=[tmp_path / "search"]).directory != here
    assert load_assignment("./lab-1", search=[tmp_path / "search"]).directory == here


def test_all_are_found_the_broken_ones_with_their_errors(tmp_path: Path) -> None:
    """Sorted by name; folders without a manifest, files and absent places are passed over."""
    write_course(tmp_path, name="b")
    write_course(tmp_path, "title = 1\n", name="a")
    (tmp_path / "notes").mkdir()
    (tmp_path / "readme.txt").write_text("", encoding="utf-8")
    broken, whole = find_assignments([tmp_path, tmp_path / "absent", tmp_path / "readme.txt"])
    assert (broken.name, broken.assignment) == ("a", None)
    assert "title: expected a text" in str(broken.error)
    assert (whole.name, whole.error) == ("b", None)
    assert whole.assignment is not None


def test_the_search_path_has_four_places(tmp_path: Path) -> None:
    """The variable's folders, ./assignments, the repository's, the wheel's; each once, each from the root."""
    environ = {"GRADER_ASSIGNMENTS": os.pathsep.join(["/courses", "", "mine", "assignments"])}
    assert default_search_path(environ, tmp_path) == (
        Path("/courses"),
        tmp_path / "mine",
        tmp_path / "assignments",
        ROOT / "assignments",
        ROOT / "grader" / "bundled" / "assignments",
    )
    assert default_search_path({}, tmp_path)[0] == tmp_path / "assignments"


def test_finding_imports_no_torch() -> None:
    """The caller's process stays light."""
    code = (
        "import sys; from pathlib import Path; from grader.assignment import *\n"
        "find_assignments(default_search_path({}, Path.cwd())); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
