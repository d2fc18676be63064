"""A 3-h-2 network from the weights that a student's module registered, whatever it calls them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from checks.cases import Case
from torch import Tensor

INPUTS, HIDDEN, OUTPUTS = 3, 4, 2
_MAX_HIDDEN = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Weights in the shapes of the network by hand, float64, and the parameters that they came from.

    Attributes:
        W1: (3, h); B1: (h,); W2: (h, 2); B2: (2,).
        names: the parameters' names in this order.
        dtype: what the module computes in.
    """

    W1: Tensor
    B1: Tensor
    W2: Tensor
    B2: Tensor
    names: tuple[str, str, str, str]
    dtype: torch.dtype

    @property
    def hidden(self) -> int:
        """The number of hidden units."""
        return self.W1.shape[1]


class NotTheNetworkError(Exception):
    """The parameters are not those of such a network; the text is for the student."""


def read_layers(parameters: dict[str, Any], *, hidden: int | None = HIDDEN) -> Layers:
    """The layers that these parameters are; the order in which they were registered does not matter.

    Args:
        parameters: name -> tensor.
        hidden: the hidden size that it must have; None for any.

    Raises:
        NotTheNetworkError: they are something else.
    """
    for name, value in parameters.items():
        if not isinstance(value, Tensor):
            described = getattr(value, "described", None)
            msg = f"the parameter {name} cannot be read: it is {getattr(described, 'why', '') or 'no tensor'}"
            raise NotTheNetworkError(msg)
    sizes = [hidden] if hidden else list(range(1, _MAX_HIDDEN))
    for size in sizes:
        found = _with_hidden_size(parameters, size)
        if found:
            return found
    listing = ", ".join(f"{name} {tuple(value.shape)}" for name, value in parameters.items()) or "none"
    size = hidden or HIDDEN
    msg = (
        f"a {INPUTS}-{size}-{OUTPUTS} network has a {INPUTS}x{size} and a {size}x{OUTPUTS} matrix and biases of "
        f"{size} and {OUTPUTS} values; the module's parameters are: {listing}"
    )
    raise NotTheNetworkError(msg)


def _with_hidden_size(parameters: dict[str, Tensor], hidden: int) -> Layers | None:
    wanted = (
        ((INPUTS, hidden), (hidden, INPUTS)),
        ((hidden,), (1, hidden), (hidden, 1)),
        ((hidden, OUTPUTS), (OUTPUTS, hidden)),
        ((OUTPUTS,), (1, OUTPUTS), (OUTPUTS, 1)),
    )
    if len(parameters) != len(wanted):
        return None
    left = dict(parameters)
    chosen: list[str] = []
    for shapes in wanted:
        name = next((n for n, value in left.items() if tuple(value.shape) in shapes), None)
        if name is None:
            return None
        chosen.append(name)
        del left[name]
    w1, b1, w2, b2 = (parameters[name].detach().double() for name in chosen)
    return Layers(
        W1=w1 if tuple(w1.shape) == (INPUTS, hidden) else w1.T,
        B1=b1.reshape(-1),
        W2=w2 if tuple(w2.shape) == (hidden, OUTPUTS) else w2.T,
        B2=b2.reshape(-1),
        names=(chosen[0], chosen[1], chosen[2], chosen[3]),
        dtype=parameters[chosen[0]].dtype,
    )


def outputs(reference: Any, layers: Layers, x: Tensor) -> Tensor:
    """The reference network's outputs with these weights, float64: (batch, 2)."""
    return reference.given(W1=layers.W1, B1=layers.B1, W2=layers.W2, B2=layers.B2).forward(x.double())


def case_of(layers: Layers, x: Tensor) -> Case:
    """The network by hand with these weights. No targets are compared with its outputs."""
    return Case(X=x.double(), Y=x.new_zeros(len(x), OUTPUTS), W1=layers.W1, B1=layers.B1, W2=layers.W2, B2=layers.B2)
