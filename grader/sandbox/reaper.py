"""Removes the container of a `grade` that was killed.

A container ends by itself when its caller's connection does. This is for the rest: one that was made and never started,
or that hangs. A small process of its own waits for the caller to end, by whatever way, and looks once more.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

SESSION_LABEL = "grader.session"
_DISMISSED = b"ended well"
#: The engine may still be carrying out what the caller asked for just before it was killed: one look is not enough.
_EMPTY_LOOKS = 3
_BETWEEN_LOOKS_S = 0.4


class Reaper:
    """The process that waits. A context manager: whoever leaves it has seen to the container."""

    def __init__(self, session: str) -> None:
        """Args: session: the value of the label by which the container is found."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "grader.sandbox.reaper", session],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.dismiss()

    def dismiss(self) -> None:
        """The container is gone: the process ends without looking."""
        with contextlib.suppress(OSError):
            self._process.communicate(_DISMISSED)


def remove_containers(session: str) -> int:
    """Remove what carries the session's label, running or not; how many there were."""
    from docker.errors import APIError

    from grader.sandbox.engine import connected

    with connected() as client:
        found = client.containers(all=True, filters={"label": f"{SESSION_LABEL}={session}"})
        for container in found:
            # It may be on its way out already.
            with contextlib.suppress(APIError):
                client.remove_container(container["Id"], force=True, v=True)
    return len(found)


def main() -> None:
    """Wait for the caller to end, then remove its container unless it says that there is none."""
    session = sys.argv[1]
    if sys.stdin.buffer.read() == _DISMISSED:
        return
    empty_looks = 0
    while empty_looks < _EMPTY_LOOKS:
        empty_looks = 0 if remove_containers(session) else empty_looks + 1
        time.sleep(_BETWEEN_LOOKS_S)


if __name__ == "__main__":
    main()
