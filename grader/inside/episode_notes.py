"""What is noted while a statement trains something: how often it went backward and stepped, and how the loss went."""

from __future__ import annotations

import math
import types
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

#: Points that are kept of a loss curve, evenly spaced; and of its beginning, all.
MAX_CURVE = 128
HEAD = 30
#: Nodes of a graph that are looked at for what the loss was computed from.
MAX_NODES = 500


@dataclass(slots=True)
class EpisodeNotes:
    """What happened during one top-level statement."""

    backwards: int = 0
    steps: int = 0
    #: Optimizers that made their first step.
    optimizers: int = 0
    #: Backward passes that met gradients which a step had already used.
    stale: int = 0
    #: Steps of an optimizer whose parameters had no gradient.
    empty_steps: int = 0
    maximize: bool = False
    lr: float = math.nan
    kind: str = ""
    head: list[float] = field(default_factory=list)
    curve: list[float] = field(default_factory=list)
    stride: int = 1
    last: float = math.nan
    #: By id, held so that no others get their ids: what optimizers changed, and what the loss was computed from.
    stepped: dict[int, torch.Tensor] = field(default_factory=dict)
    leaves: dict[int, torch.Tensor] = field(default_factory=dict)

    def note_loss(self, value: float) -> None:
        """Add a point to the curve, which is thinned to every second one when it is full."""
        if len(self.head) < HEAD:
            self.head.append(value)
        if self.backwards % self.stride == 0:
            self.curve.append(value)
            if len(self.curve) >= MAX_CURVE:
                del self.curve[1::2]
                self.stride *= 2
        self.last = value

    def seen_from(self, name: str, modules: dict[str, set[int]], tensors: dict[str, set[int]]) -> dict[str, Any]:
        """What grader.inside.episodes.Episode reads.

        Args:
            name: of the module that it is seen from.
            modules: the ids of each module's parameters.
            tensors: the id of each tensor.
        """
        own = modules.get(name, set())
        return {
            "backwards": self.backwards,
            "steps": self.steps,
            "optimizers": self.optimizers,
            "stale": self.stale,
            "empty_steps": self.empty_steps,
            "maximize": self.maximize,
            "lr": float(self.lr),
            "optimizer": self.kind,
            "head": self.head,
            "curve": [*self.curve, self.last],
            "trains_it": bool(own & self.stepped.keys()),
            "depends_on_it": bool(own & self.leaves.keys()),
            "trains": sorted(key for key, ids in modules.items() if ids & self.stepped.keys())[:20],
            "depends_on": sorted(key for key, ids in {**modules, **tensors}.items() if ids & self.leaves.keys())[:20],
            "tensors": len(self.stepped),
        }


def named_ids(module: types.ModuleType) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """The ids of the parameters of each nn.Module, and of each tensor, that a name stands for."""
    values = list(module.__dict__.items())
    modules = {key: {id(p) for p in value.parameters()} for key, value in values if isinstance(value, nn.Module)}
    return modules, {key: {id(value)} for key, value in values if isinstance(value, torch.Tensor)}


def leaves_of(loss: torch.Tensor) -> list[torch.Tensor]:
    """The tensors to which differentiating this one leads."""
    if loss.grad_fn is None:
        return [loss] if loss.requires_grad else []
    found: list[torch.Tensor] = []
    seen, waiting = set[int](), [loss.grad_fn]
    while waiting and len(seen) < MAX_NODES:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        variable = getattr(node, "variable", None)
        if isinstance(variable, torch.Tensor):
            found.append(variable)
        waiting += _before(node.next_functions)
    return found


def _before(functions: Iterable[tuple[Any, int]]) -> list[Any]:
    return [function for function, _ in functions if function is not None]
