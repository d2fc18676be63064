"""Reading a text that a course's author wrote, bounded, with a reason when it cannot be read."""

from __future__ import annotations

import ast
from pathlib import Path


class UnreadableFileError(Exception):
    """A course's file that cannot be used, with the line where that shows."""

    def __init__(self, message: str, line: int | None = None) -> None:
        self.message = message
        self.line = line
        super().__init__(message)


def read_text(path: Path, most_kib: int) -> str:
    """The file's text.

    Raises:
        UnreadableFileError: absent, not readable, too large, or not UTF-8.
    """
    if not path.is_file():
        raise UnreadableFileError("expected a file, found none")
    try:
        with path.open("rb") as file:
            content = file.read(most_kib * 1024 + 1)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read: {error.strerror}") from error
    if len(content) > most_kib * 1024:
        raise UnreadableFileError(f"expected at most {most_kib} KiB, found more")
    return _decode(content)


def read_source(path: Path, most_kib: int) -> str:
    """The text of a Python file. A syntax error in it would meet every student, so it is told here.

    Raises:
        UnreadableFileError: as `read_text`, or no valid Python.
    """
    text = read_text(path, most_kib)
    try:
        ast.parse(text)
    except SyntaxError as error:
        raise UnreadableFileError(f"no valid Python: {error.msg}", error.lineno) from error
    except (ValueError, RecursionError, MemoryError) as error:
        # Null bytes, or brackets within brackets by the thousand.
        raise UnreadableFileError(f"no valid Python: {str(error) or 'nested too deeply'}") from error
    return text


def _decode(content: bytes) -> str:
    try:
        # A byte order mark, which some editors write, is no part of the text.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Positions count in error.object, from which a byte order mark is gone.
        line = error.object.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{error.object[error.start]:02x}"
        raise UnreadableFileError(f"expected UTF-8, found {found}. Save the file as UTF-8.", line) from error
