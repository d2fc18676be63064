"""What crosses between processes: frames of plain values and tensors as bytes, bounded, never pickled.

A frame is a fixed prefix (two unsigned 32-bit lengths, big endian), a JSON header and a blob. The header holds the
frame's kind and its fields; tensors and byte strings lie in the blob and the header points into it. A receiver trusts
nothing: lengths are checked before memory is taken, and every tensor's bytes must agree with its dtype and shape.
"""

from __future__ import annotations

import json
import math
import selectors
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

#: Size in bytes of one element. Source: https://docs.pytorch.org/docs/stable/tensor_attributes.html
ITEM_SIZES = {
    "bool": 1,
    "uint8": 1,
    "int8": 1,
    "int16": 2,
    "int32": 4,
    "int64": 8,
    "float16": 2,
    "bfloat16": 2,
    "float32": 4,
    "float64": 8,
    "complex64": 8,
    "complex128": 16,
}

MAX_HEADER_BYTES = 8 * 2**20
MAX_BLOB_BYTES = 64 * 2**20
MAX_DEPTH = 24
MAX_DIMENSIONS = 32
_PREFIX = struct.Struct("!II")
#: Far above what fits into a blob, far below what overflows when strides are computed for it.
_MAX_STRIDE = 2**48
#: Larger integers than a tensor can hold cross as text of an opaque object.
_MAX_INT_BITS = 64


class WireError(Exception):
    """A frame could not be sent or read."""


class BadFrameError(WireError):
    """The other side sent something that is no frame: too large, malformed, or not what its header says."""


class ClosedError(WireError):
    """The other side has gone."""


class DeadlineError(WireError):
    """The other side did not answer in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """A dense tensor as bytes.

    Attributes:
        dtype: one of ITEM_SIZES, such as "float32".
        shape: the sizes of its dimensions; () for a scalar.
        data: the elements in row-major order and native byte order.
        requires_grad: whether its owner's copy records operations.
    """

    dtype: str
    shape: tuple[int, ...]
    data: bytes | memoryview = field(repr=False)
    requires_grad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opaque:
    """Something that does not cross: it is described, and stays where it is."""

    #: The type's name: "ToyModel", "function", "Tensor (sparse_coo)".
    type_name: str
    #: "function", "class", "module", "tensor" or "object".
    kind: str
    #: The key under which its owner keeps it; None where it is not kept.
    handle: int | None = None
    #: Why it does not cross, for a person.
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One message: its kind, and its fields as plain values."""

    kind: str
    fields: dict[str, Any]


def pack(kind: str, **fields: Any) -> bytes:
    """One frame as bytes.

    Raises:
        BadFrameError: a field holds something that is no plain value, or too much of it.
    """
    blobs = _Blobs()
    header = json.dumps({"kind": kind, "fields": {k: _encode(v, blobs, 0) for k, v in fields.items()}}).encode()
    blob_size = blobs.size
    if len(header) > MAX_HEADER_BYTES or blob_size > MAX_BLOB_BYTES:
        limits = f"{MAX_HEADER_BYTES} + {MAX_BLOB_BYTES}"
        msg = f"a {kind!r} frame of {len(header)} + {blob_size} bytes is larger than {limits}"
        raise BadFrameError(msg)
    return b"".join([_PREFIX.pack(len(header), blob_size), header, *blobs.pieces])


def unpack(header: bytes, blob: bytes) -> Frame:
    """The frame that a header and a blob make.

    Raises:
        BadFrameError: they do not make one.
    """
    try:
        document = json.loads(header)
        kind, fields = str(document["kind"]), document["fields"].items()
        pieces = _Pieces(blob)
        return Frame(kind=kind, fields={name: _decode(value, pieces, 0) for name, value in fields})
    except BadFrameError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError) as error:
        msg = f"malformed frame: {type(error).__name__}"
        raise BadFrameError(msg) from error


class _Blobs:
    """The bytes that go behind the header, and how many they are."""

    def __init__(self) -> None:
        self.pieces: list[bytes | memoryview] = []
        self.size = 0

    def append(self, data: bytes | memoryview) -> list[int]:
        """Where in the blob these bytes are: start and length."""
        start, self.size = self.size, self.size + len(data)
        self.pieces.append(data)
        return [start, len(data)]


def _encode(value: Any, blobs: _Blobs, depth: int) -> Any:
    if depth > MAX_DEPTH:
        msg = f"values nest deeper than {MAX_DEPTH}"
        raise BadFrameError(msg)
    if value is None or type(value) in {bool, float, str}:
        return value
    encoder = _ENCODERS.get(type(value))
    if encoder is None:
        msg = f"a {type(value).__name__} does not cross"
        raise BadFrameError(msg)
    return encoder(value, blobs, depth + 1)


def _encode_int(value: int, _blobs: _Blobs, _depth: int) -> int:
    if value.bit_length() > _MAX_INT_BITS:
        msg = f"an integer of {value.bit_length()} bits is larger than {_MAX_INT_BITS}"
        raise BadFrameError(msg)
    return value


def _encode_pairs(value: dict[Any, Any], blobs: _Blobs, depth: int) -> Any:
    return {"dict": [[_encode(key, blobs, depth), _encode(item, blobs, depth)] for key, item in value.items()]}


def _encode_tensor(value: Tensor, blobs: _Blobs, _depth: int) -> Any:
    return {"tensor": [value.dtype, list(value.shape), blobs.append(value.data), value.requires_grad]}


#: Exact types: a subclass may say that it is something else.
_ENCODERS: dict[type, Callable[[Any, _Blobs, int], Any]] = {
    int: _encode_int,
    list: lambda value, blobs, depth: [_encode(item, blobs, depth) for item in value],
    tuple: lambda value, blobs, depth: {"tuple": [_encode(item, blobs, depth) for item in value]},
    dict: _encode_pairs,
    bytes: lambda value, blobs, _: {"bytes": blobs.append(value)},
    Tensor: _encode_tensor,
    Opaque: lambda value, _, __: {"opaque": [value.type_name, value.kind, value.handle, value.why]},
}


class _Pieces:
    """The blob, given out piece after piece: each byte belongs to one value, in the order of the header.

    Were a piece given out twice, a small frame could ask its receiver for any amount of memory.
    """

    def __init__(self, blob: bytes) -> None:
        self._blob = memoryview(blob)
        self._given = 0

    def take(self, place: Any) -> memoryview:
        start, size = place
        if type(start) is not int or type(size) is not int or start != self._given or size < 0:
            msg = "malformed frame: its values do not lie one after the other in its blob"
            raise BadFrameError(msg)
        if start + size > len(self._blob):
            msg = "malformed frame: it points outside of its blob"
            raise BadFrameError(msg)
        self._given += size
        return self._blob[start : start + size]


def _decode(value: Any, blob: _Pieces, depth: int) -> Any:
    if depth > MAX_DEPTH:
        msg = f"values nest deeper than {MAX_DEPTH}"
        raise BadFrameError(msg)
    if _is_plain(value):
        return _writable(value)
    if isinstance(value, list):
        return [_decode(item, blob, depth + 1) for item in value]
    if isinstance(value, dict) and len(value) == 1:
        ((tag, body),) = value.items()
        if tag == "tuple":
            return tuple(_decode(item, blob, depth + 1) for item in body)
        if tag == "dict":
            return {_decode_key(key): _decode(item, blob, depth + 1) for key, item in body}
        if tag == "bytes":
            return bytes(blob.take(body))
        if tag == "tensor":
            return _decode_tensor(body, blob)
        if tag == "opaque":
            return _decode_opaque(body)
    msg = "malformed frame: unknown value"
    raise BadFrameError(msg)


def _is_plain(value: Any) -> bool:
    """Whether it is what crosses as itself. What was received may be sent back, so integers have the same limit."""
    if isinstance(value, int):
        return value.bit_length() <= _MAX_INT_BITS
    return value is None or isinstance(value, (float, str))


def _writable(value: Any) -> Any:
    """The value; text without the lone surrogates that JSON can hold and no file, for whatever it is written into."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "replace").decode()
    return value


def _decode_key(key: Any) -> str | int | float | bool | None:
    if _is_plain(key):
        return _writable(key)  # type: ignore[no-any-return]
    msg = "malformed frame: a key of a dict must be plain"
    raise BadFrameError(msg)


def _decode_tensor(body: Any, blob: _Pieces) -> Tensor:
    dtype, shape, place, requires_grad = body
    if dtype not in ITEM_SIZES or not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
        msg = "malformed frame: no such tensor"
        raise BadFrameError(msg)
    # The empty dimensions left out, because the others are multiplied for the strides nevertheless.
    if any(type(size) is not int or size < 0 for size in shape) or math.prod(filter(None, shape)) >= _MAX_STRIDE:
        msg = "malformed frame: a tensor with impossible sizes"
        raise BadFrameError(msg)
    data = blob.take(place)
    if math.prod(shape) * ITEM_SIZES[dtype] != len(data):
        msg = f"malformed frame: {len(data)} bytes are no {dtype} tensor of shape {tuple(shape)}"
        raise BadFrameError(msg)
    return Tensor(dtype=dtype, shape=tuple(shape), data=data, requires_grad=requires_grad is True)


def _decode_opaque(body: Any) -> Opaque:
    type_name, kind, handle, why = body
    is_handle = handle is None or (type(handle) is int and _is_plain(handle))
    if not is_handle or not all(isinstance(text, str) for text in (type_name, kind, why)):
        msg = "malformed frame: no such object"
        raise BadFrameError(msg)
    return Opaque(type_name=_writable(type_name[:200]), kind=kind[:20], handle=handle, why=_writable(why[:1000]))


class Channel:
    """Frames over a stream socket that it owns."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._selector = selectors.DefaultSelector()
        self._selector.register(sock, selectors.EVENT_READ)
        self._watches_others = False

    def fileno(self) -> int:
        """The socket's descriptor, so that a channel can be selected on."""
        return self._socket.fileno()

    def watch(self, descriptor: int, on_readable: Callable[[], bool]) -> None:
        """While this channel waits for a frame, call `on_readable` whenever the descriptor has something.

        `on_readable` returns whether it wants to be called again.
        """
        self._selector.register(descriptor, selectors.EVENT_READ, on_readable)
        self._watches_others = True

    def send(self, kind: str, **fields: Any) -> None:
        """Send one frame, waiting while the other side is busy.

        Raises:
            ClosedError: the other side has gone.
            BadFrameError: the fields do not cross.
        """
        data = pack(kind, **fields)
        try:
            self._socket.sendall(data)
        except OSError as error:
            msg = f"the other side has gone: {error.strerror}"
            raise ClosedError(msg) from error

    def receive(self, *, deadline: float | None = None, max_blob_bytes: int = MAX_BLOB_BYTES) -> Frame:
        """The next frame.

        Args:
            deadline: on time.monotonic()'s clock; None waits for ever.
            max_blob_bytes: a larger blob is refused before it is read.

        Raises:
            ClosedError: the other side has gone.
            DeadlineError: no whole frame came in time.
            BadFrameError: what came is no frame.
        """
        header_size, blob_size = _PREFIX.unpack(self._read(_PREFIX.size, deadline))
        if header_size > MAX_HEADER_BYTES or blob_size > max_blob_bytes:
            msg = f"a frame of {header_size} + {blob_size} bytes is too large"
            raise BadFrameError(msg)
        header = self._read(header_size, deadline)
        return unpack(header, self._read(blob_size, deadline))

    def _read(self, size: int, deadline: float | None) -> bytes:
        data = bytearray()
        while len(data) < size:
            self._wait(deadline)
            try:
                piece = self._socket.recv(min(size - len(data), 2**20))
            except OSError as error:
                msg = f"the other side has gone: {error.strerror}"
                raise ClosedError(msg) from error
            if not piece:
                msg = "the other side has gone"
                raise ClosedError(msg)
            data += piece
        return bytes(data)

    def _wait(self, deadline: float | None) -> None:
        """Return when the socket is readable, serving the watched descriptors until then."""
        if deadline is None and not self._watches_others:
            return
        while True:
            left_s = None if deadline is None else deadline - time.monotonic()
            if left_s is not None and left_s <= 0:
                # Also where there is something to read: a flood must not hold the reader for ever.
                msg = "no answer in time"
                raise DeadlineError(msg)
            ready = self._selector.select(left_s)
            own = False
            for key, _ in ready:
                if key.data is None:
                    own = True
                elif not key.data():
                    self._selector.unregister(key.fileobj)
            if own:
                return

    def close(self) -> None:
        """Give the socket back."""
        self._selector.close()
        self._socket.close()
