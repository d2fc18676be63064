"""The trainings of a submission, seen at its optimizers: what was trained, how, and how far it came."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from checks.chains import Chain, from_the_end, name_of, read_chain
from torch import Tensor

#: Optimizers with one fixed rate for everything.
FIXED = ("SGD", "ASGD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """One training of a chain of linear layers from 1 input to 1 output.

    Attributes:
        before, after: the network with the weights before the first step and after the last.
        start_loss, end_loss: the mean squared error of both on the given data; NaN where weights are no numbers.
    """

    optimizer: str
    lr: float
    momentum: float
    steps: int
    before: Chain
    after: Chain
    start_loss: float
    end_loss: float

    @property
    def is_line(self) -> bool:
        """Whether it is the single layer that the exercises begin with."""
        return self.before.sizes == (1, 1)

    def is_descent(self, lr: float | None = None) -> bool:
        """Whether it is plain gradient descent, with this rate."""
        return self.optimizer == "SGD" and not self.momentum and (lr is None or math.isclose(self.lr, lr, rel_tol=1e-6))

    def left(self, best_loss: float) -> float:
        """What remains of the loss above the best line's, as a fraction of what there was; infinite where it grew."""
        left = (self.end_loss - best_loss) / (self.start_loss - best_loss)
        return left if math.isfinite(left) else math.inf

    def __str__(self) -> str:
        return f"{self.optimizer}, lr {self.lr:g}, {self.steps} iterations of a network {name_of(self.before.sizes)}"


def trainings(submission: Any, reference: Any) -> list[Trained]:
    """All of them, in order."""
    found = []
    for training in submission.trainings():
        before, after = _read(training.before), _read(training.after)
        if before is None or after is None:
            continue
        found.append(
            Trained(
                optimizer=training.optimizer,
                lr=training.lr,
                momentum=training.options.get("momentum", 0.0),
                steps=training.steps,
                before=before,
                after=after,
                start_loss=before.loss(reference.x, reference.y_obs),
                end_loss=after.loss(reference.x, reference.y_obs),
            )
        )
    return found


def _read(parameters: Sequence[Any]) -> Chain | None:
    """A chain from 1 input to 1 output, in whatever order its layers were registered; None where it is none."""
    for each in (parameters, from_the_end(parameters)):
        chain = read_chain(each)
        if chain is not None and (chain.sizes[0], chain.sizes[-1]) == (1, 1):
            return chain
    return None


def best_loss(x: Tensor, y_obs: Tensor) -> float:
    """The mean squared error of the best line.

    Args:
        x: (N, 1).
        y_obs: (N, 1).
    """
    columns = torch.cat([x, torch.ones_like(x)], dim=1).double()
    line = torch.linalg.lstsq(columns, y_obs.double()).solution
    return float(((columns @ line - y_obs.double()) ** 2).mean())


def listing(found: list[Trained]) -> str:
    """The trainings in words, for a message."""
    if not found:
        return "No training by an optimizer of torch.optim was found."
    return f"Trainings that were found: {'; '.join(map(str, found[:8]))}."
