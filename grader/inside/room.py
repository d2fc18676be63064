"""The memory that a student's process has left after an error for want of it."""

from __future__ import annotations

import contextlib
import gc
import mmap

#: What it takes to tell of an error.
_RESERVE_BYTES = 8 * 2**20
#: A process goes on where it has this share of its memory free.
_ENOUGH = 0.75


class Room:
    """Tells whether what ran out of memory has let go of it. Where not, whatever comes next would fail for it."""

    def __init__(self, memory_bytes: int) -> None:
        """Args: memory_bytes: what a submission may use, beside what every process begins with."""
        self._enough_bytes = int(memory_bytes * _ENOUGH)
        # Counts as used without being touched.
        self._reserve = _anonymous(_RESERVE_BYTES)

    def open_reserve(self) -> None:
        """An error is to be described, perhaps one that left no memory to describe it in."""
        self._reserve.close()

    def is_there(self) -> bool:
        """Whether there is enough; the reserve is made anew."""
        gc.collect()
        with contextlib.suppress(OSError):
            _anonymous(self._enough_bytes).close()
            self._reserve = _anonymous(_RESERVE_BYTES)
            return True
        return False


def _anonymous(size_bytes: int) -> mmap.mmap:
    return mmap.mmap(-1, size_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
