"""A folder for what one run leaves nowhere else, and the end of those that killed runs left behind."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.errors import UsageError
from grader.whole_file import make_folder

_PREFIX = "run-"
_LOCK = "lock"


@contextlib.contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """A new folder for as long as the context lasts. What runs that were killed left beside it goes as well.

    Each folder is locked by the run that uses it, and the kernel gives up the lock with the process, however it ends.

    Raises:
        UsageError: nothing can be written there.
    """
    make_folder(parent)
    try:
        _remove_abandoned(parent)
        folder, lock = _make(parent)
    except OSError as error:
        raise UsageError(f"{parent} cannot be written: {error.strerror}. Name another place") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _make(parent: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        with contextlib.suppress(FileNotFoundError, BlockingIOError):
            lock = _locked(folder)
            if (folder / _LOCK).exists():
                return folder, lock
            os.close(lock)
        # Another run took it for abandoned, in the moment before it was locked.


def _remove_abandoned(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        # Gone meanwhile, or in use.
        with contextlib.suppress(OSError):
            lock = _locked(folder)
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _locked(folder: Path) -> int:
    """A descriptor that holds the folder's lock.

    Raises:
        BlockingIOError: another run holds it.
        FileNotFoundError: the folder has gone.
    """
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
