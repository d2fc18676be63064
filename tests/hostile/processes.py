"""What runs in a sandbox, seen from outside: the gateway, the fork server, the checkers and the students."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: The gateway is the first, the fork server the second, an assignment's template the third.
CHECKER_DEPTH = 4
#: A process that is just ending is given this long.
END_S = 5.0


@dataclass(frozen=True, slots=True)
class Process:
    """One process."""

    pid: int
    parent: int
    resident_mb: float
    #: Counted from the sandbox's first process, which is at 1.
    depth: int


def local_roots() -> set[int]:
    """The gateways that this process started."""
    return {pid for pid, (parent, _) in _all().items() if parent == os.getpid() and _is_gateway(pid)}


def container_roots() -> set[int]:
    """The first processes of the containers that this process started, as the machine sees them."""
    import socket

    from grader.sandbox.docker import CALLER_LABEL
    from grader.sandbox.engine import connected

    with connected() as client:
        label = f"{CALLER_LABEL}={socket.gethostname()}:{os.getpid()}"
        found = client.containers(filters={"label": label})
        return {client.inspect_container(container["Id"])["State"]["Pid"] for container in found}


def below(roots: set[int]) -> list[Process]:
    """These processes and all that descend from them."""
    everything = _all()
    found, level, depth = [], {pid for pid in roots if pid in everything}, 1
    while level:
        found += [Process(pid, *everything[pid], depth) for pid in level]
        level = {pid for pid, (parent, _) in everything.items() if parent in level}
        depth += 1
    return found


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


def _is_gateway(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return b"grader.inside.gateway" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


class Watch:
    """What is seen of a sandbox while something runs in it."""

    def __init__(self, roots: Callable[[], set[int]]) -> None:
        """Args: roots: gives the sandbox's first processes."""
        self._roots = roots()
        self._before = {process.pid for process in below(self._roots)}
        self.largest_checker_mb = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._done.wait(0.1):
            for process in below(self._roots):
                if process.depth == CHECKER_DEPTH and process.pid not in self._before:
                    self.largest_checker_mb = max(self.largest_checker_mb, process.resident_mb)

    def stop(self) -> None:
        """Look no longer."""
        self._done.set()
        self._thread.join()

    def left(self) -> set[int]:
        """Processes that were not there before."""
        deadline = time.monotonic() + END_S
        while (left := {p.pid for p in below(self._roots)} - self._before) and time.monotonic() < deadline:
            threading.Event().wait(0.02)
        return left


@contextlib.contextmanager
def watched(roots: Callable[[], set[int]]) -> Iterator[Watch]:
    """Watch a sandbox's processes."""
    watch = Watch(roots)
    try:
        yield watch
    finally:
        watch.stop()
