"""The processes of this machine, read so that one which ends meanwhile disturbs nobody."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Process:
    """One process."""

    pid: int
    parent: int
    resident_mb: float
    #: Counted from the first of those that were asked for, which is at 1.
    depth: int


def below(roots: set[int]) -> list[Process]:
    """These processes and all that descend from them; none that has ended already."""
    everything = _all()
    found, level, depth = [], {pid for pid in roots if pid in everything}, 1
    while level:
        found += [Process(pid, *everything[pid], depth) for pid in level]
        level = {pid for pid, (parent, _) in everything.items() if parent in level}
        depth += 1
    return found


def descendants_of(pid: int) -> list[Process]:
    """What a process has started, and what those have, the oldest generation first."""
    return below({pid})[1:]


def children_of(pid: int) -> dict[int, str]:
    """The processes that a process itself has started, and their command lines."""
    return {child: command_of(child) for child, (parent, _) in _all().items() if parent == pid}


def command_of(pid: int) -> str:
    """A process's command line; of one that has ended, nothing."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
    return ""


def handles_of(pids: list[int]) -> list[int]:
    """A descriptor for each, readable when the process ends; none for one that has ended. The caller closes them."""
    handles = []
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            handles.append(os.pidfd_open(pid))
    return handles


def _all() -> dict[int, tuple[int, float]]:
    """Every process that is no zombie: parent, resident MiB."""
    rows = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                state, parent, *rest = (entry / "stat").read_text().rpartition(")")[2].split()
                if state != "Z":
                    rows[int(entry.name)] = int(parent), int(rest[19]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return rows
