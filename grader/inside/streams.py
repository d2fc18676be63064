"""Several byte streams over one: each piece is preceded by its stream's number and its length.

An empty piece says that the stream has ended. Stream 0 carries the caller's instructions to the gateway.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

CONTROL = 0
_PREFIX = struct.Struct("!II")
MAX_PIECE_BYTES = 2**20


def encode(stream: int, data: bytes) -> bytes:
    """One piece of a stream."""
    return _PREFIX.pack(stream, len(data)) + data


class Decoder:
    """Takes bytes as they come, gives whole pieces."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The pieces that are complete now: stream and data.

        Raises:
            ValueError: a piece is larger than any that is ever sent.
        """
        self._data += data
        while len(self._data) >= _PREFIX.size:
            stream, size = _PREFIX.unpack_from(self._data)
            if size > MAX_PIECE_BYTES:
                msg = f"a piece of {size} bytes, more than {MAX_PIECE_BYTES}"
                raise ValueError(msg)
            if len(self._data) < _PREFIX.size + size:
                return
            piece = bytes(self._data[_PREFIX.size : _PREFIX.size + size])
            del self._data[: _PREFIX.size + size]
            yield stream, piece
