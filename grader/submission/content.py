"""Bytes from the disk: regular files only, and never more than asked for."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from grader.model import ErrorKind
from grader.submission.refused import RefusedError

KIB = 1024
MIB = 1024 * KIB


def size_text(size_bytes: int) -> str:
    """A size as people read it: "512 bytes", "1.4 MiB"."""
    if size_bytes < KIB:
        return f"{size_bytes} bytes"
    return f"{size_bytes / KIB:.1f} KiB" if size_bytes < MIB else f"{size_bytes / MIB:.1f} MiB"


def read_content(path: Path, *, name: str, limit_bytes: int) -> bytes:
    """The content of a regular file.

    Raises:
        RefusedError: It is a device, a pipe or a socket (which is never waited for), may not be read, or is larger
            than `limit_bytes` (which is found out without reading it).
    """
    try:
        _refuse_special(path.stat().st_mode, name)
        # Not blocking: what is a file now may be a pipe by then, and opening one that nobody writes to takes for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        raise RefusedError(
            ErrorKind.FORMAT,
            f"{name} cannot be opened ({error.strerror}). Make it a plain file that this user may read (chmod u+r).",
        ) from error
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        _refuse_special(status.st_mode, name)
        if status.st_size > limit_bytes:
            raise too_large(name, size_text(status.st_size), limit_bytes)
        try:
            content = file.read(limit_bytes + 1)
        except OSError as error:
            message = f"{name} cannot be read ({error.strerror}). Copy it to this machine again."
            raise RefusedError(ErrorKind.FORMAT, message) from error
    if len(content) > limit_bytes:
        raise too_large(name, f"more than {size_text(limit_bytes)}", limit_bytes)
    return content


def too_large(name: str, actual: str, limit_bytes: int) -> RefusedError:
    """The refusal of a file that is larger than its kind may be."""
    return RefusedError(
        ErrorKind.FORMAT,
        f"{name} is too large: it has {actual}, the limit is {size_text(limit_bytes)}. Hand in the code alone: clear "
        "a notebook's outputs, and leave data, weights and recorded results out.",
    )


def _refuse_special(mode: int, name: str) -> None:
    if stat.S_ISREG(mode):
        return
    kinds = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
    what = kinds.get(stat.S_IFMT(mode), "a folder")
    raise RefusedError(ErrorKind.FORMAT, f"{name} is {what}, not a file. Hand in a plain file or a folder.")
