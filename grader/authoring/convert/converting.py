"""Which grader some files belong to, and the assignment that is made of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from grader.assignment.course_file import UnreadableFileError, read_text
from grader.assignment.search import is_name
from grader.authoring.convert import gradescope, nbgrader, otter, otter_master
from grader.authoring.convert.draft import Draft, Note
from grader.authoring.convert.notebook_cells import NotebookCell, parsed, read_notebook
from grader.authoring.convert.writing import write_files
from grader.authoring.new import write_folder
from grader.errors import UsageError

_MOST_FILES = 500
_MOST_KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What was made."""

    directory: Path
    #: "Otter", "nbgrader" or "gradescope-utils".
    source: str
    exercises: int
    checks: int
    points: float
    files: tuple[str, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Files of one grader."""

    source: str
    read: Callable[[Draft], None]


def convert(path: Path, target: Path) -> Converted:
    """A draft of an assignment from another grader's files, in a new folder.

    Args:
        path: an Otter folder or master notebook, an nbgrader notebook, a file or folder of unittest classes.
        target: the assignment's folder; its name is the assignment's name.

    Raises:
        UsageError: nothing at the path can be converted, or the target cannot be made.
    """
    _refuse_target(target)
    found = _find(path)
    draft = Draft()
    found.read(draft)
    if not draft.exercises:
        reasons = "".join(f"\n  {note.where}: {note.what}" for note in draft.notes)
        raise UsageError(f"No test in {path} could be carried over ({found.source}).{reasons}")
    files = write_files(draft, target.name, found.source)
    try:
        write_folder(files, target)
    except OSError as error:
        raise UsageError(f"{target} cannot be made: {error.strerror}. Name another folder with --to.") from error
    return Converted(
        directory=target,
        source=found.source,
        exercises=len(draft.exercises),
        checks=sum(len(exercise.checks) for exercise in draft.exercises),
        points=sum(exercise.points for exercise in draft.exercises),
        files=tuple(sorted(files)),
        notes=tuple(draft.notes),
    )


def _refuse_target(target: Path) -> None:
    if not is_name(target.name):
        raise UsageError(
            f"The folder's name is the assignment's, and {target.name[:80]!r} cannot be one: expected letters, digits, "
            "hyphens and underscores, such as --to assignments/hw5."
        )
    if target.exists() or target.is_symlink():
        raise UsageError(f"{target} is there already, and nothing is overwritten. Name a new folder with --to.")


def _find(path: Path) -> _Found:
    if not path.exists():
        raise UsageError(f"There is no file or folder {str(path)[-200:]!r}.")
    files = (
        [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in {".py", ".ipynb"})[:_MOST_FILES]
    )
    files = [file for file in files if not any(part.startswith(".") for part in file.relative_to(path).parts)]
    notebooks = [file for file in files if file.suffix == ".ipynb"]
    tests, classes, rest, broken = _sorted_modules([file for file in files if file.suffix == ".py"])
    for notebook in notebooks:
        cells = _cells(notebook, is_only=len(files) == 1)
        if otter_master.is_master(cells):
            return _Found(source="Otter", read=partial(otter_master.read_master, notebook))
        if nbgrader.is_nbgrader(cells):
            return _Found(source="nbgrader", read=partial(nbgrader.read_nbgrader, notebook))
    if tests:
        return _Found(source="Otter", read=partial(_read_otter, tests, notebooks, broken))
    if classes:
        return _Found(source="gradescope-utils", read=partial(_read_classes, classes, rest, broken))
    raise UsageError(
        f"Nothing in {path} looks like tests that can be converted. Looked in {len(files)} files for: Otter's "
        "tests/*.py with `test = {...}` or @test_case, a notebook with a raw cell `# ASSIGNMENT CONFIG`, a notebook "
        "with nbgrader's cell metadata, unittest classes that import gradescope_utils."
    )


def _cells(path: Path, *, is_only: bool) -> list[NotebookCell]:
    try:
        return read_notebook(path)
    except UnreadableFileError as error:
        if is_only:
            raise UsageError(f"{path}: {error}") from error
        return []


def _sorted_modules(paths: list[Path]) -> tuple[list[Path], list[Path], list[Path], list[Path]]:
    """Test files of Otter's, of gradescope-utils', the rest, and what is no Python."""
    tests: list[Path] = []
    classes: list[Path] = []
    rest: list[Path] = []
    broken: list[Path] = []
    for path in paths:
        try:
            tree = parsed(read_text(path, _MOST_KIB))
        except UnreadableFileError:
            tree = None
        if tree is None:
            broken.append(path)
            continue
        of_otter = otter.is_test_file(tree)
        of_gradescope = gradescope.is_unittest(tree)
        (tests if of_otter else classes if of_gradescope else rest).append(path)
    return tests, classes, rest, broken


def _note_broken(broken: list[Path], draft: Draft) -> None:
    for path in broken:
        draft.note(path.name, "left out: it cannot be read, or is no valid Python")


def _read_otter(tests: list[Path], notebooks: list[Path], broken: list[Path], draft: Draft) -> None:
    """`otter assign` writes two folders: in autograder/ are all tests and the solution, in student/ the handout."""
    _note_broken(broken, draft)
    own = [path for path in tests if "autograder" in path.parts] or tests
    solved = next((path for path in notebooks if "autograder" in path.parts), notebooks[0] if notebooks else None)
    handed_out = next((path for path in notebooks if "student" in path.parts), solved)
    if solved is not None:
        otter.read_student_notebook(solved, draft, is_solution=True, is_handout=solved == handed_out)
        if handed_out is None or solved == handed_out:
            draft.note(solved.name, "it serves as reference and as handout: take the solution out of one or write it")
        else:
            otter.read_student_notebook(handed_out, draft, is_solution=False, is_handout=True)
    for path in notebooks:
        if path not in (solved, handed_out):
            draft.note(path.name, "left out: another notebook was taken")
    otter.read_test_files(sorted(own, key=_natural), draft)


def _read_classes(classes: list[Path], rest: list[Path], broken: list[Path], draft: Draft) -> None:
    _note_broken(broken, draft)
    gradescope.read_unittests(sorted(classes, key=_natural), draft)
    for path in rest:
        if "solution" in path.as_posix().lower():
            draft.solution.append(read_text(path, _MOST_KIB))
            draft.note(path.name, "taken for the solution, because of its name")


def _natural(path: Path) -> list[tuple[int, str]]:
    """q2 before q10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", path.name)]
