"""Follows trainings in the student's process, wherever they happen: in a loop, a comprehension, a function of its own.

Two things come of it. What optimizers did to parameters is evidence, which checks verify. How often a statement went
backward and stepped, and how the loss went, helps to explain a result and never decides about one: this is the
student's process, and it may be a lie.

Every step passes through here, so that a step has to cost little: what a step of the same optimizer found is reused.
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
from torch.optim.optimizer import Optimizer, register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from grader.inside.episode_notes import EpisodeNotes, leaves_of, named_ids
from grader.inside.unavailable import NotAvailableError
from grader.inside.values import to_wire

MAX_TRAININGS = 200
MAX_EPISODES = 200
#: Parameters of larger networks are not copied.
MAX_ELEMENTS = 200_000
#: Tensors of which it is known that an optimizer changed them, or that a loss depends on them.
MAX_TENSORS = 1_000
#: Backward passes whose graph is walked from the beginning.
_LOOKED_AT_FIRST = 16

#: By what two optimizers are one: class, numbers, parameters.
_Key = tuple[str, tuple[tuple[str, float], ...], tuple[int, ...]]


@dataclass(slots=True)
class _Training:
    #: The optimizer's class.
    kind: str
    #: Held, so that no others get their ids.
    parameters: list[torch.Tensor]
    options: dict[str, float]
    before: list[torch.Tensor]
    after: list[torch.Tensor] = field(default_factory=list)
    steps: int = 0
    label: str = ""
    line: int = 0


@dataclass(slots=True)
class _Stepping:
    """The optimizer that made the last step, as it was met."""

    optimizer: Optimizer
    episode: EpisodeNotes
    lr: Any
    groups: int
    parameters: list[torch.Tensor]
    training: _Training | None

    def is_as_met(self, optimizer: Optimizer, episode: EpisodeNotes) -> bool:
        """Whether a step of this optimizer is like the last one."""
        groups = optimizer.param_groups
        return (
            optimizer is self.optimizer
            and episode is self.episode
            and len(groups) == self.groups
            and bool(groups[0].get("lr") == self.lr)
        )


class TrainingRecorder:
    """Remembers what PyTorch's optimizers did, and an episode for each top-level statement that trained something."""

    def __init__(self, module: types.ModuleType) -> None:
        """Args: module: whose names they are seen from."""
        self._module = module
        self._trainings: dict[_Key, _Training] = {}
        #: Those of the statement that is running.
        self._stepped: dict[int, _Training] = {}
        self._current = EpisodeNotes()
        self._episodes: list[tuple[str, int, EpisodeNotes]] = []
        self._known: weakref.WeakSet[Optimizer] = weakref.WeakSet()
        self._stepping: _Stepping | None = None
        #: A parameter that the loss depends on, and its version at the last backward pass.
        self._tracked: tuple[torch.Tensor, int] | None = None

    def follow(self) -> None:
        """From now on steps and backward passes are seen, as far as the process has optimizers and differentiation."""
        with contextlib.suppress(NotAvailableError):
            register_optimizer_step_pre_hook(self._before_step)
            register_optimizer_step_post_hook(self._after_step)
            if torch.is_grad_enabled():
                torch.autograd.backward = self._followed(torch.autograd.backward)

    def look(self, label: str, line: int) -> None:
        """A statement has ended: what happened belongs to it."""
        for training in self._stepped.values():
            training.after = _copies(training.parameters)
            training.label, training.line = label, line
        self._stepped.clear()
        if self._current.backwards or self._current.steps:
            self._episodes.append((label, line, self._current))
            del self._episodes[:-MAX_EPISODES]
            self._current = EpisodeNotes()

    def trainings(self) -> list[dict[str, Any]]:
        """What was trained, with its parameters before the first step and after the last.

        An optimizer that is made anew for the same parameters, with the same options, goes on with the same training.
        """
        return [
            {
                "optimizer": training.kind,
                "options": training.options,
                "steps": training.steps,
                "before": [to_wire(p, lambda _: -1) for p in training.before],
                "after": [to_wire(p, lambda _: -1) for p in training.after],
                "label": training.label,
                "line": training.line,
            }
            for training in self._trainings.values()
        ]

    def episodes(self, name: str) -> list[dict[str, Any]]:
        """The episodes in order, seen from the module that a name stands for."""
        modules, tensors = named_ids(self._module)
        return [
            {"label": label, "line": line, **episode.seen_from(name, modules, tensors)}
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
            stepping = self._stepping
            if stepping is None or not stepping.is_as_met(optimizer, self._current):
                stepping = self._stepping = self._meet(optimizer)
            if not any(p.grad is not None for p in stepping.parameters):
                self._current.empty_steps += 1

    def _after_step(self, optimizer: Optimizer, *_: Any) -> None:
        with contextlib.suppress(Exception):
            self._current.steps += 1
            stepping = self._stepping
            if stepping is not None and stepping.optimizer is optimizer and stepping.training is not None:
                stepping.training.steps += 1
                self._stepped[id(stepping.training)] = stepping.training

    def _meet(self, optimizer: Optimizer) -> _Stepping:
        """Take down an optimizer's step that is not like the last one."""
        episode, groups = self._current, optimizer.param_groups
        parameters = [p for group in groups for p in group["params"]]
        if optimizer not in self._known:
            self._known.add(optimizer)
            episode.optimizers += 1
        if id(parameters[0]) not in episode.stepped and len(episode.stepped) < MAX_TENSORS:
            episode.stepped |= {id(p): p for p in parameters}
        lr = groups[0].get("lr")
        episode.kind = type(optimizer).__name__
        episode.lr = math.nan if lr is None else float(lr)
        episode.maximize = episode.maximize or bool(groups[0].get("maximize"))
        return _Stepping(optimizer, episode, lr, len(groups), parameters, self._training(optimizer, parameters))

    def _training(self, optimizer: Optimizer, parameters: list[torch.Tensor]) -> _Training | None:
        """The training that a step belongs to; None where there are too many, or it is too large to be kept."""
        options = tuple(
            (str(name), float(value))
            for name, value in optimizer.param_groups[0].items()
            if isinstance(value, (bool, int, float))
        )
        key: _Key = type(optimizer).__name__, options, tuple(id(p) for p in parameters)
        if key not in self._trainings:
            if len(self._trainings) >= MAX_TRAININGS or sum(p.numel() for p in parameters) > MAX_ELEMENTS:
                return None
            self._trainings[key] = _Training(key[0], parameters, dict(options), _copies(parameters))
        return self._trainings[key]


def _is_looked_at(count: int) -> bool:
    """The first passes, and then ever fewer: walking a graph takes as long as a small network's step."""
    return count < _LOOKED_AT_FIRST or count & (count - 1) == 0


def _copies(parameters: Iterable[torch.Tensor]) -> list[torch.Tensor]:
    return [p.detach().clone() for p in parameters]
