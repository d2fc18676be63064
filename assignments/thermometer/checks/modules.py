"""A network of one hidden layer with tanh, from the parameters that a student's module registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from checks.solution import why
from torch import Tensor

from grader.checks import Catalogue, Misconception, assert_matches, assert_tensor, fail

NAMED = ("hidden_linear.weight", "hidden_linear.bias", "output_linear.weight", "output_linear.bias")
NUMBERED = ("0.weight", "0.bias", "2.weight", "2.bias")
_FIELDS = ("hidden_weight", "hidden_bias", "output_weight", "output_bias")


def parameters(module: Any, what: str) -> dict[str, Any]:
    """The parameters that a module registered."""
    found = module.parameters() if hasattr(module, "parameters") else None
    if found is None:
        fail(f"{what} is no nn.Module")
    registered: dict[str, Any] = found
    return registered


def listing(found: Mapping[str, Any]) -> str:
    """Names and shapes, for a message."""
    return ", ".join(f"{name} {tuple(getattr(value, 'shape', ()))}" for name, value in found.items()) or "none"


def assert_layers(found: Mapping[str, Any], names: tuple[str, ...], hidden: tuple[int, ...], what: str) -> None:
    """Nothing, where the parameters have these names and the shapes of a 1-h-1 network.

    Args:
        found: name -> tensor.
        names: hidden weight and bias, output weight and bias.
        hidden: the sizes that the hidden layer may have; () for any.
        what: how a message calls the module.
    """
    size = getattr(found.get(names[1]), "numel", lambda: 0)()
    sizes = hidden or (size,)
    expected = [dict(zip(names, ((h, 1), (h,), (1, h), (1,)), strict=True)) for h in sizes]
    actual = {name: tuple(getattr(value, "shape", ())) for name, value in found.items()}
    if actual not in expected:
        wanted = ", ".join(f"{name} {shape}" for name, shape in expected[-1].items())
        fail(f"the parameters of {what} are {listing(found)}; expected {wanted}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Parameters of the network, and what goes in.

    Attributes:
        hidden_weight, hidden_bias, output_weight, output_bias: (h, 1), (h,), (1, h), (1,).
        x: (batch, 1).
    """

    hidden_weight: Tensor
    hidden_bias: Tensor
    output_weight: Tensor
    output_bias: Tensor
    x: Tensor


_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "none": torch.clone,
}


def network(layers: Layers, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The outputs, (batch, 1) in float64. Ways: activation."""
    hidden = layers.x.double() @ layers.hidden_weight.double().T + layers.hidden_bias.double()
    activated = _ACTIVATIONS[way.get("activation", "tanh")](hidden)
    return {"output": activated @ layers.output_weight.double().T + layers.output_bias.double()}


def assert_computes(
    module: Any,
    names: tuple[str, ...],
    x: Tensor,
    generator: torch.Generator,
    what: str,
    mistakes: Sequence[Misconception],
) -> None:
    """Nothing, where the module's outputs are the network's with the module's parameters, and with others.

    Args:
        module: the student's.
        names: its parameters' names: hidden weight and bias, output weight and bias.
        x: (batch, 1).
        generator: for other parameters.
        what: how messages call the module.
        mistakes: that may explain a wrong output.
    """
    registered = parameters(module, what)
    own = [assert_tensor(registered.get(name), f"the parameter {name} of {what}").detach() for name in names]
    others = [torch.randn(value.shape, generator=generator) for value in own]
    for values in (own, others):
        module.load(dict(zip(names, values, strict=True)))
        layers = Layers(**dict(zip(_FIELDS, values, strict=True)), x=x)
        expected = network(layers, {})["output"].float()
        explanation = why(Catalogue(network, mistakes), layers, "output", expected)
        assert_matches(module(x), expected, f"the output of {what}", explain=explanation)
