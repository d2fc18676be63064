"""Exercise 4: the same network with torch.nn."""

from __future__ import annotations

import functools

import pytest
import torch
from checks import by_hand
from checks.mistakes.toy_model import TOY_MODEL
from checks.networks import NotTheNetworkError, case_of, mistake_of, outputs, read_layers

from grader.checks import Catalogue, Evidence, Explainer, assert_matches, by_id, explaining, fail

pytestmark = pytest.mark.exercise("toy-model")

#: Outputs that spread less over the rows could come from anything; PyTorch's own weights spread 0.005 or more.
CONSTANT = 1e-4


@pytest.fixture(scope="session")
def explainer():
    """One for all checks of a submission."""
    return Explainer(Catalogue(by_hand.outputs, TOY_MODEL))


def build(submission, x):
    """A fresh ToyModel, its layers and its parameters. Lazy modules know their shapes only after a first call."""
    with explaining(TOY_MODEL):
        model = submission.ToyModel()
    parameters = model.parameters() if hasattr(model, "parameters") else None
    if parameters is None:
        fail(
            "ToyModel() gives no nn.Module: derive the class from nn.Module",
            diagnosis=(by_id(TOY_MODEL, "not-a-module"),),
        )
    hidden_ones = model.unregistered()
    if hidden_ones:
        fail(
            f"ToyModel keeps parameters or layers where PyTorch does not find them: {', '.join(hidden_ones)}. "
            "An optimizer would never change them: make them attributes of their own, or use nn.Parameter, "
            "nn.ModuleList or nn.Sequential",
            diagnosis=(by_id(TOY_MODEL, "parameters-in-plain-list"),),
        )
    try:
        return model, read_layers(parameters), parameters
    except NotTheNetworkError as error:
        lazy = model.parameters() if any("Uninitialized" in str(p) for p in parameters.values()) else None
        if lazy is None:
            with explaining(TOY_MODEL):
                model(x)
            lazy = model.parameters() or {}
        try:
            return model, read_layers(lazy), lazy
        except NotTheNetworkError:
            kind = mistake_of(lazy)
            fail(f"ToyModel: {error}", diagnosis=(by_id(TOY_MODEL, kind),) if kind else ())


def check_outputs(reference, explainer, model, layers, x):
    """Compare what a module gives with what the network by hand gives with the same weights."""
    with explaining(TOY_MODEL):
        actual = model(x)
    expected = outputs(reference, layers, x).float()

    def why(wrong):
        # In one call: each call begins with the same random numbers.
        once, again = model(torch.cat([x, x])).chunk(2)
        if not torch.allclose(once, again):
            return (by_id(TOY_MODEL, "dropout-or-noise"),)
        evidence = Evidence(case=case_of(layers, x), actual={"y_hat": wrong}, expected={"y_hat": expected})
        found = explainer.explain([evidence], "y_hat")
        unused = not found and leaves_out_a_parameter(model, x)
        return (by_id(TOY_MODEL, "registered-layer-unused"),) if unused else found

    assert_matches(actual, expected, "ToyModel()(x)", explain=why)


def leaves_out_a_parameter(model, x):
    """Whether the outputs stay the same when one of the registered parameters changes."""
    registered = model.parameters()
    before = model(x)
    for name, value in registered.items():
        model.load({**registered, name: value + 1})
        if torch.equal(before, model(x)):
            return True
    return False


def check_trainable(model, layers, x):
    """See whether differentiating the outputs leads to every parameter."""
    parameters = {name: functools.reduce(getattr, name.split("."), model) for name in layers.names}
    frozen = [name for name, parameter in parameters.items() if parameter.requires_grad.value() is False]
    if frozen:
        fail(
            f"ToyModel cannot be trained: {', '.join(frozen)} must require gradients",
            diagnosis=(by_id(TOY_MODEL, "parameters-frozen"),),
        )
    result = model.keep(x)
    reached = []
    if result.requires_grad.value() is True:
        result.sum.keep().backward.keep()
        reached = [isinstance(parameter.grad.value(), torch.Tensor) for parameter in parameters.values()]
    if not reached or not all(reached):
        fail(
            "ToyModel()(x) cannot be differentiated with respect to "
            f"{'every parameter' if any(reached) else 'the parameters'}: no training could change them",
            diagnosis=(by_id(TOY_MODEL, "graph-cut"),),
        )


@pytest.mark.points(5)
def test_parameters(submission, generator):
    """ToyModel registers the weights and biases of a 3-4-2 network."""
    build(submission, torch.randn(2, 3, generator=generator))


@pytest.mark.points(8)
@pytest.mark.depends("parameters")
def test_outputs(submission, reference, explainer, generator):
    """ToyModel's outputs are those of the network by hand with the same weights."""
    x = torch.randn(20, 3, generator=generator)
    model, layers, _ = build(submission, x)
    if float(outputs(reference, layers, x).std(dim=0).max()) < CONSTANT:
        fail(
            "ToyModel()(x) cannot be judged: with the weights that a new ToyModel has, every input gives the same "
            "output. Leave the initial weights to nn.Linear"
        )
    check_outputs(reference, explainer, model, layers, x)


@pytest.mark.points(7)
@pytest.mark.depends("parameters")
def test_other_weights(submission, reference, explainer, generator, odd_batch):
    """ToyModel computes with its registered parameters, for any weights and batch size, and can be trained."""
    for batch in (odd_batch, 1):
        x = torch.randn(batch, 3, generator=generator)
        model, _, registered = build(submission, x)
        layers = read_layers(registered)
        drawn = {name: torch.randn(registered[name].shape, generator=generator) for name in layers.names}
        with explaining(TOY_MODEL):
            before = model(x)
        model.load(drawn)
        if isinstance(before, torch.Tensor) and torch.equal(before, model(x)):
            fail(
                "ToyModel()(x) stays the same when the registered parameters change: it computes with others",
                diagnosis=(by_id(TOY_MODEL, "layers-made-in-forward"),),
            )
        check_outputs(reference, explainer, model, read_layers(drawn), x)
    check_trainable(model, layers, x)
