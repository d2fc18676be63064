"""From a name or a folder to an `Assignment`, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from grader.assignment.content import digest_files, hidden_files
from grader.assignment.course_file import UnreadableFileError, read_source, read_text
from grader.assignment.inheritance import Inheritance
from grader.assignment.manifest import MANIFEST_NAME, Manifest, decode_manifest
from grader.assignment.question import with_question
from grader.assignment.record import USUAL_IMPORTS, Assignment
from grader.assignment.search import absolute, is_name, list_directories, locate, near_names
from grader.errors import AssignmentError, AssignmentMistake, UnknownAssignmentError
from grader.model import FeedbackPolicy

MISCONCEPTIONS_NAME = "misconceptions.py"

#: The manifest of a large homework has a few KiB.
_MANIFEST_KIB = 64
_SOURCE_KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAssignment:
    """An assignment of the search path: either it can be graded, or the error says why not."""

    name: str
    directory: Path
    assignment: Assignment | None
    error: AssignmentError | None


def load_assignment(name_or_dir: str, *, search: Sequence[Path]) -> Assignment:
    """The assignment of this name on the search path, else the one in this folder.

    The reference is the folder's own ``reference.py``, else ``../../reference/<name>.py`` seen from the folder. An
    assignment that extends another has that one's.

    Raises:
        UnknownAssignmentError: nothing is there.
        AssignmentError: something is there and has mistakes: all of them.
    """
    directory = locate(name_or_dir, search)
    if directory is None:
        raise UnknownAssignmentError(
            name_or_dir, near=near_names(name_or_dir, search), searched=[absolute(folder) for folder in search]
        )
    return _load(directory)


def find_assignments(search: Sequence[Path]) -> tuple[FoundAssignment, ...]:
    """Every assignment of the search path by name, the broken ones with their errors."""
    return tuple(_find(name, directory) for name, directory in list_directories(search).items())


def _find(name: str, directory: Path) -> FoundAssignment:
    try:
        return FoundAssignment(name=name, directory=directory, assignment=_load(directory), error=None)
    except AssignmentError as error:
        return FoundAssignment(name=name, directory=directory, assignment=None, error=error)


def _load(directory: Path, *, may_extend: bool = True) -> Assignment:
    mistakes: list[AssignmentMistake] = []
    text = _read(read_text, directory / MANIFEST_NAME, _MANIFEST_KIB, mistakes)
    manifest = None if text is None else decode_manifest(text, mistakes)
    _check_name(directory, mistakes)
    if manifest is not None and manifest.extends:
        if not may_extend:
            message = f'extends "{manifest.extends}" itself; extend that one'
            mistakes.append(AssignmentMistake(file=MANIFEST_NAME, key="extends", message=message))
            raise AssignmentError(directory.name, directory, mistakes)
        return _extend(directory, manifest, text or "", mistakes)
    _check_checks(directory, mistakes)
    reference = _find_reference(directory, mistakes)
    given_source = _read_given(directory, manifest, mistakes)
    if manifest is None or reference is None or mistakes:
        raise AssignmentError(directory.name, directory, mistakes)
    return _assemble(directory, manifest, reference, given_source)


def _extend(directory: Path, manifest: Manifest, text: str, mistakes: list[AssignmentMistake]) -> Assignment:
    """Some exercises of another assignment, as an assignment of their own."""
    inheritance = Inheritance(directory, manifest, text, mistakes)
    inheritance.check_folder()
    given_source = _read_given(directory, manifest, mistakes)
    parent = inheritance.find(partial(_load, may_extend=False))
    exercises = () if parent is None else inheritance.exercises(parent)
    if parent is None or mistakes:
        raise AssignmentError(directory.name, directory, mistakes)
    own = {name: (directory / name).read_bytes() for name in (MANIFEST_NAME, manifest.given) if name}
    files = own | {f"{parent.name}/{name}": content for name, content in _hidden_files_of(parent).items()}
    return replace(
        parent,
        name=directory.name,
        title=manifest.title,
        description=manifest.description,
        directory=directory,
        # Its own given names come after the shared ones. The reference knows the shared ones alone.
        given_source="\n".join(source for source in (parent.given_source, given_source) if source),
        exercises=exercises,
        left_out=tuple(e.id for e in parent.exercises if e.id not in manifest.chosen),
        extends=parent.name,
        limits=manifest.limits or parent.limits,
        imports=parent.imports if manifest.imports is None else manifest.imports,
        feedback=manifest.feedback or parent.feedback,
        version=digest_files(files, "assignment version").hex(),
        hidden_digest=digest_files(files, "assignment seed key"),
    )


def _hidden_files_of(assignment: Assignment) -> dict[str, bytes]:
    optional = (assignment.given_path, assignment.misconceptions_path)
    names = [MANIFEST_NAME, *(path.name for path in optional if path is not None)]
    return hidden_files(assignment.directory, names, assignment.reference_path)


def _assemble(directory: Path, manifest: Manifest, reference: Path, given_source: str) -> Assignment:
    has_misconceptions = (directory / MISCONCEPTIONS_NAME).is_file()
    optional = {manifest.given: bool(manifest.given), MISCONCEPTIONS_NAME: has_misconceptions}
    names = [MANIFEST_NAME, *(name for name, is_there in optional.items() if is_there)]
    files = hidden_files(directory, names, reference)
    assert manifest.limits is not None  # noqa: S101  it extends nothing
    return Assignment(
        name=directory.name,
        title=manifest.title,
        description=manifest.description,
        directory=directory,
        checks_dir=directory / "checks",
        reference_path=reference,
        misconceptions_path=directory / MISCONCEPTIONS_NAME if has_misconceptions else None,
        given_path=directory / manifest.given if manifest.given else None,
        given_source=given_source,
        exercises=tuple(with_question(exercise, directory) for exercise in manifest.exercises),
        limits=manifest.limits,
        imports=USUAL_IMPORTS if manifest.imports is None else manifest.imports,
        feedback=manifest.feedback or FeedbackPolicy(),
        version=digest_files(files, "assignment version").hex(),
        hidden_digest=digest_files(files, "assignment seed key"),
    )


def _check_name(directory: Path, mistakes: list[AssignmentMistake]) -> None:
    if not is_name(directory.name):
        message = "the folder's name is the assignment's name: rename it to letters, digits, hyphens and underscores"
        mistakes.append(AssignmentMistake(file=".", message=message))


def _check_checks(directory: Path, mistakes: list[AssignmentMistake]) -> None:
    checks = directory / "checks"
    if not any(checks.rglob("*.py")):
        found = "a folder without one" if checks.is_dir() else "no such folder"
        message = f"expected a folder with the hidden pytest files (test_*.py), found {found}"
        mistakes.append(AssignmentMistake(file="checks/", message=message))


def _find_reference(directory: Path, mistakes: list[AssignmentMistake]) -> Path | None:
    shared = directory.parent.parent / "reference" / f"{directory.name.replace('-', '_')}.py"
    for reference in (directory / "reference.py", shared):
        if reference.is_file():
            _read(read_source, reference, _SOURCE_KIB, mistakes)
            return reference
    message = f"expected the reference solution here or as {shared}, found neither"
    mistakes.append(AssignmentMistake(file="reference.py", message=message))
    return None


def _read_given(directory: Path, manifest: Manifest | None, mistakes: list[AssignmentMistake]) -> str:
    if manifest is None or not manifest.given:
        return ""
    return _read(read_source, directory / manifest.given, _SOURCE_KIB, mistakes) or ""


def _read(read: Callable[[Path, int], str], path: Path, most_kib: int, mistakes: list[AssignmentMistake]) -> str | None:
    try:
        return read(path, most_kib)
    except UnreadableFileError as error:
        mistakes.append(AssignmentMistake(file=path.name, line=error.line, message=error.message))
        return None
