"""A sandbox ends when its caller is not heard any more."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from grader import wire
from grader.inside import streams
from grader.inside.gateway import LEASE_IS_OVER
from grader.sandbox import local, reaper
from grader.sandbox.reaper import Reaper
from grader.sandbox.session import Session

#: For whatever must happen soon, on a machine that has other things to do.
SOON_S = 60


def start_gateway(lease_s: float) -> subprocess.Popen[bytes]:
    """The door of a sandbox, without a container around it."""
    return subprocess.Popen(
        [sys.executable, "-I", "-m", "grader.inside.gateway"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "GRADER_LEASE_S": str(lease_s)},
    )


@pytest.mark.skipif(bool(local.reasons_against()), reason="; ".join(local.reasons_against()))
def test_a_silent_caller_ends_the_sandbox() -> None:
    """Its stream is open, and nothing comes: the gateway greets, waits for its lease to end, and goes."""
    with start_gateway(1.0) as gateway:
        assert gateway.stdout is not None
        ((stream, greeting),) = streams.Decoder().feed(gateway.stdout.read())
        assert stream == streams.CONTROL
        assert wire.unpack(greeting[8:], b"").kind == "hello"
        assert gateway.wait(SOON_S) == LEASE_IS_OVER


@pytest.mark.skipif(bool(local.reasons_against()), reason="; ".join(local.reasons_against()))
def test_a_caller_that_is_heard_keeps_the_sandbox() -> None:
    """Longer than one lease, and then no longer than its stream."""
    with start_gateway(5.0) as gateway:
        assert gateway.stdin is not None
        for _ in range(15):
            gateway.stdin.write(streams.encode(streams.CONTROL, wire.pack("control", do="beat")[8:]))
            gateway.stdin.flush()
            with pytest.raises(subprocess.TimeoutExpired):
                gateway.wait(0.4)
        gateway.stdin.close()
        assert gateway.wait(SOON_S) == 0


class Written(io.BytesIO):
    """Counts what is written, and says when there was enough."""

    def __init__(self, enough: int) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.is_enough = threading.Event()
        self._enough = enough

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        """Keep it."""
        self.pieces.append(bytes(data))
        if len(self.pieces) >= self._enough:
            self.is_enough.set()
        return len(data)


def test_a_session_says_that_its_caller_is_there() -> None:
    """Again and again, until it is closed."""
    written = Written(enough=3)
    ours, theirs = socket.socketpair()
    with ours, theirs, theirs.makefile("rb") as reader:

        def stop() -> str:
            ours.close()
            return ""

        session = Session(name="docker", reader=reader, writer=written, stop=stop, beat_s=0.01)
        assert written.is_enough.wait(SOON_S)
        session.close()
    beat = streams.encode(streams.CONTROL, wire.pack("control", do="beat")[8:])
    assert set(written.pieces) == {beat}


def test_a_dismissed_watch_ends_without_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its container is gone: it needs no engine."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere.sock")
    with Reaper("a-session") as watching:
        process = watching._process
    assert process.returncode == 0


def test_a_watch_looks_until_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the engine was still making when its caller was killed is found as well."""
    found = iter([1, 0, 1, 0, 0, 0])
    monkeypatch.setattr(reaper, "remove_containers", lambda _session: next(found))
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(sys, "argv", ["reaper", "a-session"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    reaper.main()
    assert list(found) == []


def test_a_watch_survives_the_group_of_its_caller() -> None:
    """A signal to all processes of the caller's group, as a terminal sends it, does not reach it."""
    watching = Reaper("a-session")
    assert os.getpgid(watching._process.pid) == watching._process.pid
    watching._process.send_signal(signal.SIGCONT)
    watching.dismiss()
    assert not Path(f"/proc/{watching._process.pid}").exists()
