"""A network of one hidden layer with tanh, from the parameters that a student's module registered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from grader.checks import assert_matches, assert_tensor, fail

NAMED = ("hidden_linear.weight", "hidden_linear.bias", "output_linear.weight", "output_linear.bias")
NUMBERED = ("0.weight", "0.bias", "2.weight", "2.bias")


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


def network(found: Mapping[str, Tensor], names: tuple[str, ...], x: Tensor) -> Tensor:
    """The outputs with these parameters: (batch, 1)."""
    w1, b1, w2, b2 = (found[name].detach().double() for name in names)
    return torch.tanh(x.double() @ w1.T + b1) @ w2.T + b2


def assert_computes(module: Any, names: tuple[str, ...], x: Tensor, generator: torch.Generator, what: str) -> None:
    """Nothing, where the module's outputs are the network's with the module's parameters, and with others."""
    registered = parameters(module, what)
    for name in names:
        assert_tensor(registered.get(name), f"the parameter {name} of {what}")
    assert_matches(module(x), network(registered, names, x).float(), f"the output of {what}")
    others = {name: torch.randn(registered[name].shape, generator=generator) for name in names}
    module.load(others)
    assert_matches(module(x), network(others, names, x).float(), f"the output of {what}")
