"""A folder of one student's files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from grader.model import ErrorKind, SubmittedFile
from grader.submission.bundle import MAX_FILES, Bundle, is_left_behind, plain_path
from grader.submission.content import read_content
from grader.submission.names import shown_name
from grader.submission.refused import RefusedError

_MAX_DEPTH = 20
_MAX_ENTRIES = 20 * MAX_FILES


def read_folder(path: Path, name: str) -> tuple[SubmittedFile, ...]:
    """The plain files in a folder and below it, without links, devices, and what systems leave behind.

    Raises:
        RefusedError: Too many files, too large, unreadable, or a file whose name is unsafe.
    """
    bundle = Bundle(name)
    for relative, found in walk(path, name):
        room = bundle.room_bytes()
        if found.stat(follow_symlinks=False).st_size > room:
            raise bundle.too_large(relative)
        bundle.add(plain_path(relative, bundle=name), read_content(Path(found.path), name=relative, limit_bytes=room))
    return bundle.files()


def walk(path: Path, name: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The plain files below a folder that are somebody's work, each with its path relative to the folder.

    Raises:
        RefusedError: A folder cannot be read, or there are far too many files and folders.
    """
    waiting = [("", str(path), 0)]
    seen = 0
    while waiting:
        prefix, folder, depth = waiting.pop()
        for entry in _entries(folder, name):
            seen += 1
            if seen > _MAX_ENTRIES:
                raise Bundle(name).too_many_files()
            relative = f"{prefix}{entry.name}"
            if is_left_behind(entry.name) or entry.is_symlink():
                continue
            if entry.is_dir(follow_symlinks=False) and depth < _MAX_DEPTH:
                waiting.append((f"{relative}/", entry.path, depth + 1))
            elif entry.is_file(follow_symlinks=False):
                yield relative, entry


def _entries(folder: str, name: str) -> list[os.DirEntry[str]]:
    found: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                found.append(entry)
                if len(found) > _MAX_ENTRIES:
                    raise Bundle(name).too_many_files()
    except OSError as error:
        raise RefusedError(
            ErrorKind.FORMAT,
            f"{name}: the folder {shown_name(Path(folder).name)} cannot be opened ({error.strerror}). Make it "
            "readable (chmod u+rx).",
        ) from error
    return sorted(found, key=lambda entry: entry.name)
