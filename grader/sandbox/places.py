"""Where the caller's folders lie in a container."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.assignment import Assignment

#: In the image this folder lets nobody in but root.
COURSE = "/course"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Pairs of a path outside, and the same inside. Without pairs, inside and outside are one."""

    pairs: tuple[tuple[Path, str], ...] = ()

    def inside(self, path: Path) -> str:
        """The path by which the sandbox knows it."""
        for outer, inner in self.pairs:
            if path.is_relative_to(outer):
                return f"{inner}/{path.relative_to(outer).as_posix()}".removesuffix("/.")
        return str(path)

    def outside(self, text: str) -> str:
        """The text, with the caller's own paths in the place of the sandbox's."""
        for outer, inner in self.pairs:
            text = text.replace(inner, str(outer))
        return text


def course_places(assignment: Assignment) -> Places:
    """The folder that holds the checks, and the files that belong to it and lie elsewhere."""
    folder = assignment.checks_dir.parent
    pairs = [(folder, f"{COURSE}/assignments/{folder.name}")]
    for name, path in (("reference", assignment.reference_path), ("given", assignment.given_path)):
        if path is not None and not path.is_relative_to(folder):
            pairs.append((path, f"{COURSE}/{name}/{path.name}"))
    return Places(pairs=tuple(pairs))


def groups_of(places: Places) -> tuple[int, ...]:
    """The groups that the files belong to: with them, root without root's rights reads what is the group's to read."""
    return tuple(sorted({about.st_gid for _, about in _files(places)} - {0}))


def closed_files(places: Places) -> list[Path]:
    """What only its owner can read, when the owner is not root. In a container root has no right to read it."""
    return [path for path, about in _files(places) if about.st_uid and not _is_open(about)]


def _is_open(about: os.stat_result) -> bool:
    """Whether its group, or everybody, can read it, and can enter it where it is a folder."""
    enter = 0o011 if stat.S_ISDIR(about.st_mode) else 0
    return any(about.st_mode & bits == bits for bits in (0o040 | enter & 0o010, 0o004 | enter & 0o001))


def _files(places: Places) -> Iterator[tuple[Path, os.stat_result]]:
    for outer, _ in places.pairs:
        for path in (outer, *(outer.rglob("*") if outer.is_dir() else ())):
            # A link that leads nowhere, or a file that went meanwhile: it cannot be read by anybody.
            with contextlib.suppress(OSError):
                yield path, path.stat()
