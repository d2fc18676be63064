"""One process of a student's: asked for, connected, drained of its output, and reaped."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from grader import wire
from grader.inside.ending import checked_end
from grader.inside.faults import ServiceFaultError
from grader.inside.forkserver import USAGE, send_request
from grader.inside.restrictions import Restrictions
from grader.model import Limits

#: What a process gets beyond its own limit before it is stopped from outside.
PATIENCE_S = 2.0
#: A process is forked, jailed and ready by then.
START_LIMIT_S = 60.0
#: A process that the kernel has been told to kill is gone by then.
_REAP_S = 10.0
#: A process that does not read what it is sent counts as gone after this.
_SEND_LIMIT_S = 30.0


@dataclass(slots=True)
class Output:
    """What a process wrote, as far as it is kept."""

    limit_bytes: int
    text: bytearray = field(default_factory=bytearray)
    truncated: bool = False

    def drain(self, descriptor: int) -> bool:
        """Take what there is; whether there may be more later."""
        try:
            piece = os.read(descriptor, 65_536)
        except BlockingIOError:
            return True
        except OSError:
            return False
        room = self.limit_bytes - len(self.text)
        self.text += piece[:room]
        self.truncated = self.truncated or len(piece) > room
        return bool(piece)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What kind of process is asked for."""

    restrictions: Restrictions
    #: Declared libraries that the submission mentions.
    imports: tuple[str, ...]
    limits: Limits
    #: Processor time that it may use.
    cpu_s: float
    stdout: Output
    stderr: Output
    #: The caller's descriptor: when that closes, nobody waits for a grade any more.
    caller: int | None


class RunningProcess:
    """A student's process that is ready to run a submission."""

    def __init__(self, ask: socket.socket, wanted: Wanted) -> None:
        """Ask the fork server for one.

        Raises:
            ServiceFaultError: none could be had.
        """
        ours, theirs = socket.socketpair()
        self._status, their_status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        out, their_out = os.pipe()
        err, their_err = os.pipe()
        limits = wanted.limits
        send_request(
            ask,
            [theirs.fileno(), their_out, their_err, their_status.fileno()],
            child="student",
            **wanted.restrictions.as_fields(),
            imports=list(wanted.imports),
            memory_mib=limits.memory_mib,
            disk_mib=limits.disk_mib,
            threads=limits.threads,
            cpu_s=wanted.cpu_s,
        )
        for descriptor in (their_out, their_err):
            os.close(descriptor)
        theirs.close()
        their_status.close()
        ours.settimeout(_SEND_LIMIT_S)
        self.channel = wire.Channel(ours)
        self._outputs = {out: wanted.stdout, err: wanted.stderr}
        for descriptor, output in self._outputs.items():
            os.set_blocking(descriptor, False)
            self.channel.watch(descriptor, _drainer(descriptor, output))
        if wanted.caller is not None:
            self.channel.watch(wanted.caller, _leave)
        self._await_start(wanted)

    def _await_start(self, wanted: Wanted) -> None:
        try:
            self.channel.receive(deadline=time.monotonic() + START_LIMIT_S)
        except wire.WireError as error:
            self.stop(error)
            said = wanted.stderr.text[-2000:].decode("utf-8", "replace")
            msg = f"a process for the submission could not be started: {error}; it said: {said}"
            raise ServiceFaultError(msg) from error

    def usage(self) -> dict[str, Any]:
        """What it has used so far: cpu_s, max_rss_mb; empty where it has just ended."""
        with contextlib.suppress(OSError, wire.BadFrameError):
            self._status.settimeout(_REAP_S)
            self._status.send(USAGE)
            data = self._status.recv(4096, socket.MSG_PEEK)
            size = int.from_bytes(data[:4], "big")
            frame = wire.unpack(data[8 : 8 + size], b"")
            if frame.kind == "usage":
                self._status.recv(4096)
                return frame.fields
        # What came instead is how it ended, and stays there for `stop`.
        return {}

    def stop(self, error: Exception | None = None) -> dict[str, Any]:
        """End it, and say how it ended: exit_code, cpu_s, max_rss_mb, stopped_for.

        Args:
            error: why it is stopped. A process that closed its channel may be on its way out by itself, and is given
                the time, so that its own end is what is told.
        """
        if isinstance(error, wire.ClosedError):
            self._status.settimeout(PATIENCE_S)
            with contextlib.suppress(TimeoutError, ConnectionResetError):
                self._status.recv(1, socket.MSG_PEEK)
        with contextlib.suppress(OSError):
            self._status.send(b"stop")
        self._status.settimeout(_REAP_S)
        data = _last_word(self._status)
        for descriptor, output in self._outputs.items():
            _drain_rest(descriptor, output)
            os.close(descriptor)
        self.channel.close()
        self._status.close()
        return checked_end(data)


def _drainer(descriptor: int, output: Output) -> Callable[[], bool]:
    return lambda: output.drain(descriptor)


def _drain_rest(descriptor: int, output: Output) -> None:
    while len(output.text) < output.limit_bytes and select.select([descriptor], [], [], 0)[0]:
        if not output.drain(descriptor):
            return


def _leave() -> bool:
    """Nobody waits for this grade any more. The fork server stops the student's process when our end closes."""
    os._exit(0)


def _last_word(status: socket.socket) -> bytes:
    """What the fork server says of a process that has ended; nothing where it does not say."""
    for _ in range(2):
        try:
            return status.recv(4096)
        except ConnectionResetError:
            # It closed before it had read our "stop"; what it said before that is still there.
            continue
        except TimeoutError:
            break
    return b""
