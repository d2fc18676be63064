"""The modules that a submission made while it ran, whatever it called them.

A notebook that follows a course uses the name `model` for one network after the other. What exercises ask for is there
all the same: the modules that top-level names stood for.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import Any

from torch import nn

from grader.inside.values import Keep, opaque

MAX_MODULES = 200


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
            if isinstance(value, nn.Module) and id(value) not in self._made and len(self._made) < MAX_MODULES:
                self._made[id(value)] = _Made(str(name), label, line, value)

    def modules(self, keep: Keep) -> list[dict[str, Any]]:
        """Each module with the name that it had first, in order."""
        return [
            {"name": made.name, "label": made.label, "line": made.line, "object": opaque(made.module, keep)}
            for made in self._made.values()
        ]
