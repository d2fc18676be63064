"""The sandbox's door: one byte stream to the caller, and behind it the fork server and the checkers.

It carries bytes between the caller's stream and the checkers' sockets, and is nobody's parent but the fork server's, so
that nothing which passes through here is ever in a student's memory. When the caller goes, by whatever way, its stream
ends, and everything inside ends with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import selectors
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from grader import wire
from grader.inside import streams
from grader.inside.forkserver import send_request
from grader.inside.isolation import lacking

_PR_SET_CHILD_SUBREAPER = 36
#: Exit status of a gateway whose caller was not heard any more.
LEASE_IS_OVER = 75


@dataclass(slots=True)
class _Pipe:
    """One of the caller's streams, and the socket that it leads to."""

    sock: socket.socket
    #: Closed with it: the fork server stops a process whose status socket closes.
    kept: tuple[socket.socket, ...] = ()
    waiting: bytearray = field(default_factory=bytearray)


class Gateway:
    """Serves one caller."""

    def __init__(self, incoming: int, outgoing: int, server: socket.socket) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._server = server
        self._selector = selectors.DefaultSelector()
        self._decoder = streams.Decoder()
        self._pipes: dict[int, _Pipe] = {}
        #: assignment key -> the socket on which its checker takes requests, and its status.
        self._checkers: dict[str, tuple[socket.socket, socket.socket]] = {}

    def serve(self) -> None:
        """Serve until the caller's stream ends or the fork server is gone."""
        self._selector.register(self._incoming, selectors.EVENT_READ, self._read_caller)
        self._selector.register(self._server, selectors.EVENT_READ, self._read_server)
        going = True
        while going:
            for key, events in self._selector.select():
                handler: Callable[[int], bool] = key.data
                going = handler(events) and going

    def _read_caller(self, _events: int) -> bool:
        data = os.read(self._incoming, 2**18)
        if not data:
            return False
        renew_lease()
        for stream, payload in self._decoder.feed(data):
            if stream == streams.CONTROL:
                self._control(wire.unpack(payload, b"").fields)
            elif stream in self._pipes:
                self._pipes[stream].waiting += payload
                self._watch(stream)
        return True

    def _read_server(self, _events: int) -> bool:
        return bool(self._server.recv(64))

    def _control(self, fields: dict[str, Any]) -> None:
        getattr(self, f"_do_{fields.pop('do')}")(**fields)

    def _do_assignment(self, *, key: str, stream: int) -> None:
        """A checker for a new assignment; the stream carries its description and its answer."""
        ours, theirs = socket.socketpair()
        requests, their_requests = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        status, their_status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._open(stream, ours)
        self._checkers[key] = (requests, status)
        with theirs, their_requests, their_status:
            descriptors = [theirs.fileno(), their_requests.fileno(), their_status.fileno()]
            send_request(self._server, descriptors, child="checker")

    def _do_job(self, *, key: str, stream: int) -> None:
        """A stream to a fork of the assignment's checker."""
        ours, theirs = socket.socketpair()
        status, their_status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._open(stream, ours, status)
        with theirs, their_status, contextlib.suppress(OSError):
            # Where the checker is gone, the stream ends at once and the caller sees it.
            send_request(self._checkers[key][0], [theirs.fileno(), their_status.fileno()])

    def _do_beat(self) -> None:
        """The caller is still there: that something came has been noticed already."""

    def _do_close(self, *, stream: int) -> None:
        self._end(stream)

    def _open(self, stream: int, sock: socket.socket, *kept: socket.socket) -> None:
        sock.settimeout(0)
        self._pipes[stream] = _Pipe(sock, kept)
        self._watch(stream)

    def _watch(self, stream: int) -> None:
        pipe = self._pipes[stream]
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if pipe.waiting else 0)

        def handle(happened: int) -> bool:
            self._carry(stream, happened)
            return True

        try:
            self._selector.modify(pipe.sock, events, handle)
        except KeyError:
            self._selector.register(pipe.sock, events, handle)

    def _carry(self, stream: int, happened: int) -> None:
        pipe = self._pipes.get(stream)
        if pipe is None:
            return
        try:
            if happened & selectors.EVENT_WRITE and pipe.waiting:
                del pipe.waiting[: pipe.sock.send(pipe.waiting[: 2**18])]
                self._watch(stream)
            if happened & selectors.EVENT_READ:
                data = pipe.sock.recv(2**18)
                if not data:
                    self._end(stream)
                    return
                self._write_caller(stream, data)
        except BlockingIOError:
            return
        except OSError:
            self._end(stream)

    def _end(self, stream: int) -> None:
        pipe = self._pipes.pop(stream, None)
        if pipe is not None:
            self._selector.unregister(pipe.sock)
            for sock in (pipe.sock, *pipe.kept):
                sock.close()
            self._write_caller(stream, b"")

    def _write_caller(self, stream: int, data: bytes) -> None:
        view = memoryview(streams.encode(stream, data))
        while view:
            view = view[os.write(self._outgoing, view) :]


def renew_lease() -> None:
    """End this process, and in a container all others, unless this is called again within the time that was agreed on.

    The caller's stream ends with the caller. This is for a caller, or an engine in between, that is cut off without it.
    """
    lease_s = float(os.environ.get("GRADER_LEASE_S", "0"))
    if lease_s:
        # Not the default action: in a container this is the first process, which the kernel keeps from that.
        signal.signal(signal.SIGALRM, lambda *_: os._exit(LEASE_IS_OVER))
        signal.setitimer(signal.ITIMER_REAL, lease_s)


def main() -> None:
    """Start the fork server, then carry bytes until the caller goes."""
    # The caller's stream is kept apart: nothing that is printed in here may get into it.
    incoming, outgoing = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    hello = wire.pack("hello", python=platform.python_version(), lacking=lacking())
    os.write(outgoing, streams.encode(streams.CONTROL, hello))
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        for descriptor in (incoming, outgoing):
            os.close(descriptor)
        control.close()
        from grader.inside import server

        server.run(theirs)
    theirs.close()
    renew_lease()
    with contextlib.suppress(BrokenPipeError, wire.WireError):
        Gateway(incoming, outgoing, control).serve()
    # The fork server stops everything when its control socket closes.
    control.close()
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)
    sys.exit(0)


if __name__ == "__main__":
    main()
