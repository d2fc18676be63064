"""Exercise 2: the line as a module, for any number of inputs and outputs."""

from __future__ import annotations

import pytest
import torch
from checks.mistakes.module import LAYER_CATALOGUE, MODULE, Layer

from grader.checks import Evidence, assert_matches, by_id, explain, explaining, fail

pytestmark = pytest.mark.exercise("module")

SIZES = ((1, 1), (3, 2), (2, 5))


def build(submission, inputs, outputs):
    """A module and its parameters."""
    with explaining(MODULE):
        module = submission.linear_regression.keep(inputs, outputs)
    found = module.parameters()
    if found is None:
        fail("linear_regression(...) gives no nn.Module: derive the class from nn.Module")
    return module, found


def mistaken_sizes(shapes, inputs, outputs):
    """What the shapes of a module's parameters tell."""
    weights = [shape for shape in shapes if len(shape) == 2]
    if shapes == [(outputs, inputs)]:
        return (by_id(MODULE, "no-bias"),)
    if weights == [(inputs, outputs)] != [(outputs, inputs)]:
        return (by_id(MODULE, "sizes-swapped"),)
    return (by_id(MODULE, "always-one-to-one"),) if weights == [(1, 1)] != [(outputs, inputs)] else ()


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
                diagnosis=mistaken_sizes(list(actual.values()), inputs, outputs),
            )


@pytest.mark.points(12)
def test_outputs(submission, reference, generator):
    """Its outputs are those of the linear layer, for any parameters, sizes and batches."""
    evidence = [
        outputs_of(submission, reference, generator, inputs, outputs, batch)
        for (inputs, outputs), batch in zip(SIZES, (7, 1, 12), strict=True)
    ]
    usable = [each for each in evidence if isinstance(each.actual["outputs"], torch.Tensor)]
    for (inputs, outputs), each in zip(SIZES, evidence, strict=True):
        assert_matches(
            each.actual["outputs"],
            each.expected["outputs"],
            f"linear_regression({inputs}, {outputs})(x)",
            explain=lambda _: explain(LAYER_CATALOGUE, usable, "outputs"),
        )


def outputs_of(submission, reference, generator, inputs, outputs, batch):
    """What the student's module and the reference's give with the same parameters."""
    module, found = build(submission, inputs, outputs)
    case = Layer(
        weight=torch.randn(outputs, inputs, generator=generator),
        bias=torch.randn(outputs, generator=generator),
        x=torch.randn(batch, inputs, generator=generator),
    )
    here = reference.linear_regression(inputs, outputs)
    here.load_state_dict({"linear.weight": case.weight, "linear.bias": case.bias})
    drawn = {tuple(value.shape): value for value in (case.weight, case.bias)}
    shapes = [tuple(getattr(value, "shape", ())) for value in found.values()]
    if len(found) != 2 or any(shape not in drawn for shape in shapes):
        fail(
            f"linear_regression({inputs}, {outputs}) does not hold one weight and one bias: see the first check",
            diagnosis=mistaken_sizes(shapes, inputs, outputs),
        )
    module.load({name: drawn[shape] for name, shape in zip(found, shapes, strict=True)})
    with explaining(MODULE):
        actual = module(case.x)
    return Evidence(case=case, actual={"outputs": actual}, expected={"outputs": here(case.x).detach()})
