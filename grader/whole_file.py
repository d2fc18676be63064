"""Files that are there whole or not at all, whenever the writer is stopped, and however many write at once."""

from __future__ import annotations

import contextlib
import itertools
import os
from pathlib import Path

from grader.errors import UsageError

#: Tells the drafts of one process apart: several threads may write the same file.
_numbers = itertools.count(1)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, unless it is there.

    Raises:
        UsageError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be made: {error.strerror}. Name another place") from error


def require_place(path: Path) -> None:
    """Say now, before there is work to lose, that a file cannot be written there.

    Raises:
        UsageError: it cannot.
    """
    if path.is_dir():
        problem = "is a folder"
    elif not path.parent.is_dir():
        problem = f"cannot be written: there is no folder {path.parent}"
    elif not os.access(path.parent, os.W_OK | os.X_OK):
        problem = f"cannot be written: {path.parent} may not be written"
    else:
        return
    raise UsageError(f"{path} {problem}. Name another place")


def write_whole(path: Path, text: str, *, drafts: Path | None = None) -> None:
    """Write a file whole, with the line ends as they are.

    Args:
        path: where it goes; its folder exists.
        text: written as UTF-8.
        drafts: the folder, on the same disk, in which it grows; None: beside it, as a hidden file.

    Raises:
        UsageError: it cannot be written there.
    """
    draft = (drafts or path.parent) / f".{os.getpid()}-{next(_numbers)}.partial"
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}. Name another place") from error
    finally:
        # Where there is no such folder, there is no draft either.
        with contextlib.suppress(OSError):
            draft.unlink()
