"""What a student's process tells of its nn.Modules: what they registered, and what they went through."""

from __future__ import annotations

import contextlib
import types
from typing import Any

import torch
from torch import nn

from grader.inside.values import to_wire

#: States of a watched model that are kept, the latest ones.
MAX_STATES = 20
MAX_STATE_ELEMENTS = 1_000_000


def unregistered(module: nn.Module) -> list[str]:
    """The names of tensors and layers that a module holds where its parameters() cannot see them."""
    registered = {id(p) for p in module.parameters()} | {id(b) for b in module.buffers()}
    found = []
    for owner_name, owner in module.named_modules():
        for name, value in vars(owner).items():
            if name in ("_parameters", "_buffers", "_modules"):
                continue
            held = value if isinstance(value, (list, tuple)) else value.values() if isinstance(value, dict) else [value]
            if any(
                (isinstance(item, torch.Tensor) and id(item) not in registered)
                or (isinstance(item, nn.Module) and any(id(p) not in registered for p in item.parameters()))
                for item in held
            ):
                found.append(f"{owner_name}.{name}".lstrip("."))
    return found[:50]


class Watch:
    """Keeps the states of watched models, so that an experiment after the exercise does not lose its result."""

    def __init__(self, module: types.ModuleType, names: list[str]) -> None:
        """Args: module: whose names they are. names: that are watched."""
        self._module = module
        self._names = names
        self._states: dict[str, list[dict[str, Any]]] = {}
        self._objects: dict[str, int] = {}

    def look(self, label: str, line: int) -> None:
        """Note the watched models that the last statement changed."""
        for name in self._names:
            with contextlib.suppress(Exception):
                self._look_at(name, label, line)

    def states(self, name: str) -> list[dict[str, Any]]:
        """The states that a watched model went through: label, line, parameters."""
        return self._states.get(name, [])

    def _look_at(self, name: str, label: str, line: int) -> None:
        value = self._module.__dict__.get(name)
        if not isinstance(value, nn.Module):
            return
        states = self._states.setdefault(name, [])
        if self._objects.get(name) != id(value):
            # Another object under the name: what the former one learned is not what is handed in.
            states.clear()
            self._objects[name] = id(value)
        parameters = {key: p.detach() for key, p in value.named_parameters()}
        if sum(p.numel() for p in parameters.values()) > MAX_STATE_ELEMENTS:
            return
        state = {key: to_wire(p.clone(), lambda _: -1) for key, p in parameters.items()}
        if not states or states[-1]["parameters"] != state:
            states.append({"label": label, "line": line, "parameters": state})
            del states[1 : max(1, len(states) - MAX_STATES)]
