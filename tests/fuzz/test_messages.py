"""Arbitrary and mutated bytes where messages are read: a message or the reader's own error, in bounded time."""

from __future__ import annotations

import contextlib
import json
import resource
import socket
import struct
import threading
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader import wire
from grader.inside import streams
from tests.inside.children import in_child

_SETTINGS = settings(
    max_examples=300, derandomize=True, deadline=2_000, database=None, suppress_health_check=list(HealthCheck)
)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
_TAGS = st.sampled_from(["tuple", "dict", "bytes", "tensor", "opaque", "kind", "fields", "", "float32", "bool"])
_JSON = st.recursive(
    _SCALARS | _TAGS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(_TAGS, inner, max_size=2),
    max_leaves=20,
)
_PLACES = st.tuples(st.integers(-2, 70), st.integers(-2, 70)).map(list)
_TENSORS = st.tuples(
    st.sampled_from([*wire.ITEM_SIZES, "float8", ""]),
    st.lists(st.integers(-1, 2**41), max_size=4),
    _PLACES,
    st.booleans(),
).map(lambda body: {"tensor": list(body)})
_VALUES = _JSON | _TENSORS | _PLACES.map(lambda place: {"bytes": place})


def _header(document: Any) -> bytes:
    return json.dumps(document).encode()


def _read(header: bytes, blob: bytes) -> wire.Frame | None:
    """The frame, or None where it is none; anything else that is raised is a failure of the reader."""
    with contextlib.suppress(wire.BadFrameError):
        return wire.unpack(header, blob)
    return None


@_SETTINGS
@given(st.binary(max_size=300), st.binary(max_size=64))
@example(b"[" * 100_000, b"")
@example(b'{"kind": "a", "fields": {"a": ' + b"9" * 5000 + b"}}", b"")
@example(b"\xff\xfe{}", b"")
@example(b"null", b"")
@example(b"NaN", b"")
def test_arbitrary_headers_are_frames_or_refused(header: bytes, blob: bytes) -> None:
    """Whatever the bytes are."""
    _read(header, blob)


@_SETTINGS
@given(st.lists(_VALUES, max_size=4), st.binary(max_size=64))
@example([{"tensor": ["float32", [0, 2**45, 2**45], [0, 0], False]}], b"")
@example([{"dict": 5}, {"tuple": None}], b"")
@example([{"tensor": [[], [], [0, 0], False]}], b"")
@example([{"opaque": ["a", "b", 10**30, "c"]}], b"")
@example([{"dict": [[[], 1]]}], b"")
@example([10**40], b"")
def test_frames_of_strange_values_are_read_or_refused(values: list[Any], blob: bytes) -> None:
    """What is read can be sent back, written as UTF-8, and asks for no more bytes than came."""
    frame = _read(_header({"kind": "answer", "fields": {"value": values}}), blob)
    if frame is not None:
        assert _bytes_in(frame.fields["value"]) <= len(blob)
        wire.pack("answer", value=frame.fields["value"])
        repr(frame.fields).encode("utf-8")


@_SETTINGS
@given(st.data())
def test_a_damaged_frame_is_read_or_refused(data: st.DataObject) -> None:
    """A right frame of which some bytes are others, or are missing."""
    tensor = wire.Tensor(dtype="float32", shape=(2, 3), data=bytes(24))
    whole = bytearray(
        wire.pack("answer", value=[tensor, {"a": (1, 2.5, "ü")}, wire.Opaque(type_name="A", kind="object")])
    )
    for place in data.draw(st.lists(st.integers(8, len(whole) - 1), max_size=4)):
        whole[place] = data.draw(st.integers(0, 255))
    size = struct.unpack_from("!I", whole)[0]
    end = data.draw(st.integers(8, len(whole)))
    _read(bytes(whole[8 : min(8 + size, end)]), bytes(whole[8 + size : end]))


def test_bytes_that_are_claimed_twice_are_refused() -> None:
    """Found by an attack: six gigabytes from a frame of sixteen megabytes, all of whose tensors were the same bytes."""
    tensor = {"tensor": ["float32", [4], [0, 16], False]}
    header = _header({"kind": "answer", "fields": {"value": [tensor, tensor]}})
    with pytest.raises(wire.BadFrameError, match="one after the other"):
        wire.unpack(header, bytes(16))


def test_reading_takes_memory_in_proportion() -> None:
    """The worst header of the allowed size, a list of empty lists, stays below what a checker may use."""
    header = b'{"kind": "a", "fields": {"a": [' + b"[]," * (wire.MAX_HEADER_BYTES // 3 - 50) + b"[]]}}"

    def grown_kib() -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        wire.unpack(header, b"")
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert 0 < in_child(grown_kib)["value"] < 600 * 1024


@pytest.mark.parametrize(
    "piece", [b"\xff" * 8, b"\0\0\0\4\0\0\0\0nope", b"\0\0\0\2\xff\xff\xff\xff{}", b"\0\0\0\0\0\0\0\0"]
)
def test_a_channel_refuses_what_is_no_frame(piece: bytes) -> None:
    """At once, without waiting for bytes that were announced and never come."""
    ours, theirs = socket.socketpair()
    channel = wire.Channel(ours)
    theirs.sendall(piece)
    started = time.monotonic()
    with pytest.raises(wire.BadFrameError):
        channel.receive(deadline=started + 5)
    assert time.monotonic() - started < 4
    channel.close()
    theirs.close()


def test_a_channel_does_not_wait_for_a_trickle() -> None:
    """The deadline holds while bytes keep coming."""
    ours, theirs = socket.socketpair()
    channel = wire.Channel(ours)
    stop = threading.Event()

    def trickle() -> None:
        with contextlib.suppress(OSError):
            theirs.sendall(struct.pack("!II", 2**20, 0))
            while not stop.wait(0.001):
                theirs.sendall(b"x")

    thread = threading.Thread(target=trickle)
    thread.start()
    started = time.monotonic()
    with pytest.raises(wire.DeadlineError):
        channel.receive(deadline=started + 0.5)
    assert time.monotonic() - started < 20
    stop.set()
    thread.join()
    channel.close()
    theirs.close()


@_SETTINGS
@given(st.lists(st.binary(max_size=40), max_size=12))
def test_streams_of_arbitrary_bytes_are_pieces_or_refused(parts: list[bytes]) -> None:
    """The same pieces however the bytes are cut; a piece that is too long is refused."""

    def pieces(chunks: list[bytes]) -> list[tuple[int, bytes]] | None:
        decoder, found = streams.Decoder(), []
        try:
            for chunk in chunks:
                found += list(decoder.feed(chunk))
        except ValueError:
            return None
        return found

    assert pieces(parts) == pieces([b"".join(parts)])


@_SETTINGS
@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=30)), max_size=6), st.data())
def test_streams_arrive_as_they_were_sent(sent: list[tuple[int, bytes]], data: st.DataObject) -> None:
    """Whatever pieces the reader gets them in."""
    whole = b"".join(streams.encode(number, payload) for number, payload in sent)
    decoder, found, start = streams.Decoder(), [], 0
    while start < len(whole):
        end = data.draw(st.integers(start + 1, len(whole)))
        found += list(decoder.feed(whole[start:end]))
        start = end
    assert found == sent


def _bytes_in(value: Any) -> int:
    if isinstance(value, wire.Tensor):
        return len(value.data)
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_bytes_in, value.values()))
    return sum(map(_bytes_in, value)) if isinstance(value, (list, tuple)) else 0
