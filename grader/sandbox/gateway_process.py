"""The gateway of the local sandbox: a process on this machine."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator

_STOP_LIMIT_S = 10.0


class GatewayProcess:
    """A gateway, and what holds its end of the conversation."""

    def __init__(self) -> None:
        """Begin it: from now on it imports torch, which takes a second."""
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  closed by stop()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-X", "frozen_modules=on", "-m", "grader.inside.gateway"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=_environment(),
            cwd="/",
            start_new_session=True,
        )
        assert self._process.stdin is not None  # noqa: S101  asked for above
        assert self._process.stdout is not None  # noqa: S101
        self.writer = self._process.stdin
        self.reader = self._process.stdout

    def stop(self) -> str:
        """Wait until it has ended, as it does when its writer closes; what it had to say."""
        try:
            self._process.wait(_STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._kill()
        with self._said:
            self._said.seek(0)
            return self._said.read(20_000).decode("utf-8", "replace")

    def discard(self) -> None:
        """End it at once: nobody has said anything to it yet."""
        self._kill()
        for stream in (self.writer, self.reader, self._said):
            stream.close()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Spare:
    """A gateway that began before anybody knew what for. It is for the first who asks."""

    def __init__(self, *gateways: GatewayProcess) -> None:
        self._gateways = list(gateways)

    def take(self) -> GatewayProcess | None:
        """The gateway, where it is still there."""
        try:
            # One step, that two threads cannot take together.
            return self._gateways.pop()
        except IndexError:
            return None


@contextlib.contextmanager
def begun_ahead(*, is_wanted: bool) -> Iterator[Spare]:
    """A gateway that imports torch while the caller still reads what is to be graded; ended if nobody takes it.

    Args:
        is_wanted: whether it will probably be taken. Nothing begins otherwise.
    """
    try:
        spare = Spare(GatewayProcess()) if is_wanted else Spare()
    except OSError:
        # Whoever needs one will meet the same, and say so.
        spare = Spare()
    try:
        yield spare
    finally:
        gateway = spare.take()
        if gateway is not None:
            gateway.discard()


def _environment() -> dict[str, str]:
    """Nothing of the caller's but what makes results the same everywhere."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": tempfile.gettempdir(),
    }
