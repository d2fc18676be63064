"""Traces of a training in the student's process: how often it went backward and stepped, and how the loss went.

They only help to explain a result, and never decide about one: this is the student's process, and they may be a lie.
"""

from __future__ import annotations

import contextlib
import functools
import math
import types
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from torch.optim.optimizer import Optimizer, register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from grader.inside.unavailable import NotAvailableError

#: Backward passes whose graph is walked from the beginning.
_LOOKED_AT_FIRST = 16
#: Points that are kept of a loss curve, evenly spaced; and of its beginning, all.
MAX_CURVE = 128
HEAD = 30
MAX_EPISODES = 200
#: Tensors of which it is known that an optimizer changed them, or that a loss depends on them.
MAX_TENSORS = 1_000
#: Nodes of a graph that are looked at for what the loss was computed from.
MAX_NODES = 500


@dataclass(slots=True)
class _Episode:
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


class TrainingRecorder:
    """Remembers an episode for each top-level statement that trained something."""

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module
        self._current = _Episode()
        self._episodes: list[tuple[str, int, _Episode]] = []
        self._known: weakref.WeakSet[Optimizer] = weakref.WeakSet()
        #: A parameter that the loss depends on, and its version at the last backward pass.
        self._tracked: tuple[torch.Tensor, int] | None = None

    def follow(self) -> None:
        """From now on backward passes and steps are seen; where PyTorch cannot differentiate there are none."""
        if not torch.is_grad_enabled():
            return
        with contextlib.suppress(NotAvailableError):
            register_optimizer_step_pre_hook(self._before_step)
            register_optimizer_step_post_hook(self._after_step)
            torch.autograd.backward = self._followed(torch.autograd.backward)

    def look(self, label: str, line: int) -> None:
        """A statement has ended: what happened belongs to it."""
        if self._current.backwards or self._current.steps:
            self._episodes.append((label, line, self._current))
            del self._episodes[:-MAX_EPISODES]
            self._current = _Episode()

    def episodes(self, name: str) -> list[dict[str, Any]]:
        """The episodes in order, seen from the module that a name stands for."""
        named = {
            key: {id(p) for p in value.parameters()}
            for key, value in list(self._module.__dict__.items())
            if isinstance(value, nn.Module)
        }
        own = named.get(name, set())
        tensors = {
            key: {id(value)} for key, value in list(self._module.__dict__.items()) if isinstance(value, torch.Tensor)
        }
        return [
            {
                "label": label,
                "line": line,
                "backwards": episode.backwards,
                "steps": episode.steps,
                "optimizers": episode.optimizers,
                "stale": episode.stale,
                "empty_steps": episode.empty_steps,
                "maximize": episode.maximize,
                "lr": float(episode.lr),
                "optimizer": episode.kind,
                "head": episode.head,
                "curve": [*episode.curve, episode.last],
                "trains_it": bool(own & episode.stepped.keys()),
                "depends_on_it": bool(own & episode.leaves.keys()),
                "trains": sorted(key for key, ids in named.items() if ids & episode.stepped.keys())[:20],
                "depends_on": sorted(key for key, ids in {**named, **tensors}.items() if ids & episode.leaves.keys())[
                    :20
                ],
                "tensors": len(episode.stepped),
            }
            for label, line, episode in self._episodes
        ]

    def _followed(self, backward: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(backward)
        def followed(tensors: Any, *args: Any, **kwargs: Any) -> Any:
            # Whatever goes wrong in here must not become the student's error.
            with contextlib.suppress(Exception):
                self._before_backward(tensors if isinstance(tensors, torch.Tensor) else tensors[0])
            return backward(tensors, *args, **kwargs)

        return followed

    def _before_backward(self, loss: torch.Tensor) -> None:
        episode = self._current
        if self._tracked is not None:
            parameter, version = self._tracked
            if parameter.grad is not None and parameter._version > version and bool(parameter.grad.count_nonzero()):  # noqa: SLF001  it counts changes
                episode.stale += 1
        if _is_looked_at(episode.backwards):
            leaves = leaves_of(loss)
            if len(episode.leaves) < MAX_TENSORS:
                episode.leaves |= {id(leaf): leaf for leaf in leaves}
            if leaves:
                self._tracked = leaves[0], 0
        if self._tracked is not None:
            self._tracked = self._tracked[0], self._tracked[0]._version  # noqa: SLF001
        if loss.numel() == 1:
            episode.note_loss(float(loss.detach()))
        episode.backwards += 1

    def _before_step(self, optimizer: Optimizer, *_: Any) -> None:
        with contextlib.suppress(Exception):
            episode = self._current
            if all(p.grad is None for group in optimizer.param_groups for p in group["params"]):
                episode.empty_steps += 1
            if optimizer not in self._known:
                self._known.add(optimizer)
                episode.optimizers += 1
            is_new = id(optimizer.param_groups[0]["params"][0]) not in episode.stepped
            if is_new and len(episode.stepped) < MAX_TENSORS:
                episode.stepped |= {id(p): p for group in optimizer.param_groups for p in group["params"]}

    def _after_step(self, optimizer: Optimizer, *_: Any) -> None:
        with contextlib.suppress(Exception):
            episode, group = self._current, optimizer.param_groups[0]
            episode.steps += 1
            episode.kind = type(optimizer).__name__
            episode.lr = float(group.get("lr", math.nan))
            episode.maximize = episode.maximize or bool(group.get("maximize"))


def _is_looked_at(count: int) -> bool:
    """The first passes, and then ever fewer: walking a graph takes as long as a small network's step."""
    return count < _LOOKED_AT_FIRST or count & (count - 1) == 0


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
