"""Exercise 4: the same network with torch.nn."""

from __future__ import annotations

import pytest
import torch
from checks.networks import Layers, NotTheNetworkError, outputs, read_layers

from grader.checks import assert_matches, fail

pytestmark = pytest.mark.exercise("toy-model")

#: Outputs that spread less over the rows could come from anything; PyTorch's own weights spread 0.005 or more.
CONSTANT = 1e-4


def build(submission, x):
    """A fresh ToyModel, its layers and its parameters. Lazy modules know their shapes only after a first call."""
    model = submission.ToyModel()
    parameters = model.parameters() if hasattr(model, "parameters") else None
    if parameters is None:
        fail("ToyModel() gives no nn.Module: derive the class from nn.Module")
    hidden_ones = model.unregistered()
    if hidden_ones:
        fail(
            f"ToyModel keeps parameters or layers where PyTorch does not find them: {', '.join(hidden_ones)}. "
            "An optimizer would never change them: make them attributes of their own, or use nn.Parameter, nn.ModuleList "
            "or nn.Sequential"
        )
    try:
        return model, read_layers(parameters), parameters
    except NotTheNetworkError as error:
        lazy = model.parameters() if any("Uninitialized" in str(p) for p in parameters.values()) else None
        if lazy is None:
            model(x)
            lazy = model.parameters() or {}
        try:
            return model, read_layers(lazy), lazy
        except NotTheNetworkError:
            fail(f"ToyModel: {error}")


@pytest.mark.points(5)
def test_parameters(submission, generator):
    """ToyModel registers the weights and biases of a 3-4-2 network."""
    build(submission, torch.randn(2, 3, generator=generator))


@pytest.mark.points(8)
@pytest.mark.depends("parameters")
def test_outputs(submission, reference, generator):
    """ToyModel's outputs are those of the network by hand with the same weights."""
    x = torch.randn(20, 3, generator=generator)
    model, layers, _ = build(submission, x)
    expected = outputs(reference, layers, x).float()
    if float(expected.std(dim=0).max()) < CONSTANT:
        fail(
            "ToyModel()(x) cannot be judged: with the weights that a new ToyModel has, every input gives the same output. "
            "Leave the initial weights to nn.Linear"
        )
    assert_matches(model(x), expected, "ToyModel()(x)")


@pytest.mark.points(7)
@pytest.mark.depends("parameters")
def test_other_weights(submission, reference, generator, odd_batch):
    """ToyModel computes with its registered parameters, for any weights and batch size."""
    for batch in (odd_batch, 1):
        x = torch.randn(batch, 3, generator=generator)
        model, layers, registered = build(submission, x)
        drawn = {name: torch.randn(registered[name].shape, generator=generator) for name in layers.names}
        model.load(drawn)
        changed: Layers = read_layers(drawn)
        assert_matches(model(x), outputs(reference, changed, x).float(), "ToyModel()(x)")
