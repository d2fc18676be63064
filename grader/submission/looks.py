"""Whether a folder or a zip looks like a class's submissions, or like one student's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path, PurePosixPath

from grader.model import SubmittedFile
from grader.submission.archive import entries, opened, unpacked
from grader.submission.bundle import without_common_folder
from grader.submission.content import read_content
from grader.submission.file_format import TEXT_NOTEBOOKS
from grader.submission.folder import walk
from grader.submission.imports import code_of, imported_words
from grader.submission.limits import limit_bytes
from grader.submission.member import platform_name
from grader.submission.refused import RefusedError
from grader.submission.syntax import defined_names

_MAX_LOOKED_AT = 400
_MAX_READ = 40
_CODE = (".py", ".ipynb", *TEXT_NOTEBOOKS)
#: Names that two pieces of work on the same exercise share, and two parts of one piece of work do not.
_SAME_NAMES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Child:
    """A direct child with code in it: a file, or a folder with everything below."""

    is_folder: bool
    #: Words by which a module in it could be imported.
    modules: frozenset[str]
    imported: frozenset[str]
    defined: frozenset[str]


def looks_like_class(path: Path) -> bool:
    """Whether the direct children look like the work of several students.

    They do when a learning platform's bulk download named one of them; when there are several zips; when there are
    several folders with code of which none imports from another; or when several modules or notebooks side by side do
    not import one another and define the same names, as solutions of the same exercises do. One notebook with data, and
    modules that import each other, are one student's work; so is what cannot be read. Only a part of a large folder is
    looked at. This is a guess, for a hint to a person: whoever says that it is a class uses `class_members`.
    """
    try:
        sample = tuple(_sample(path))
    except (OSError, RefusedError):
        return False
    if any(platform_name(file.path.split("/")[0]) for file in sample):
        return True
    files = without_common_folder(sample)
    if sum("/" not in file.path and file.path.lower().endswith(".zip") for file in files) > 1:
        return True
    return _several_students(_children(files))


def _several_students(children: Sequence[_Child]) -> bool:
    if any(_imports(a, b) or _imports(b, a) for a, b in combinations(children, 2)):
        return False
    if sum(child.is_folder for child in children) > 1:
        return True
    return any(len(a.defined & b.defined) >= _SAME_NAMES for a, b in combinations(children, 2))


def _imports(one: _Child, other: _Child) -> bool:
    return bool(one.imported & (other.modules - one.modules))


def _children(files: Sequence[SubmittedFile]) -> list[_Child]:
    groups: dict[str, list[SubmittedFile]] = defaultdict(list)
    for file in files:
        if file.path.lower().endswith(_CODE):
            first, slash, _ = file.path.partition("/")
            # A notebook and the module it was exported to are one student's.
            groups[first + slash if slash else PurePosixPath(first).stem].append(file)
    return [_child(name, group) for name, group in groups.items()]


def _child(name: str, files: Sequence[SubmittedFile]) -> _Child:
    code = "\n".join(code_of(file) for file in files)
    stems = {PurePosixPath(file.path).stem for file in files}
    return _Child(
        is_folder=name.endswith("/"),
        modules=frozenset({name.rstrip("/"), *stems}),
        imported=frozenset(imported_words(code)),
        defined=frozenset(defined_names(code)),
    )


def _sample(path: Path) -> Iterator[SubmittedFile]:
    """The first files of a folder or a zip; the first few with code have their content, the others none."""
    if path.is_dir():
        found = ((name, Path(entry.path)) for name, entry in walk(path, path.name))
        for number, (name, file) in enumerate(islice(found, _MAX_LOOKED_AT)):
            is_read = number < _MAX_READ and name.lower().endswith(_CODE)
            yield SubmittedFile(path=name, content=_content(file, name) if is_read else b"")
        return
    with path.open("rb") as packed, opened(packed, path.name) as archive:
        for number, (name, entry) in enumerate(islice(entries(archive, path.name), _MAX_LOOKED_AT)):
            is_read = number < _MAX_READ and name.lower().endswith(_CODE)
            limit = limit_bytes(name)
            content = unpacked(archive, entry, name=name, limit_bytes=limit) if is_read else b""
            yield SubmittedFile(path=name, content=content)


def _content(file: Path, name: str) -> bytes:
    """What one student's file holds; one that cannot be read says nothing about the class."""
    try:
        return read_content(file, name=name, limit_bytes=limit_bytes(name))
    except RefusedError:
        return b""
