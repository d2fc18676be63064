"""Frames carry plain values and tensors as bytes, and nothing that disagrees with itself."""

from __future__ import annotations

import json
import math
import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import wire

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(st.text(), inner)
    ),
    max_leaves=12,
)


@pytest.fixture
def pair() -> Iterator[tuple[wire.Channel, socket.socket]]:
    """A channel, and the raw socket on its other end."""
    ours, theirs = socket.socketpair()
    channel = wire.Channel(ours)
    yield channel, theirs
    channel.close()
    theirs.close()


def unpacked(data: bytes) -> wire.Frame:
    """The frame that these bytes are."""
    header, _ = struct.unpack_from("!II", data)
    return wire.unpack(data[8 : 8 + header], data[8 + header :])


@settings(max_examples=200, derandomize=True)
@given(st.dictionaries(st.text(max_size=8).filter(lambda name: name != "kind"), PLAIN, max_size=4))
def test_plain_values_arrive_as_they_were_sent(fields: dict[str, object]) -> None:
    """Numbers, text, lists, tuples and dicts keep their types and values."""
    assert unpacked(wire.pack("x", **fields)) == wire.Frame(kind="x", fields=fields)


def test_a_tensor_arrives_with_its_bytes() -> None:
    """Two tensors in one frame don't mix."""
    first = wire.Tensor(dtype="float32", shape=(2,), data=bytes(range(8)))
    second = wire.Tensor(dtype="bool", shape=(1, 3), data=b"\1\0\1", requires_grad=True)
    frame = unpacked(wire.pack("x", a=[first], b=second))
    assert bytes(frame.fields["a"][0].data) == bytes(range(8))
    assert frame.fields["b"].shape == (1, 3)
    assert frame.fields["b"].requires_grad is True


def test_infinite_numbers_cross() -> None:
    """NaN and infinity are values, which a check refuses; the wire does not."""
    frame = unpacked(wire.pack("x", a=math.inf, b=math.nan))
    assert frame.fields["a"] == math.inf
    assert math.isnan(frame.fields["b"])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (object(), "a object does not cross"),
        (2**70, "an integer of 71 bits"),
        ({1, 2}, "a set does not cross"),
        (type("Int", (int,), {})(3), "a Int does not cross"),
    ],
)
def test_what_is_not_plain_is_refused(value: object, message: str) -> None:
    """The error says what it was."""
    with pytest.raises(wire.BadFrameError, match=message):
        wire.pack("x", value=value)


def test_deep_values_are_refused() -> None:
    """Nesting is bounded where it is sent ..."""
    value: list[object] = []
    for _ in range(40):
        value = [value]
    with pytest.raises(wire.BadFrameError, match="nest deeper"):
        wire.pack("x", value=value)


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"{",
        b"[]",
        b'{"kind": 1}',
        b'{"kind": "x", "fields": []}',
        b'{"kind": "x", "fields": {"a": {"tensor": ["float32", [1], [0, 4], false]}}}',
        b'{"kind": "x", "fields": {"a": {"tensor": ["float33", [0], [0, 0], false]}}}',
        b'{"kind": "x", "fields": {"a": {"tensor": ["float32", [-1], [0, 0], false]}}}',
        b'{"kind": "x", "fields": {"a": {"tensor": ["float32", [2], [0, 0], false]}}}',
        b'{"kind": "x", "fields": {"a": {"bytes": [-1, 1]}}}',
        b'{"kind": "x", "fields": {"a": {"surprise": 1}}}',
        b'{"kind": "x", "fields": {"a": {"opaque": [1, 2, 3, 4]}}}',
        b'{"kind": "x", "fields": {"a": {"dict": [[[1], 2]]}}}',
        b'{"kind": "x", "fields": {"a": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
        b'{"kind": "x", "fields": {"a": ' + b"9" * 5000 + b"}}",
    ],
)
def test_a_header_that_disagrees_with_itself_is_a_bad_frame(header: bytes) -> None:
    """... and whatever a hostile sender writes ends in one kind of error."""
    with pytest.raises(wire.BadFrameError):
        wire.unpack(header, b"")


@settings(max_examples=300, derandomize=True)
@given(st.binary(max_size=60))
def test_arbitrary_bytes_are_a_bad_frame_or_a_frame(data: bytes) -> None:
    """No other exception comes out of reading."""
    try:
        wire.unpack(data, b"")
    except wire.BadFrameError:
        return
    assert json.loads(data)


def test_a_channel_refuses_a_frame_before_it_takes_memory_for_it(pair: tuple[wire.Channel, socket.socket]) -> None:
    """A length of four gigabytes is refused when it has been read, not when it has arrived."""
    channel, raw = pair
    raw.sendall(struct.pack("!II", 10, 2**32 - 1))
    with pytest.raises(wire.BadFrameError, match="too large"):
        channel.receive(deadline=time.monotonic() + 5)


def test_a_channel_does_not_wait_beyond_its_deadline(pair: tuple[wire.Channel, socket.socket]) -> None:
    """Half a frame is no frame."""
    channel, raw = pair
    raw.sendall(wire.pack("x")[:-1])
    with pytest.raises(wire.DeadlineError):
        channel.receive(deadline=time.monotonic() + 0.05)


def test_a_flood_does_not_hold_a_reader_beyond_its_deadline(pair: tuple[wire.Channel, socket.socket]) -> None:
    """A sender that always has one more byte of the same frame does not keep the reader for ever."""
    channel, raw = pair
    stop = threading.Event()

    def drip() -> None:
        raw.sendall(struct.pack("!II", 2**20, 0))
        raw.settimeout(0.05)
        while not stop.is_set():
            try:
                raw.send(b"x")
            except OSError:
                return

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises((wire.DeadlineError, wire.BadFrameError)):
            channel.receive(deadline=time.monotonic() + 0.2)
    finally:
        stop.set()
        thread.join()


def test_a_closed_channel_says_so(pair: tuple[wire.Channel, socket.socket]) -> None:
    """Its end is told apart from a bad frame."""
    channel, raw = pair
    raw.close()
    with pytest.raises(wire.ClosedError):
        channel.receive()


def test_a_channel_serves_what_it_watches_while_it_waits(pair: tuple[wire.Channel, socket.socket]) -> None:
    """Output is drained while an answer is awaited, so that a full pipe cannot hold the sender up."""
    channel, raw = pair
    mine, other = socket.socketpair()
    seen: list[bytes] = []

    def take() -> bool:
        seen.append(mine.recv(10))
        raw.sendall(wire.pack("answer"))
        return False

    channel.watch(mine.fileno(), take)
    other.sendall(b"output")
    with mine, other:
        assert channel.receive(deadline=time.monotonic() + 5).kind == "answer"
    assert seen == [b"output"]
