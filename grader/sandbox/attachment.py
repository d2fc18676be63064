"""A container's standard streams as the engine carries them: one connection, two outputs taken apart."""

from __future__ import annotations

import contextlib
import socket
import struct
from typing import Any

#: The stream (1 or 2), three empty bytes, the number of bytes that follow.
#: Source: https://docs.docker.com/reference/api/engine/, "Attach to a container", "Stream format".
_HEADER = struct.Struct("!BxxxI")
_STDOUT = 1
_MAX_SAID_BYTES = 20_000


class Attachment:
    """Reads the container's standard output, writes to its input, and keeps a little of what it says on stderr."""

    def __init__(self, connection: Any) -> None:
        """Args: connection: what the engine's client gives for an attached container."""
        #: Kept: the client closes the socket with the response that it belongs to, and only then.
        self._connection = connection
        self._socket: socket.socket = getattr(connection, "_sock", connection)
        self._socket.settimeout(None)
        self._raw = bytearray()
        #: Of the piece that is being read: its stream, and what is still to come.
        self._stream, self._left = _STDOUT, 0
        self._said = bytearray()

    @property
    def said(self) -> str:
        """What came on stderr, the beginning of it."""
        return self._said.decode("utf-8", "replace")

    def read1(self, size: int) -> bytes:
        """Some bytes of the container's output as soon as there are any; none when it has ended."""
        while True:
            piece = self._take()
            if piece:
                return piece
            data = self._socket.recv(size)
            if not data:
                return b""
            self._raw += data

    def _take(self) -> bytes:
        """What is there of the standard output."""
        output = bytearray()
        while self._raw:
            if not self._left:
                if len(self._raw) < _HEADER.size:
                    break
                self._stream, self._left = _HEADER.unpack_from(self._raw)
                del self._raw[: _HEADER.size]
            piece = self._raw[: self._left]
            del self._raw[: self._left]
            self._left -= len(piece)
            if self._stream == _STDOUT:
                output += piece
            else:
                self._said += piece[: _MAX_SAID_BYTES - len(self._said)]
        return bytes(output)

    def write(self, data: bytes) -> int:
        """Send all of it to the container's standard input."""
        self._socket.sendall(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """The container's standard input ends; its output can still be read."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def hang_up(self) -> None:
        """Nothing is read or written any more."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        getattr(self._connection, "_response", self._connection).close()
