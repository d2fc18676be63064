"""Torch's values as wire values and back.

`to_wire` runs in the student's process: what it says may be a lie, and a lie is just a wrong value. `from_wire` runs in
the checker, on frames that wire.py has already found to be consistent.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

from grader import wire

_DTYPES = {name: getattr(torch, name) for name in wire.ITEM_SIZES}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
#: A result of more bytes is not sent. Larger than any result that an exercise asks for.
MAX_TENSOR_BYTES = 32 * 2**20
#: NumPy's numbers, which means of a list are: they cross as Python's.
_NUMPY_NUMBERS = frozenset({np.bool_, np.float16, np.float32, np.float64, np.int32, np.int64})
MAX_ITEMS = 20_000
MAX_TEXT = 200_000

Keep = Callable[[object], int]


def to_wire(value: object, keep: Keep, depth: int = 0) -> Any:
    """The value as it crosses; what does not cross is kept by `keep` and described."""
    if type(value) in _NUMPY_NUMBERS:
        value = value.item()  # type: ignore[attr-defined]  # a type of NumPy's
    if value is None or type(value) in (bool, float):
        return value
    if type(value) is int:
        return value if value.bit_length() <= 64 else opaque(value, keep, "an integer of more than 64 bits")  # noqa: PLR2004
    if type(value) is str:
        return value[:MAX_TEXT].encode("utf-8", "replace").decode()
    if isinstance(value, torch.Tensor):
        return _tensor_to_wire(value, keep)
    if isinstance(value, (list, tuple)) and depth < wire.MAX_DEPTH - 4 and len(value) <= MAX_ITEMS:
        items = [to_wire(item, keep, depth + 1) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, dict) and depth < wire.MAX_DEPTH - 4 and len(value) <= MAX_ITEMS:
        return {_key(key): to_wire(item, keep, depth + 1) for key, item in value.items()}
    return opaque(value, keep, "")


def _key(key: object) -> Any:
    plain = type(key) in (str, bool) or (type(key) is int and key.bit_length() <= 64)  # noqa: PLR2004
    return key if plain else f"<{type(key).__name__}>"


def _tensor_to_wire(value: torch.Tensor, keep: Keep) -> wire.Tensor | wire.Opaque:
    """A dense CPU tensor's elements; anything else is described, before memory is taken for it."""
    why = _why_not_dense(value)
    if why:
        return opaque(value, keep, why)
    plain = value.detach().resolve_conj().resolve_neg().contiguous()
    # A contiguous tensor may have any stride where there is one item: NumPy's `[:, None]` gives 0.
    row = plain.as_strided((plain.numel(),), (1,))
    # Viewed as bytes because numpy has no bfloat16.
    data = row.view(torch.uint8).numpy().tobytes() if plain.numel() else b""
    return wire.Tensor(
        dtype=_NAMES[value.dtype], shape=tuple(value.shape), data=data, requires_grad=bool(value.requires_grad)
    )


def _why_not_dense(value: torch.Tensor) -> str:
    if type(value) not in (torch.Tensor, nn.Parameter):
        return f"a subclass of torch.Tensor ({type(value).__name__})"
    if value.layout != torch.strided:
        layout = str(value.layout).removeprefix("torch.")
        return f"a sparse tensor ({layout}); return a dense one, for example with .to_dense()"
    if value.device.type != "cpu":
        return f"a tensor on the device {value.device.type!r}; return it on the CPU"
    if value.dtype not in _NAMES:
        return f"a tensor of dtype {str(value.dtype).removeprefix('torch.')}"
    size = value.numel() * wire.ITEM_SIZES[_NAMES[value.dtype]]
    if size > MAX_TENSOR_BYTES:
        return (
            f"a tensor of shape {tuple(value.shape)}: {size} bytes, more than the {MAX_TENSOR_BYTES} that are looked at"
        )
    return ""


def opaque(value: object, keep: Keep, why: str = "") -> wire.Opaque:
    """The description of a value that stays here, kept by `keep`."""
    return wire.Opaque(type_name=type(value).__name__[:200], kind=kind_of(value), handle=keep(value), why=why)


def kind_of(value: object) -> str:
    """The sort of thing that a name stands for, in the manifest's words."""
    if isinstance(value, nn.Module):
        return "module"
    if isinstance(value, torch.Tensor):
        return "tensor"
    if isinstance(value, type):
        return "class"
    if callable(value):
        return "function"
    return "object"


def parameters_of(value: object, *, optional: bool = False) -> list[str] | None:
    """The names of what a callable must, or may, be given by position; None where it has no readable signature."""
    try:
        signature = inspect.signature(value)  # type: ignore[arg-type]  # a TypeError is expected
    except (TypeError, ValueError):
        return None
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    found = [
        p
        for p in signature.parameters.values()
        if p.kind in positional and (p.default is not inspect.Parameter.empty) == optional
    ]
    return [str(p.name)[:100] for p in found[:100]]


def from_wire(value: Any) -> Any:
    """The value with its tensors as torch tensors that nobody else holds; opaque things stay opaque."""
    if isinstance(value, wire.Tensor):
        return _tensor_from_wire(value)
    if isinstance(value, list):
        return [from_wire(item) for item in value]
    if isinstance(value, tuple):
        return tuple(from_wire(item) for item in value)
    if isinstance(value, dict):
        return {key: from_wire(item) for key, item in value.items()}
    return value


def _tensor_from_wire(value: wire.Tensor) -> torch.Tensor:
    dtype = _DTYPES[value.dtype]
    if not len(value.data):
        return torch.empty(value.shape, dtype=dtype)
    if value.dtype == "bool":
        # A byte that is neither 0 nor 1 would be an invalid bool.
        return (torch.frombuffer(bytearray(value.data), dtype=torch.uint8) != 0).reshape(value.shape)
    return torch.frombuffer(bytearray(value.data), dtype=dtype).reshape(value.shape)
