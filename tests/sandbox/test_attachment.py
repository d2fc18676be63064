"""A container's streams, taken apart whatever pieces they come in."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.attachment import Attachment

#: Which of the two outputs, and what came on it.
PIECES = st.lists(st.tuples(st.sampled_from((1, 2)), st.binary(max_size=70)), max_size=20)


def carried(pieces: list[tuple[int, bytes]]) -> bytes:
    """As the engine carries it."""
    return b"".join(struct.pack("!BxxxI", stream, len(data)) + data for stream, data in pieces)


@pytest.fixture
def ends() -> Iterator[tuple[Attachment, socket.socket]]:
    """An attachment, and the engine's end of it."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Attachment(ours), theirs


def read_all(attachment: Attachment, size: int) -> bytes:
    """Everything until the end."""
    pieces = []
    while piece := attachment.read1(size):
        pieces.append(piece)
    return b"".join(pieces)


@given(pieces=PIECES, size=st.integers(1, 50))
def test_both_outputs_arrive_whole(pieces: list[tuple[int, bytes]], size: int) -> None:
    """However little is read at a time, headers cut through included."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        attachment = Attachment(ours)
        theirs.sendall(carried(pieces))
        theirs.shutdown(socket.SHUT_WR)
        assert read_all(attachment, size) == b"".join(data for stream, data in pieces if stream == 1)
        assert attachment.said == b"".join(data for stream, data in pieces if stream == 2).decode("utf-8", "replace")


def test_an_output_that_ends_in_the_middle_is_kept(ends: tuple[Attachment, socket.socket]) -> None:
    """A container that is killed says what it says."""
    attachment, engine = ends
    engine.sendall(carried([(1, b"whole"), (1, b"cut off here")])[:-5])
    engine.shutdown(socket.SHUT_WR)
    assert read_all(attachment, 1000) == b"wholecut off"


def test_only_the_beginning_of_the_errors_is_kept(ends: tuple[Attachment, socket.socket]) -> None:
    """However much a container complains."""
    attachment, engine = ends
    engine.settimeout(5)
    for _ in range(3):
        engine.sendall(carried([(2, b"x" * 10_000), (1, b".")]))
        assert attachment.read1(2**16) == b"."
    assert attachment.said == "x" * 20_000


def test_closing_ends_the_input_and_leaves_the_output(ends: tuple[Attachment, socket.socket]) -> None:
    """So that what the container says on its way out can still be read."""
    attachment, engine = ends
    assert attachment.write(b"last words") == 10
    attachment.flush()
    attachment.close()
    assert engine.recv(100) == b"last words"
    assert engine.recv(100) == b""
    engine.sendall(carried([(1, b"bye")]))
    assert attachment.read1(100) == b"bye"


def test_hanging_up_wakes_a_reader(ends: tuple[Attachment, socket.socket]) -> None:
    """The thread that waits for the container does not wait for ever."""
    attachment, engine = ends
    attachment.hang_up()
    assert engine.recv(100) == b""
    attachment.close()
