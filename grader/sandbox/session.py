"""A conversation with a running sandbox: assignments are opened in it, submissions are graded in it.

One thread reads the sandbox's stream and hands every piece to the conversation that it belongs to; any number of
threads may grade at the same time.
"""

from __future__ import annotations

import contextlib
import itertools
import queue
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, Protocol, Self

from grader import wire
from grader.assignment import Assignment
from grader.errors import AssignmentUnusableError, SandboxLostError
from grader.inside import streams
from grader.model import Submission
from grader.sandbox.places import Places

#: Importing torch on a cold disk, and collecting the checks.
OPEN_LIMIT_S = 180.0
#: What grading one submission may take beyond its own limits before the sandbox counts as lost.
PATIENCE_S = 120.0


class Reader(Protocol):
    """What the sandbox sends."""

    def read1(self, size: int, /) -> bytes:
        """Some bytes as soon as there are any; none when it has ended."""

    def close(self) -> None:
        """Nothing more is read."""


class Writer(Protocol):
    """What the sandbox gets."""

    def write(self, data: bytes, /) -> int:
        """Send, or keep until it is flushed."""

    def flush(self) -> None:
        """Send what was kept."""

    def close(self) -> None:
        """Nothing more comes."""


class Conversation:
    """One stream of frames to something inside."""

    def __init__(self, number: int, write: Callable[[int, bytes], None]) -> None:
        self.number = number
        self._write = write
        self._pieces: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._data = bytearray()
        self._ended = False

    def put(self, data: bytes) -> None:
        """A piece from the sandbox; an empty one ends the stream."""
        self._pieces.put(data)

    def send(self, kind: str, **fields: Any) -> None:
        """Send one frame."""
        data = wire.pack(kind, **fields)
        for start in range(0, len(data), streams.MAX_PIECE_BYTES):
            self._write(self.number, data[start : start + streams.MAX_PIECE_BYTES])

    def receive(self, deadline: float) -> wire.Frame:
        """The next frame.

        Raises:
            SandboxLostError: none came by the deadline, or the stream ended.
        """
        header, blob = struct.unpack("!II", self._read(8, deadline))
        if header > wire.MAX_HEADER_BYTES or blob > wire.MAX_BLOB_BYTES:
            msg = "the sandbox sent a frame that is too large"
            raise SandboxLostError(msg)
        return wire.unpack(self._read(header, deadline), self._read(blob, deadline))

    def _read(self, size: int, deadline: float) -> bytes:
        while len(self._data) < size:
            if self._ended:
                msg = "a process of the sandbox ended before it had answered"
                raise SandboxLostError(msg)
            try:
                piece = self._pieces.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                msg = "the sandbox did not answer in time"
                raise SandboxLostError(msg) from None
            self._ended = not piece
            self._data += piece
        data = bytes(self._data[:size])
        del self._data[:size]
        return data


class Session:
    """A running sandbox. Close it, or use it as a context manager."""

    def __init__(
        self,
        *,
        name: str,
        reader: Reader,
        writer: Writer,
        stop: Callable[[], str],
        places: Places | None = None,
        walls: tuple[str, ...] = (),
        beat_s: float | None = None,
    ) -> None:
        """A conversation over these two streams.

        Args:
            name: "local" or "docker".
            reader: what the sandbox sends.
            writer: what it gets.
            stop: ends the sandbox and gives what it had to say on its way out.
            places: where the caller's folders lie in it; None: where they are.
            walls: what holds all of it, beside what holds each student's process inside.
            beat_s: how often it is told that the caller is still there; None: it notices by itself.
        """
        self.name = name
        self.isolation: tuple[str, ...] = ()
        #: The version of Python inside, as soon as it has greeted.
        self.python = ""
        #: What its kernel does not offer and no submission is run without.
        self.lacking: tuple[str, ...] = ()
        self._places = places or Places()
        self._walls = walls
        self._reader = reader
        self._writer = writer
        self._stop = stop
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._greeting = Conversation(streams.CONTROL, self._write)
        self._conversations: dict[int, Conversation] = {streams.CONTROL: self._greeting}
        self._lost = False
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._read, name="sandbox reader", daemon=True)
        self._thread.start()
        if beat_s is not None:
            threading.Thread(target=self._beat, args=(beat_s,), name="sandbox lease", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> str:
        """End the sandbox and everything in it; what it had to say for staff."""
        self._closed.set()
        with contextlib.suppress(OSError), self._lock:
            self._writer.close()
        said = self._stop()
        self._thread.join(timeout=5)
        if not self._thread.is_alive():
            self._reader.close()
        return said

    def greet(self, limit_s: float) -> None:
        """Wait until the sandbox has said that it is there, and on which ground.

        Raises:
            SandboxLostError: it did not, or ended.
        """
        greeting = self._greeting.receive(time.monotonic() + limit_s).fields
        self.python = str(greeting["python"])
        self.lacking = tuple(str(name) for name in greeting["lacking"])

    def open(self, assignment: Assignment, *, probing: bool = False) -> dict[str, Any]:
        """Let a checker collect the assignment's hidden checks; what its misconceptions.py declares, as plain values.

        Args:
            assignment: which.
            probing: in the place of the checks open those that ask the assignment's probes: see grader/checks/probing.

        Raises:
            AssignmentUnusableError: they cannot be collected; the author has to mend them.
            SandboxLostError: the sandbox did not answer.
        """
        conversation = self._converse("assignment", assignment.version)
        conversation.send("assignment", **_as_fields(assignment, self._places), probing=probing)
        answer = conversation.receive(time.monotonic() + OPEN_LIMIT_S)
        if answer.kind != "usable":
            errors = [self._places.outside(str(error)) for error in answer.fields.get("errors", [])]
            raise AssignmentUnusableError(assignment.name, errors)
        self.isolation = (*self._walls, *(str(item) for item in answer.fields["isolation"]))
        catalogue: dict[str, Any] = answer.fields["catalogue"]
        return catalogue

    def grade(
        self, assignment: Assignment, submission: Submission, *, seed: int, only: str | None
    ) -> Iterator[wire.Frame]:
        """The frames of one grading: a "check" for each check as it ends, and a "done".

        Raises:
            SandboxLostError: the sandbox did not get to the end. Nothing of it is the student's fault.
        """
        conversation = self._converse("job", assignment.version)
        deadline = time.monotonic() + assignment.limits.total_s + PATIENCE_S
        conversation.send(
            "job",
            cells=[{"kind": c.kind.value, "source": c.source, "label": c.label} for c in submission.cells],
            files=[{"path": f.path, "content": f.content} for f in submission.attachments],
            seed=seed,
            only=only,
            unread={name: p.location or "" for p in submission.problems for name in p.defines},
        )
        is_done = False
        try:
            while not is_done:
                frame = conversation.receive(deadline)
                if frame.kind == "fault":
                    raise SandboxLostError(str(frame.fields["message"]))
                is_done = frame.kind == "done"
                yield self._with_own_paths(frame)
        finally:
            if not is_done:
                self._abandon(conversation)

    def _with_own_paths(self, frame: wire.Frame) -> wire.Frame:
        """In what is for staff alone, the folder of the checks is where the caller has it."""
        document = frame.fields.get("pytest")
        if isinstance(document, dict) and isinstance(document.get("root"), str):
            document["root"] = self._places.outside(document["root"])
        return frame

    def _converse(self, do: str, key: str) -> Conversation:
        number = next(self._numbers)
        conversation = Conversation(number, self._write)
        self._conversations[number] = conversation
        if self._lost:
            conversation.put(b"")
        self._write(streams.CONTROL, wire.pack("control", do=do, key=key, stream=number)[8:])
        return conversation

    def _abandon(self, conversation: Conversation) -> None:
        """Nobody listens any more: what is at the other end is stopped, and nothing of it is kept."""
        if self._conversations.pop(conversation.number, None) is not None:
            with contextlib.suppress(SandboxLostError):
                close = wire.pack("control", do="close", stream=conversation.number)
                self._write(streams.CONTROL, close[8:])

    def _beat(self, beat_s: float) -> None:
        """Say again and again that the caller is there: a sandbox that hears nothing ends."""
        with contextlib.suppress(SandboxLostError):
            while not self._closed.wait(beat_s):
                self._write(streams.CONTROL, wire.pack("control", do="beat")[8:])

    def _write(self, number: int, data: bytes) -> None:
        try:
            with self._lock:
                self._writer.write(streams.encode(number, data))
                self._writer.flush()
        except (OSError, ValueError) as error:
            msg = f"the sandbox has gone: {error}"
            raise SandboxLostError(msg) from error

    def _read(self) -> None:
        decoder = streams.Decoder()
        with contextlib.suppress(OSError, ValueError):
            while data := self._reader.read1(2**18):
                for number, piece in decoder.feed(data):
                    if number in self._conversations:
                        self._conversations[number].put(piece)
                    if not piece:
                        self._conversations.pop(number, None)
        self._lost = True
        for conversation in list(self._conversations.values()):
            conversation.put(b"")


def _as_fields(assignment: Assignment, places: Places) -> dict[str, Any]:
    return {
        "directory": places.inside(assignment.checks_dir.parent),
        "checks": places.inside(assignment.checks_dir),
        "reference": places.inside(assignment.reference_path),
        "given_path": places.inside(assignment.given_path) if assignment.given_path else None,
        "given": assignment.given_source,
        "limits": asdict(assignment.limits),
        "exercises": [asdict(exercise) for exercise in assignment.exercises],
        "left_out": list(assignment.left_out),
        "imports": list(assignment.imports),
    }
