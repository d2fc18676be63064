"""The caller's folders in a container: mapped, and readable for a root that has no rights."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.errors import EngineError
from grader.sandbox import docker
from grader.sandbox.places import Places, closed_files, course_places, groups_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A folder with one file, and where it lies in a container."""
    folder = tmp_path / "hw9"
    (folder / "checks").mkdir(parents=True)
    (folder / "checks" / "test_one.py").write_text("def test_one(): pass\n")
    return Places(pairs=((folder, "/course/assignments/hw9"),))


def own_by_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is a plain user's, whoever runs the tests."""
    whole = Path.stat

    def stat(path: Path) -> os.stat_result:
        found = list(whole(path))
        found[4:6] = [1000, 1234]
        return os.stat_result(found)

    monkeypatch.setattr(Path, "stat", stat)


def test_paths_are_translated_both_ways(places: Places, tmp_path: Path) -> None:
    """The folder itself, what is in it, and what is not."""
    folder = tmp_path / "hw9"
    assert places.inside(folder) == "/course/assignments/hw9"
    assert places.inside(folder / "checks" / "test_one.py") == "/course/assignments/hw9/checks/test_one.py"
    assert places.inside(tmp_path / "hw90") == str(tmp_path / "hw90")
    assert places.outside("in /course/assignments/hw9/checks: no") == f"in {folder}/checks: no"
    assert Places().inside(folder) == str(folder)
    assert Places().outside("/course/x") == "/course/x"


def test_what_lies_elsewhere_is_mounted_by_itself() -> None:
    """A shared reference is one file, not the folder with the references of all other assignments."""
    assignment = load_assignment("hw4", search=(ROOT / "assignments",))
    assert course_places(assignment).pairs == (
        (ROOT / "assignments" / "hw4", "/course/assignments/hw4"),
        (ROOT / "reference" / "hw4.py", "/course/reference/hw4.py"),
    )


def test_every_path_of_an_assignment_is_found_inside() -> None:
    """Whether it inherits its checks from another or not."""
    for folder in sorted(path.parent for path in (ROOT / "assignments").glob("*/assignment.toml")):
        assignment = load_assignment(folder.name, search=(ROOT / "assignments",))
        places = course_places(assignment)
        paths = [assignment.checks_dir, assignment.reference_path, assignment.given_path]
        assert all(places.inside(path).startswith("/course/") for path in paths if path is not None), folder.name


@pytest.mark.parametrize(
    ("mode", "is_closed"), [(0o600, True), (0o640, False), (0o604, False), (0o400, True), (0o440, False)]
)
def test_a_file_that_only_its_owner_reads_is_found(
    places: Places, monkeypatch: pytest.MonkeyPatch, mode: int, *, is_closed: bool
) -> None:
    """In a container, root has no right to read it."""
    path = places.pairs[0][0] / "checks" / "test_one.py"
    path.chmod(mode)
    own_by_somebody(monkeypatch)
    assert closed_files(places) == ([path] if is_closed else [])
    assert groups_of(places) == (1234,)


@pytest.mark.parametrize(("mode", "is_closed"), [(0o700, True), (0o750, False), (0o705, False), (0o740, True)])
def test_a_folder_that_only_its_owner_enters_is_found(
    places: Places, monkeypatch: pytest.MonkeyPatch, mode: int, *, is_closed: bool
) -> None:
    """A folder is read and entered."""
    folder = places.pairs[0][0]
    folder.chmod(mode)
    own_by_somebody(monkeypatch)
    assert closed_files(places) == ([folder] if is_closed else [])


def test_closed_files_are_refused_with_the_command_that_opens_them(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To their own group alone. An engine whose root is this very user needs nothing."""
    path = places.pairs[0][0] / "checks" / "test_one.py"
    path.chmod(0o600)
    own_by_somebody(monkeypatch)
    with pytest.raises(EngineError) as caught:
        docker._refuse_closed_files({}, places)
    assert caught.value.problem == f"Nobody but its owner may read {path}, and in a container root has no right to."
    assert caught.value.mend.startswith(f"`chmod -R g+rX {places.pairs[0][0]}` lets the files' own group read them")
    docker._refuse_closed_files({"SecurityOptions": ["name=seccomp", "name=rootless"]}, places)
