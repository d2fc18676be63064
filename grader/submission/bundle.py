"""Several files that are handed in together: which of them count, how many there may be, and how they may be called."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from grader.model import ErrorKind, SubmittedFile
from grader.submission.content import MIB, size_text
from grader.submission.names import shown_name
from grader.submission.refused import RefusedError

MAX_FILES = 500
MAX_FILE_BYTES = 20 * MIB
MAX_TOTAL_BYTES = 64 * MIB
_MAX_PATH_CHARACTERS = 240
_MAX_DEPTH = 20

#: What systems, editors and Python leave behind. Names that begin with a dot are left out as well.
_LEFT_BEHIND = frozenset({"__macosx", "__pycache__", "venv", "node_modules", "thumbs.db", "desktop.ini"})
_LEFT_BEHIND_SUFFIXES = (".pyc", ".pyo", ".egg-info")


def is_left_behind(path: str) -> bool:
    """Whether the file, or a folder above it, is nobody's work."""
    return any(
        part.startswith(".") or part.lower() in _LEFT_BEHIND or part.lower().endswith(_LEFT_BEHIND_SUFFIXES)
        for part in path.split("/")
    )


class Bundle:
    """Collects files, and refuses what is too much or strangely called.

    Args:
        name: What a person calls the archive or the folder.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._files: dict[str, bytes] = {}
        self._total_bytes = 0

    def room_bytes(self) -> int:
        """How large the next file may be."""
        return min(MAX_FILE_BYTES, MAX_TOTAL_BYTES - self._total_bytes)

    def add(self, path: str, content: bytes) -> None:
        """Take in a file.

        Raises:
            RefusedError: One file too many, too large, or called as another is.
        """
        if path in self._files:
            raise RefusedError(
                ErrorKind.FORMAT,
                f"{self.name} holds two files called {shown_name(path)}: it cannot be told which one counts. Keep one.",
            )
        if len(self._files) >= MAX_FILES:
            raise self.too_many_files()
        if len(content) > self.room_bytes():
            raise self.too_large(path)
        self._files[path] = content
        self._total_bytes += len(content)

    def files(self) -> tuple[SubmittedFile, ...]:
        """What was collected, sorted by name, without the folder that is around all of it."""
        files = [SubmittedFile(path=path, content=content) for path, content in self._files.items()]
        return without_common_folder(sorted(files, key=lambda file: file.path))

    def too_many_files(self) -> RefusedError:
        """The refusal of more files than one person's work has."""
        return RefusedError(
            ErrorKind.FORMAT,
            f"{self.name} holds more than {MAX_FILES} files. Hand in one student's work alone, without installed "
            "packages (venv, node_modules).",
        )

    def too_large(self, path: str) -> RefusedError:
        """The refusal of a file for which there is no room."""
        return RefusedError(
            ErrorKind.FORMAT,
            f"{self.name} is too large: {shown_name(path)} does not fit. A file may have {size_text(MAX_FILE_BYTES)}, "
            f"all of them together {size_text(MAX_TOTAL_BYTES)}, unpacked. Leave datasets and weights out.",
        )


def plain_path(path: str, *, bundle: str) -> str:
    """The path with forward slashes and composed letters, safe to be joined to a folder.

    Characters that cannot be printed become underscores: systems put narrow spaces into the names of screenshots.

    Raises:
        RefusedError: It leads out of the folder, is absolute, or is too long.
    """
    path = unicodedata.normalize("NFC", path.replace("\\", "/"))
    path = "".join(c if c.isprintable() else "_" for c in path)
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if path.startswith("/") or ".." in parts or (parts and len(parts[0]) > 1 and parts[0][1] == ":"):
        why = "leads out of the folder it is unpacked to"
    elif not parts or len(path) > _MAX_PATH_CHARACTERS or len(parts) > _MAX_DEPTH:
        why = "is empty or too long"
    else:
        return "/".join(parts)
    raise RefusedError(
        ErrorKind.FORMAT, f"{bundle} holds a file whose name {why}: {shown_name(path)!r}. Rename it and pack again."
    )


def without_common_folder(files: Sequence[SubmittedFile]) -> tuple[SubmittedFile, ...]:
    """The same files with paths that begin below the folder which is around all of them."""
    folders = [file.path.split("/")[:-1] for file in files]
    around = [level[0] for level in zip(*folders, strict=False)]
    same = [len(set(level)) == 1 for level in zip(*folders, strict=False)]
    depth = next((n for n, is_same in enumerate(same) if not is_same), len(same))
    prefix = "".join(f"{folder}/" for folder in around[:depth])
    return tuple(replace(file, path=file.path.removeprefix(prefix)) for file in files)
