"""A 3-h-2 network from the weights that a student's module registered, whatever it calls them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from checks.cases import Case
from torch import Tensor

INPUTS, HIDDEN, OUTPUTS = 3, 4, 2
PARAMETERS = ("W1", "B1", "W2", "B2")
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

    @property
    def lacks_bias(self) -> bool:
        """Whether zeros stand where a layer has no bias."""
        return "" in self.names


class NotTheNetworkError(Exception):
    """The parameters are not those of such a network; the text is for the student."""


def read_layers(parameters: dict[str, Any], *, hidden: int | None = HIDDEN, biased: bool = True) -> Layers:
    """The layers that these parameters are; the order in which they were registered does not matter.

    Args:
        parameters: name -> tensor.
        hidden: the hidden size that it must have; None for any.
        biased: whether each layer must have a bias.

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
        found = _with_hidden_size(parameters, size, biased=biased)
        if found:
            return found
    listing = ", ".join(f"{name} {tuple(value.shape)}" for name, value in parameters.items()) or "none"
    size = hidden or HIDDEN
    msg = (
        f"a {INPUTS}-{size}-{OUTPUTS} network has a {INPUTS}x{size} and a {size}x{OUTPUTS} matrix and biases of "
        f"{size} and {OUTPUTS} values; the module's parameters are: {listing}"
    )
    raise NotTheNetworkError(msg)


def _with_hidden_size(parameters: dict[str, Tensor], hidden: int, *, biased: bool) -> Layers | None:
    wanted = (
        ((INPUTS, hidden), (hidden, INPUTS)),
        ((hidden,), (1, hidden), (hidden, 1)),
        ((hidden, OUTPUTS), (OUTPUTS, hidden)),
        ((OUTPUTS,), (1, OUTPUTS), (OUTPUTS, 1)),
    )
    left = dict(parameters)
    chosen: list[str] = []
    for place, shapes in enumerate(wanted):
        name = next((n for n, value in left.items() if tuple(value.shape) in shapes), "")
        is_bias = place % 2 == 1
        if not name and (biased or not is_bias):
            return None
        chosen.append(name)
        left.pop(name, None)
    if left:
        return None
    w1, w2 = (parameters[name].detach().double() for name in chosen[::2])
    b1, b2 = (
        parameters[name].detach().double() if name else torch.zeros(size, dtype=torch.float64)
        for name, size in zip(chosen[1::2], (hidden, OUTPUTS), strict=True)
    )
    return Layers(
        W1=_as_factor(w1, chosen[0], (INPUTS, hidden)),
        B1=b1.reshape(-1),
        W2=_as_factor(w2, chosen[2], (hidden, OUTPUTS)),
        B2=b2.reshape(-1),
        names=(chosen[0], chosen[1], chosen[2], chosen[3]),
        dtype=parameters[chosen[0]].dtype,
    )


def _as_factor(weight: Tensor, name: str, shape: tuple[int, int]) -> Tensor:
    """A matrix as it stands in x @ W. One that is square tells by its name whether it is a layer's, which is turned."""
    is_square = shape[0] == shape[1]
    return weight if tuple(weight.shape) == shape and not (is_square and name.endswith("weight")) else weight.T


def mistake_of(parameters: dict[str, Any]) -> str | None:
    """The mistake that the shapes of another network's parameters tell; None where they tell none."""
    shapes = [tuple(value.shape) for value in parameters.values() if isinstance(value, Tensor)]
    matrices = [shape for shape in shapes if len(shape) == 2]
    sizes = [set(shape) for shape in matrices]
    if not shapes:
        return "layers-made-in-forward"
    if len(matrices) not in (0, 2):
        return "number-of-layers-wrong"
    if not matrices:
        return None
    if len(shapes) < len(PARAMETERS) and sizes == [{INPUTS, HIDDEN}, {HIDDEN, OUTPUTS}]:
        return "layer-without-bias"
    if len(shapes) == len(PARAMETERS) and INPUTS in sizes[0]:
        return "hidden-size-wrong" if OUTPUTS in sizes[1] else "output-size-wrong"
    return None


def outputs(reference: Any, layers: Layers, x: Tensor) -> Tensor:
    """The reference network's outputs with these weights, float64: (batch, 2)."""
    return reference.given(W1=layers.W1, B1=layers.B1, W2=layers.W2, B2=layers.B2).forward(x.double())


def case_of(layers: Layers, x: Tensor) -> Case:
    """The network by hand with these weights. No targets are compared with its outputs."""
    return Case(X=x.double(), Y=x.new_zeros(len(x), OUTPUTS), W1=layers.W1, B1=layers.B1, W2=layers.W2, B2=layers.B2)
