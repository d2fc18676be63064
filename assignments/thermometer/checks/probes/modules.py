"""Probes of the networks: what they register, and what they compute with any parameters."""

from __future__ import annotations

from typing import Any

import torch
from checks.probes.line import PROBES_EACH

_NAMES = {
    "seq_model": ("0.weight", "0.bias", "2.weight", "2.bias"),
    "namedseq_model": (
        "hidden_linear.weight",
        "hidden_linear.bias",
        "output_linear.weight",
        "output_linear.bias",
    ),
}


def _is_network(module: Any, names: tuple[str, ...], units: int, generator: torch.Generator) -> bool:
    """Whether a module is a 1-h-1 network with tanh whose parameters have these names."""
    shapes = ((units, 1), (units,), (1, units), (1,))
    for _ in range(PROBES_EACH):
        values = [torch.randn(shape, generator=generator) for shape in shapes]
        found = module.parameters() or {}
        if {name: tuple(value.shape) for name, value in found.items()} != dict(zip(names, shapes, strict=True)):
            return False
        module.load(dict(zip(names, values, strict=True)))
        hidden_weight, hidden_bias, output_weight, output_bias = values
        x = torch.randn(1 + int(torch.randint(30, (), generator=generator)), 1, generator=generator)
        expected = torch.tanh(x @ hidden_weight.T + hidden_bias) @ output_weight.T + output_bias
        actual = module(x)
        if getattr(actual, "shape", None) != expected.shape or not torch.allclose(actual, expected, atol=1e-5):
            return False
    return True


def sequential_is_right(submission: Any, _reference: Any, generator: torch.Generator) -> bool:
    """Whether both containers are that network, one without names."""
    return all(_is_network(getattr(submission, name), _NAMES[name], 13, generator) for name in _NAMES)


def subclass_is_right(submission: Any, _reference: Any, generator: torch.Generator) -> bool:
    """Whether the class makes it."""
    return _is_network(submission.SubclassModel.keep(), _NAMES["namedseq_model"], 13, generator)


def functional_is_right(submission: Any, _reference: Any, generator: torch.Generator) -> bool:
    """Whether the functional twin makes it, and holds no more than the two layers."""
    made = submission.SubclassFunctionalModel.keep()
    children = submission.library("builtins").list(made.children.keep())
    return len(children) == 2 and _is_network(made, _NAMES["namedseq_model"], 14, generator)
