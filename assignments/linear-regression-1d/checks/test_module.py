"""Exercise 2: the line as a module, for any number of inputs and outputs."""

from __future__ import annotations

import pytest
import torch
from checks.mistakes import MODULE

from grader.checks import assert_matches, by_id, fail

pytestmark = pytest.mark.exercise("module")

SIZES = ((1, 1), (3, 2), (2, 5))


def build(submission, inputs, outputs):
    """A module and its parameters."""
    module = submission.linear_regression.keep(inputs, outputs)
    found = module.parameters()
    if found is None:
        fail("linear_regression(...) gives no nn.Module: derive the class from nn.Module")
    return module, found


def mistaken_sizes(shape, asked):
    """What the shape of the weight, (outputs, inputs), tells."""
    if shape == asked:
        return (by_id(MODULE, "sizes-swapped"),)
    return (by_id(MODULE, "always-one-to-one"),) if shape == (1, 1) else ()


@pytest.mark.points(8)
def test_parameters(submission):
    """linear_regression(input_size, output_size) keeps one linear layer of these sizes in the attribute linear."""
    for inputs, outputs in SIZES:
        _, found = build(submission, inputs, outputs)
        actual = {name: tuple(getattr(value, "shape", ())) for name, value in found.items()}
        expected = {"linear.weight": (outputs, inputs), "linear.bias": (outputs,)}
        if actual != expected:
            there = ", ".join(f"{name} {shape}" for name, shape in actual.items()) or "none"
            wanted = ", ".join(f"{name} {shape}" for name, shape in expected.items())
            fail(
                f"the parameters of linear_regression({inputs}, {outputs}) are {there}; expected {wanted}",
                diagnosis=mistaken_sizes(actual.get("linear.weight"), (inputs, outputs)),
            )


@pytest.mark.points(12)
def test_outputs(submission, reference, generator):
    """Its outputs are those of the linear layer, for any parameters, sizes and batches."""
    for (inputs, outputs), batch in zip(SIZES, (7, 1, 12), strict=True):
        module, found = build(submission, inputs, outputs)
        here = reference.linear_regression(inputs, outputs)
        weight = torch.randn(outputs, inputs, generator=generator)
        bias = torch.randn(outputs, generator=generator)
        with torch.no_grad():
            here.linear.weight.copy_(weight)
            here.linear.bias.copy_(bias)
        drawn = {tuple(value.shape): value for value in (weight, bias)}
        names = {name: drawn.get(tuple(getattr(value, "shape", ()))) for name, value in found.items()}
        if len(found) != 2 or any(value is None for value in names.values()):
            fail(f"linear_regression({inputs}, {outputs}) does not hold one weight and one bias: see the first check")
        module.load(names)
        x = torch.randn(batch, inputs, generator=generator)
        assert_matches(module(x), here(x).detach(), f"linear_regression({inputs}, {outputs})(x)")
