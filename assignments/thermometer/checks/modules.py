"""A network of one hidden layer with tanh, from the parameters that a student's module registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from checks.solution import why
from torch import Tensor

from grader.checks import Catalogue, Misconception, assert_matches, assert_tensor, by_id, explaining, fail

NAMED = ("hidden_linear.weight", "hidden_linear.bias", "output_linear.weight", "output_linear.bias")
NUMBERED = ("0.weight", "0.bias", "2.weight", "2.bias")
#: Those of two layers with nothing between them.
IN_A_ROW = ("0.weight", "0.bias", "1.weight", "1.bias")
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


def assert_layers(
    found: Mapping[str, Any],
    names: tuple[str, ...],
    hidden: tuple[int, ...],
    what: str,
    mistakes: Sequence[Misconception],
) -> None:
    """Nothing, where the parameters have these names and the shapes of a 1-h-1 network.

    Args:
        found: name -> tensor.
        names: hidden weight and bias, output weight and bias.
        hidden: the sizes that the hidden layer may have, the one that is asked for last.
        what: how a message calls the module.
        mistakes: that may be told.
    """
    expected = [dict(zip(names, _shapes(size), strict=True)) for size in hidden]
    actual = {name: tuple(getattr(value, "shape", ())) for name, value in found.items()}
    if actual not in expected:
        wanted = ", ".join(f"{name} {shape}" for name, shape in expected[-1].items())
        mistake = _mistake(actual, expected[-1])
        fail(
            f"the parameters of {what} are {listing(found)}; expected {wanted}",
            diagnosis=(by_id(mistakes, mistake),) if mistake in {each.id for each in mistakes} else (),
        )


def _shapes(hidden: int) -> tuple[tuple[int, ...], ...]:
    return (hidden, 1), (hidden,), (1, hidden), (1,)


def _mistake(actual: Mapping[str, tuple[int, ...]], expected: Mapping[str, tuple[int, ...]]) -> str | None:
    """Which mistake leads to parameters of these shapes."""
    shapes, wanted = list(actual.values()), list(expected.values())
    if tuple(expected) == NUMBERED and tuple(actual) == IN_A_ROW:
        return "no-activation"
    if sorted(shapes) == sorted(wanted):
        is_numbered = all(name[0].isdigit() for name in actual) and not all(name[0].isdigit() for name in expected)
        return "names-missing" if is_numbered else "layer-names"
    if actual and set(actual) < set(expected) and all(name in actual for name in expected if name.endswith("weight")):
        return "no-bias"
    if len(shapes) == len(wanted) and any(list(_shapes(size)) == shapes for size in _hidden_sizes(shapes)):
        return "hidden-size"
    pairs = list(zip(shapes, wanted, strict=False))[0:3:2]
    return "sizes-turned-round" if any(a == b[::-1] != b for a, b in pairs) else None


def _hidden_sizes(shapes: Sequence[tuple[int, ...]]) -> list[int]:
    return [shape[0] for shape in shapes[1:2] if len(shape) == 1]


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
    "leaky relu": torch.nn.functional.leaky_relu,
    "elu": torch.nn.functional.elu,
    "hard tanh": torch.nn.functional.hardtanh,
    "soft plus": torch.nn.functional.softplus,
    "tanh twice": lambda z: torch.tanh(torch.tanh(z)),
}


def network(layers: Layers, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The outputs, (batch, 1) in float64. Ways: activation, and after the output layer."""
    hidden = layers.x.double() @ layers.hidden_weight.double().T + layers.hidden_bias.double()
    activated = _ACTIVATIONS[way.get("activation", "tanh")](hidden)
    output = activated @ layers.output_weight.double().T + layers.output_bias.double()
    return {"output": _ACTIVATIONS[way.get("after", "none")](output)}


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
        with explaining(mistakes):
            output = module(x)
        assert_matches(output, expected, f"the output of {what}", explain=explanation)
