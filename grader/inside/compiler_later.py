"""torch's compiler, imported when somebody asks for it.

An optimizer imports it to be left alone by it: `torch._dynamo.disable` and `graph_break`, which do nothing where
nothing is compiled. That takes eight hundred modules, a second of processor time and sixty megabytes, which every
process that is forked afterwards carries along.

Measured with torch 2.13.0, to which this project is pinned; tests/inside/test_compiler_later.py holds it so.
"""

from __future__ import annotations

import importlib
import sys
import types
from typing import Any

import torch

NAME = "torch._dynamo"
_ASKING = ("torch.func", "functorch", "torch.compile", "torch.export", "checkpoint", NAME)


class _Later(types.ModuleType):
    """In the compiler's place: what is looked for in it, but for what does nothing, brings the compiler itself."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":
            # Whoever goes through all modules asks for these.
            raise AttributeError(name)
        return getattr(bring(), name)


def is_asked_for(source: str) -> bool:
    """Whether a submission's source mentions something that will bring it. It is a guess, and saves only time."""
    return any(name in source for name in _ASKING)


def postpone() -> None:
    """From now on only its use imports it. Where it has been imported, nothing changes."""
    if NAME in sys.modules:
        return
    later = _Later(NAME)
    later.__file__ = f"{torch.__path__[0]}/_dynamo/__init__.py"
    later.__dict__.update(graph_break=_do_nothing, disable=_leave_as_it_is)
    sys.modules[NAME] = later
    torch.__dict__["_dynamo"] = later


def bring() -> types.ModuleType:
    """The compiler itself, in its own place from now on."""
    if isinstance(sys.modules.get(NAME), _Later):
        del sys.modules[NAME]
        torch.__dict__.pop("_dynamo", None)
    return importlib.import_module(NAME)


def _do_nothing(*_: Any, **__: Any) -> None:
    """As `torch._dynamo.graph_break` where nothing is being compiled."""


def _leave_as_it_is(fn: Any = None, *_: Any, **__: Any) -> Any:
    """As `torch._dynamo.disable`, of a function or as a decorator, where nothing is being compiled."""
    return _leave_as_it_is if fn is None else fn
