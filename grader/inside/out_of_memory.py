"""Whether the kernel ends processes because the control group that this one is in, as in a container, is full."""

from __future__ import annotations

import contextlib
from pathlib import Path

#: Of the second and of the first version of control groups, as a container sees its own.
_COUNTERS = ("memory.events", "memory/memory.oom_control")


class OutOfMemory:
    """Counts the processes that the kernel ended for want of memory."""

    def __init__(self, root: Path = Path("/sys/fs/cgroup")) -> None:
        """Args: root: where control groups are mounted."""
        self._files = [root / name for name in _COUNTERS if (root / name).is_file()]
        self._seen = self._count()

    def has_happened(self) -> bool:
        """Whether it did so since this was last asked."""
        before, self._seen = self._seen, self._count()
        return self._seen > before

    def _count(self) -> int:
        for file in self._files:
            # A process in jail may not read it. It is not the one that is asked.
            with contextlib.suppress(OSError):
                lines = file.read_text(encoding="ascii").splitlines()
                return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
        return 0
