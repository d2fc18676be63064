"""Exercise 4: the same network with torch.nn."""

from __future__ import annotations

import pytest
import torch
from checks.networks import Layers, NotTheNetworkError, outputs, read_layers

from grader.checks import assert_matches, fail

pytestmark = pytest.mark.exercise("toy-model")


def build(submission, x):
    """A fresh ToyModel and its layers. It is called once first, because lazy modules know their shapes only then."""
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
        return model, read_layers(parameters)
    except NotTheNetworkError as error:
        lazy = model.parameters() if any("Uninitialized" in str(p) for p in parameters.values()) else None
        if lazy is None:
            model(x)
            lazy = model.parameters()
        try:
            return model, read_layers(lazy)
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
    model, layers = build(submission, x)
    assert_matches(model(x), outputs(reference, layers, x).float(), "ToyModel()(x)")


@pytest.mark.points(7)
@pytest.mark.depends("parameters")
def test_other_weights(submission, reference, generator, odd_batch):
    """ToyModel computes with its registered parameters, for any weights and batch size."""
    for batch in (odd_batch, 1):
        x = torch.randn(batch, 3, generator=generator)
        model, layers = build(submission, x)
        registered = model.parameters()
        drawn = {name: torch.randn(registered[name].shape, generator=generator) for name in layers.names}
        model.load(drawn)
        changed: Layers = read_layers(drawn)
        assert_matches(model(x), outputs(reference, changed, x).float(), "ToyModel()(x)")
