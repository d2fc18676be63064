"""Networks of linear layers one after the other, read from their parameters, whatever they are called."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

#: What students put between layers.
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "none": lambda z: z,
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "leaky relu": F.leaky_relu,
    "elu": F.elu,
    "gelu": F.gelu,
    "silu": F.silu,
    "selu": F.selu,
    "softplus": F.softplus,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Linear layers one after the other.

    Attributes:
        weights: (outputs, inputs) for each layer, float64.
        biases: (outputs,) for each layer, float64.
    """

    weights: tuple[Tensor, ...]
    biases: tuple[Tensor, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of inputs, then of each layer's outputs: (3, 2, 2)."""
        return (self.weights[0].shape[1], *(weight.shape[0] for weight in self.weights))

    def outputs(self, x: Tensor, activation: str = "none") -> Tensor:
        """What the network gives, float64: (batch, outputs). The activation stands between the layers.

        Args:
            x: (batch, inputs).
            activation: a key of ACTIVATIONS.
        """
        value = x.double()
        for index, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            value = value if index == 0 else ACTIVATIONS[activation](value)
            value = value @ weight.T + bias
        return value

    def loss(self, x: Tensor, y_obs: Tensor) -> float:
        """The mean squared error; where activations are unknown, the smallest that one of them gives."""
        names = ACTIVATIONS if len(self.weights) > 1 else ("none",)
        errors = (self.outputs(x, name) - y_obs.double() for name in names)
        losses = [float((error**2).mean()) for error in errors]
        return min((loss for loss in losses if not math.isnan(loss)), default=float("nan"))


def read_chain(parameters: Sequence[Any]) -> Chain | None:
    """The chain that these parameters are, in their order: weight, bias, weight, bias. None where they are none."""
    if not parameters or len(parameters) % 2 or not all(isinstance(p, Tensor) for p in parameters):
        return None
    weights = tuple(p.detach().double() for p in parameters[0::2])
    biases = tuple(p.detach().double() for p in parameters[1::2])
    if any(w.dim() != 2 or tuple(b.shape) != (w.shape[0],) for w, b in zip(weights, biases, strict=True)):
        return None
    if any(first.shape[0] != second.shape[1] for first, second in pairwise(weights)):
        return None
    return Chain(weights=weights, biases=biases)


def from_the_end(parameters: Sequence[Any]) -> list[Any]:
    """The same layers in the reverse order: weight, bias, weight, bias."""
    return [each for at in range(len(parameters) - 2, -1, -2) for each in parameters[at : at + 2]]


def name_of(sizes: Sequence[int]) -> str:
    """How texts call a network with these sizes: 3-2-2."""
    return "-".join(map(str, sizes))
