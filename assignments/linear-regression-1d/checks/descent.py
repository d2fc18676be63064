"""A training of a line with everything about it variable: what a mistake would have given is computed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A training of a line.

    Attributes:
        x, y: (points, 1).
        start: weight and bias: (2,).
        options: the optimizer's: lr, and momentum where there is any.
    """

    x: Tensor
    y: Tensor
    start: Tensor
    epochs: int
    batch_size: int
    options: Mapping[str, float]


def trained(training: Training, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """Weight and bias after a training, (2,) in float64.

    Ways: zero: whether, or "once an epoch"; epochs; more_epochs; stops, after a batch; step: "once an epoch", with the
    gradients of all batches, "behind the batches", with those of the last, or "never"; sign; target: "x" for y;
    batch_size; options, in the place of the training's.
    """
    x, y = (column.double().reshape(-1).numpy() for column in (training.x, training.y))
    y = x if way.get("target") == "x" else y
    size = way.get("batch_size", training.batch_size)
    options = way.get("options", training.options)
    step, zero = way.get("step", "every batch"), way.get("zero", True)
    params = training.start.double().numpy().copy()
    velocity, gradient = np.zeros(2), np.zeros(2)
    with np.errstate(all="ignore"):
        for _ in range(way.get("epochs", training.epochs) + way.get("more_epochs", 0)):
            if "once an epoch" in (step, zero):
                gradient[:] = 0
            for first in range(0, len(x), size):
                if zero is True and step != "once an epoch":
                    gradient[:] = 0
                gradient += way.get("sign", 1) * _slope(params, x[first : first + size], y[first : first + size])
                if step == "every batch":
                    _move(params, velocity, gradient, options)
                if way.get("stops"):
                    break
            if step in ("once an epoch", "behind the batches"):
                _move(params, velocity, gradient, options)
    return {"params": torch.from_numpy(params)}


def _slope(params: Any, x: Any, y: Any) -> Any:
    """The gradient of the mean squared error on a batch: (2,)."""
    error = params[0] * x + params[1] - y
    return np.array([2 * (error * x).mean(), 2 * error.mean()])


def _move(params: Any, velocity: Any, gradient: Any, options: Mapping[str, float]) -> None:
    """One step of gradient descent with momentum."""
    velocity *= options.get("momentum", 0.0)
    velocity += gradient
    params -= options["lr"] * velocity
