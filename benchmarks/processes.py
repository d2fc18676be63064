"""What /proc says of processes: who is whose child, and what memory each holds."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """A process's memory."""

    #: Resident: with everything that it shares.
    rss_mb: float = 0.0
    #: Proportional: what several processes share is divided among them.
    pss_mb: float = 0.0
    #: Its own alone.
    own_mb: float = 0.0


def children(pid: int) -> list[int]:
    """The children of all of a process's threads; none where it has ended."""
    try:
        return [
            int(child)
            for task in (_PROC / str(pid) / "task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def descendants(pid: int) -> list[int]:
    """Every process below this one."""
    found: list[int] = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found


def command_of(pid: int) -> str:
    """Its command line; empty where it has ended."""
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        return ""


def memory_of(pid: int) -> Memory:
    """Its memory; zeros where it has ended, and in part where only root may look closer."""
    kib: dict[str, int] = {}
    try:
        kib["Rss"] = int((_PROC / str(pid) / "statm").read_text().split()[1]) * _PAGE_KIB
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
        kib |= {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    except (OSError, IndexError):
        # Ended meanwhile, or a process that hides its memory from other users.
        pass
    return Memory(
        rss_mb=kib.get("Rss", 0) / 1024,
        pss_mb=kib.get("Pss", 0) / 1024,
        own_mb=(kib.get("Private_Clean", 0) + kib.get("Private_Dirty", 0)) / 1024,
    )
