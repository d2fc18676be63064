"""A module of the student's beside the reference's, with the same hidden parameters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from grader.checks import fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """The same module on both sides.

    Attributes:
        there: the student's.
        here: the reference's.
        parameters: theirs, in the reference's order.
    """

    there: Any
    here: Any
    parameters: tuple[Tensor, ...]


def shapes_of(parameters: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """Their shapes by name."""
    return {name: tuple(getattr(value, "shape", ())) for name, value in parameters.items()}


def parameters_of(module: Any, what: str) -> dict[str, Any]:
    """A module's parameters.

    Raises:
        CheckFailedError: it is no module.
    """
    found = module.parameters()
    if found is None:
        fail(f"{what} gives no nn.Module: derive the class from nn.Module")
    return dict(found)


def assert_parameters(
    module: Any, here: Any, what: str, why: Callable[[dict[str, tuple[int, ...]]], tuple[Any, ...]] = lambda _: ()
) -> None:
    """Nothing, where a student's module has parameters of the reference's names and shapes.

    Args:
        module: the student's.
        here: the reference's.
        what: how messages call it.
        why: called with the student's shapes where they are others; gives the diagnoses.

    Raises:
        CheckFailedError: it has not.
    """
    __tracebackhide__ = True
    actual = shapes_of(parameters_of(module, what))
    expected = shapes_of(dict(here.named_parameters()))
    if actual == expected:
        return
    wrong = [
        f"{name} is {shown(actual.get(name))}, expected {shown(expected.get(name))}"
        for name in dict.fromkeys((*expected, *actual))
        if actual.get(name) != expected.get(name)
    ]
    fail(f"the parameters of {what}: {'; '.join(wrong[:4])}", diagnosis=why(actual))


def shown(shape: tuple[int, ...] | None) -> str:
    """A shape, or that there is none."""
    return "not there" if shape is None else str(shape)


def twins(module: Any, here: Any, generator: torch.Generator, what: str) -> Twins:
    """Both modules with the same random parameters, put into the student's by their order or by their names.

    Raises:
        CheckFailedError: the student's module has others.
    """
    __tracebackhide__ = True
    own = dict(here.named_parameters())
    drawn = {name: draw(tuple(value.shape), generator) for name, value in own.items()}
    with torch.no_grad():
        for name, value in own.items():
            value.copy_(drawn[name])
    module.load(matched(shapes_of(parameters_of(module, what)), drawn, what))
    return Twins(there=module, here=here, parameters=tuple(drawn.values()))


def matched(shapes: Mapping[str, tuple[int, ...]], drawn: Mapping[str, Tensor], what: str) -> dict[str, Tensor]:
    """Values for the student's parameters: by name where the names are the reference's, else one after the other."""
    if shapes == shapes_of(drawn):
        return dict(drawn)
    if list(shapes.values()) != [tuple(value.shape) for value in drawn.values()]:
        fail(f"{what} does not hold the layers that were asked for: see the check of its parameters")
    return dict(zip(shapes, drawn.values(), strict=True))


def draw(shape: Sequence[int], generator: torch.Generator) -> Tensor:
    """Random values of a size that keeps a network's outputs near 1: weights by their inputs, biases of 0.3."""
    scale = math.sqrt(2 / math.prod(shape[1:])) if len(shape) > 1 else 0.3
    return scale * torch.randn(*shape, generator=generator)
