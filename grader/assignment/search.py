"""Where assignments are looked for, and which names they may have."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from grader.assignment.manifest import MANIFEST_NAME

SEARCH_VARIABLE = "GRADER_ASSIGNMENTS"

#: No dots and no separators: a name can never lead out of a folder.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def default_search_path(environ: Mapping[str, str], cwd: Path) -> tuple[Path, ...]:
    """The folders to look in, the first one wins: the variable's, ./assignments, the repository's, the wheel's.

    Args:
        environ: GRADER_ASSIGNMENTS holds folders, separated as in PATH.
        cwd: relative folders start here.
    """
    package = Path(__file__).resolve().parent.parent
    configured = [cwd / entry for entry in environ.get(SEARCH_VARIABLE, "").split(os.pathsep) if entry]
    usual = [cwd / "assignments", package.parent / "assignments", package / "bundled" / "assignments"]
    return tuple(dict.fromkeys(absolute(folder) for folder in (*configured, *usual)))


def is_name(text: str) -> bool:
    """Whether an assignment can have this name."""
    return _NAME.fullmatch(text) is not None


def list_directories(search: Sequence[Path]) -> dict[str, Path]:
    """The folders that hold a manifest, by name, sorted; of two with one name the first found."""
    found: dict[str, Path] = {}
    for folder in search:
        for directory in _children(folder):
            if is_name(directory.name) and _has_manifest(directory):
                found.setdefault(directory.name, directory)
    return dict(sorted(found.items()))


def locate(name_or_dir: str, search: Sequence[Path]) -> Path | None:
    """The folder of the assignment: by its name first, else the path given. None where there is none."""
    if is_name(name_or_dir):
        for folder in search:
            if _has_manifest(folder / name_or_dir):
                return absolute(folder / name_or_dir)
    if name_or_dir and _has_manifest(Path(name_or_dir)):
        return absolute(Path(name_or_dir))
    return None


def near_names(name: str, search: Sequence[Path]) -> list[str]:
    """The names of existing assignments that look like this one, the nearest first."""
    names = {known.lower(): known for known in list_directories(search)}
    return [names[match] for match in get_close_matches(name.lower()[:64], list(names), n=3, cutoff=0.5)]


def absolute(path: Path) -> Path:
    """The path from the root, without "..", symbolic links kept: a link's own name is the assignment's name."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps "..", Path.resolve loses the link


def _has_manifest(directory: Path) -> bool:
    # Where Path.is_file would raise (a name too long, a folder that may not be entered) this answers False.
    return os.path.isfile(directory / MANIFEST_NAME)  # noqa: PTH113


def _children(folder: Path) -> Iterator[Path]:
    try:
        yield from (absolute(child) for child in folder.iterdir())
    except OSError:
        # A search path names places where there may be something.
        return
