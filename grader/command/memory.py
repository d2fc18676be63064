"""The caller's own memory, which must not grow with the size of a class."""

from __future__ import annotations

import contextlib
import ctypes

# Source: malloc.h of glibc.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
#: A report is some hundred kilobytes, and its parts are larger than this.
_LARGE_BYTES = 32 * 1024


def return_large_blocks() -> None:
    """From now on what is large goes back to the system as soon as it is freed. To be called before threads are made.

    By itself glibc learns from the first large block that is freed to keep others of its size, in a heap for each
    thread: after 800 reports a fifth of the caller's memory was holes between what is still in use. Where there is
    another C library, nothing changes.
    """
    with contextlib.suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        for option, value in (
            (_M_MMAP_THRESHOLD, _LARGE_BYTES),
            (_M_TRIM_THRESHOLD, 2 * _LARGE_BYTES),
            (_M_ARENA_MAX, 1),
        ):
            mallopt(option, value)
