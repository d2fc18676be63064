"""A student's process that answers whatever it is told to, behind the fork server's own protocol."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from grader import wire
from grader.inside.forkserver import receive_request
from grader.inside.restrictions import Restrictions
from grader.inside.student_process import Source, StudentProcess, Used
from grader.inside.submission_proxy import SubmissionProxy
from grader.model import Limits

LIMITS = Limits(run_s=5, call_s=5, total_s=60)
NAMES = {"f": "function", "C": "class", "m": "module", "t": "tensor"}
#: What a right answer to "run" looks like, as JSON on the wire.
RAN = {"names": {"dict": [list(pair) for pair in NAMES.items()]}, "problems": []}


def raw_frame(kind: str, fields: Any, blob: bytes = b"") -> bytes:
    """A frame as bytes, whatever its fields are."""
    header = json.dumps({"kind": kind, "fields": fields}).encode()
    return struct.pack("!II", len(header), len(blob)) + header + blob


class StrangeProcess:
    """Serves one checker's requests: each process gives the same answers in turn, then the last for ever."""

    def __init__(self, answers: Sequence[bytes]) -> None:
        self.ask, self._requests = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._answers = answers
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            request = receive_request(self._requests)
            if request is None:
                self._requests.close()
                return
            rpc, *outputs, status = request[1]
            with contextlib.ExitStack() as stack:
                for descriptor in outputs:
                    stack.enter_context(open(descriptor, "wb"))  # noqa: PTH123
                with socket.socket(fileno=rpc) as channel, socket.socket(fileno=status) as told:
                    self._live(channel, told)

    def _live(self, channel: socket.socket, status: socket.socket) -> None:
        """Answer until it is stopped, and say how it ended."""
        remaining = list(self._answers)
        with contextlib.suppress(OSError):
            channel.sendall(raw_frame("ready", {}))
        while True:
            readable, _, _ = select.select([channel, status], [], [])
            if status in readable:
                word = status.recv(64)
                figures = {"cpu_s": 0.0, "max_rss_mb": 1.0}
                with contextlib.suppress(OSError):
                    if word and word != b"stop":
                        status.send(wire.pack("usage", **figures))
                        continue
                    status.send(wire.pack("ended", exit_code=0, stopped_for="", **figures))
                return
            data = b""
            with contextlib.suppress(OSError):
                data = channel.recv(2**20)
                if data and remaining:
                    channel.sendall(remaining[0] if len(remaining) == 1 else remaining.pop(0))
            if not data:
                self._wait_for_stop(status)
                return

    def _wait_for_stop(self, status: socket.socket) -> None:
        with contextlib.suppress(OSError):
            status.send(wire.pack("ended", exit_code=0, stopped_for="", cpu_s=0.0, max_rss_mb=1.0))

    def close(self) -> None:
        """No more processes; the thread ends as its last process does."""
        self.ask.close()


@contextlib.contextmanager
def strange_submission(*answers: bytes) -> Iterator[SubmissionProxy]:
    """A submission whose process gives these answers: the first to being run."""
    strange = StrangeProcess(answers)
    source = Source(given="", cells=(), files=(), watch=(), seed=0)
    process = StudentProcess(
        ask=strange.ask, source=source, limits=LIMITS, restrictions=Restrictions(), used=Used(), caller=None
    )
    try:
        yield SubmissionProxy(process, LIMITS)
        process.close()
    finally:
        strange.close()
