"""Which means of isolation there are where this process runs."""

from __future__ import annotations

import os
import stat
import sys
import sysconfig
from pathlib import Path

import landlockpy

_CAP_SETUID = 7


def can_change_user() -> bool:
    """Whether students can have user ids of their own: this process may change it, and others can reach Python."""
    if os.geteuid() != 0 or not _has_capability(_CAP_SETUID):
        return False
    places = {Path(sys.prefix), Path(sys.base_prefix), *(Path(p) for p in sysconfig.get_paths().values())}
    return all(_open_to_others(place) for place in places if place.exists())


def describe_isolation() -> tuple[str, ...]:
    """What holds a student's process here, for the report."""
    user = "own user id" if can_change_user() else "no capabilities"
    return (f"landlock abi {landlockpy.abi_version()}", "seccomp", "rlimits", user, "no network", "empty environment")


def lacking() -> list[str]:
    """What the kernel that this runs on does not offer and a submission is never run without."""
    found = [] if landlockpy.supported() else ["Landlock"]
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        found.append("pidfd_open")
    return found


def _open_to_others(place: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (place.resolve(), *place.resolve().parents))


def _has_capability(number: int) -> bool:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) >> number & 1)
    return False
