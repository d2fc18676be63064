"""A new assignment that works: one exercise with everything that belongs to it, to be changed step by step."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from grader.assignment.search import is_name
from grader.errors import UsageError
from grader.handout import notebook_text

#: Templates are texts, so that no tool takes them for modules of this package.
_SUFFIX = ".txt"
_PLACEHOLDER = "@NAME@"
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssignment:
    """What was made."""

    directory: Path
    #: Relative to the directory, sorted.
    files: tuple[str, ...]


def create_assignment(name: str, parent: Path) -> NewAssignment:
    """A folder of this name with an assignment that can be graded and validated as it is.

    Args:
        name: of the assignment and its folder.
        parent: where the folder is made; made as well where it is missing.

    Raises:
        UsageError: no assignment can have this name, there is something of this name, or nothing can be written there.
    """
    _refuse_name(name)
    directory = parent / name
    if directory.exists() or directory.is_symlink():
        raise UsageError(
            f"{directory} is there already, and nothing is overwritten. Choose another name, or remove it first."
        )
    texts = dict(_texts(name))
    try:
        write_folder(texts, directory)
    except OSError as error:
        raise UsageError(f"{directory} cannot be made: {error.strerror}. Name a folder of yours with --in.") from error
    return NewAssignment(directory=directory, files=tuple(sorted(texts)))


def _refuse_name(name: str) -> None:
    if is_name(name):
        return
    proposal = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-_")[:_LONGEST_NAME]
    hint = f" Did you mean {proposal}?" if is_name(proposal) else " Such as hw5, or first-lesson."
    raise UsageError(
        f"An assignment cannot be called {name[:80]!r}: expected up to {_LONGEST_NAME} letters, digits, hyphens and "
        f"underscores, a letter or digit first.{hint}"
    )


def _texts(name: str) -> Iterator[tuple[str, str]]:
    """The files of a new assignment: relative name and text."""
    for path, template in _templates(files("grader.authoring") / "template", PurePosixPath()):
        text = template.read_text(encoding="utf-8").replace(_PLACEHOLDER, name)
        target = path.with_name(path.name.removesuffix(_SUFFIX))
        if target.parent.name != "handout":
            yield str(target), text
            continue
        yield f"handout/{name}.py", text
        yield f"handout/{name}.ipynb", notebook_text(text)


def _templates(folder: Traversable, path: PurePosixPath) -> Iterator[tuple[PurePosixPath, Traversable]]:
    for child in sorted(folder.iterdir(), key=lambda child: child.name):
        if child.is_dir():
            yield from _templates(child, path / child.name)
        elif child.name.endswith(_SUFFIX):
            yield path / child.name, child


def write_folder(texts: dict[str, str], directory: Path) -> None:
    """Make the folder with these files, or no folder at all.

    Raises:
        OSError: it cannot be made.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        for name, text in texts.items():
            target = beside / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        # A folder for one user alone, as mkdtemp makes it, would be a surprise.
        beside.chmod(0o755)
        beside.rename(directory)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
