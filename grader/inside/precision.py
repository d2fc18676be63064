"""Calls in double precision, so that an exact computation can be told from an approximation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

#: Where code finds single precision by name, and what it finds there during such a call.
_NAMES: tuple[tuple[Any, str, Any], ...] = (
    (torch, "float32", torch.float64),
    (torch, "float", torch.float64),
    (torch, "FloatTensor", torch.DoubleTensor),
    (np, "float32", np.float64),
    (np, "single", np.float64),
)
#: What arrives although it was looked up earlier.
_SINGLE = {torch.float32: torch.float64, torch.FloatTensor: torch.DoubleTensor, "torch.FloatTensor": torch.DoubleTensor}


@contextlib.contextmanager
def double_precision() -> Iterator[None]:
    """Inside, code that says float32 by name gets float64, as its default too."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in _NAMES]
    torch.set_default_dtype(torch.float64)
    try:
        for owner, name, value in _NAMES:
            setattr(owner, name, value)
        with _DoubleForSingle():
            yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)
        torch.set_default_dtype(torch.float32)


class _DoubleForSingle(TorchFunctionMode):
    def __torch_function__(self, func: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is torch.Tensor.float:
            func = torch.Tensor.double
        result = func(*map(_double, args), **{name: _double(value) for name, value in (kwargs or {}).items()})
        return result.view(_Array) if func is torch.Tensor.numpy else result


class _Array(np.ndarray[Any, Any]):
    """A tensor's numbers for NumPy code, which may name single precision by a text: `.astype("float32")`."""

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        """The array in this precision, double for single."""
        single = np.dtype(dtype) == np.dtype("float32")
        return super().astype(np.float64 if single else dtype, *args, **kwargs)


def _double(value: Any) -> Any:
    """The value, or the double for a name of single precision."""
    return _SINGLE.get(value, value) if isinstance(value, (torch.dtype, type, str)) else value
