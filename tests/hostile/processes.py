"""What runs in a sandbox, seen from outside: the gateway, the fork server, the checkers and the students."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator

from tests.processes import below, children_of

#: The gateway is the first, the fork server the second, an assignment's template the third.
CHECKER_DEPTH = 4
#: A process that is just ending is given this long.
END_S = 5.0


def local_roots() -> set[int]:
    """The gateways that this process started."""
    return {pid for pid, command in children_of(os.getpid()).items() if "grader.inside.gateway" in command}


def container_roots() -> set[int]:
    """The first processes of the containers that this process started, as the machine sees them."""
    import socket

    from docker.errors import NotFound

    from grader.sandbox.docker import CALLER_LABEL
    from grader.sandbox.engine import connected

    with connected() as client:
        label = f"{CALLER_LABEL}={socket.gethostname()}:{os.getpid()}"
        roots = set()
        for container in client.containers(filters={"label": label}):
            # One that is just being removed.
            with contextlib.suppress(NotFound):
                roots.add(client.inspect_container(container["Id"])["State"]["Pid"])
        return roots


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
