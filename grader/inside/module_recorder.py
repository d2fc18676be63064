"""The modules that a submission made while it ran, whatever it called them.

A notebook that follows a course uses the name `model` for one network after the other. What exercises ask for is there
all the same: the modules that top-level names stood for, or that were in a list, a tuple or a dictionary of that name.
"""

from __future__ import annotations

import itertools
import types
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from torch import nn

from grader.inside.values import Keep, opaque

MAX_MODULES = 200
#: Items of a list, a tuple or a dictionary that are looked at.
MAX_ITEMS = 50


@dataclass(frozen=True, slots=True)
class _Made:
    name: str
    label: str
    line: int
    module: nn.Module


class ModuleRecorder:
    """Remembers modules that top-level names stood for."""

    def __init__(self, module: types.ModuleType) -> None:
        """Args: module: whose names they are."""
        self._module = module
        self._made: dict[int, _Made] = {}

    def look(self, label: str, line: int) -> None:
        """Note what the last statement made."""
        for name, value in list(self._module.__dict__.items()):
            for module in _modules_in(value):
                if id(module) not in self._made and len(self._made) < MAX_MODULES:
                    self._made[id(module)] = _Made(str(name), label, line, module)

    def modules(self, keep: Keep) -> list[dict[str, Any]]:
        """Each module with the name that it had first, in order."""
        return [
            {"name": made.name, "label": made.label, "line": made.line, "object": opaque(made.module, keep)}
            for made in self._made.values()
        ]


def _modules_in(value: object) -> list[nn.Module]:
    """The module that a name stands for, or those in the list, the tuple or the dictionary that it stands for."""
    if isinstance(value, nn.Module):
        return [value]
    items: Iterable[object] = ()
    if type(value) is list or type(value) is tuple:
        items = value
    elif type(value) is dict:
        items = value.values()
    return [item for item in itertools.islice(items, MAX_ITEMS) if isinstance(item, nn.Module)]
