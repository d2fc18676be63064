"""Exercise 5: the training. The weights are what counts: they are put into the network here, and the loss is computed here."""

from __future__ import annotations

import math

import pytest
from checks.networks import HIDDEN, NotTheNetworkError, outputs, read_layers

from grader.checks import fail, mismatch

pytestmark = pytest.mark.exercise("optimize")


def loss_of(network, reference, layers):
    """The mean squared error on the given data."""
    x, y = reference.X.double(), reference.Y.double()
    y_hat = outputs(reference, layers, x) if network is None else network(layers, x)
    return float(((y_hat - y) ** 2).mean())


def students_network(submission, reference, layers):
    """None where the model computes as the reference does with these weights; else the variant that it computes."""
    x = reference.X
    # A model that was trained in double precision takes nothing else.
    actual = submission.model(x.to(layers.dtype))
    if getattr(actual, "dtype", None) is None or actual.numel() != 2 * len(x):
        return None
    if mismatch(actual, outputs(reference, layers, x), "", tolerance=1e-4) is None:
        return None
    for network in VARIANTS.values():
        if mismatch(actual, network(layers, x.double()), "", tolerance=1e-4) is None:
            return network
    return None


def shapes(parameters):
    """The shapes of a module's parameters, in no order."""
    return sorted(tuple(getattr(value, "shape", ())) for value in (parameters or {}).values())


def best_loss(submission, reference):
    """The lowest loss that the handed-in model had after any statement of the submission, and where that was."""
    parameters = submission.model.parameters()
    try:
        final = read_layers(parameters or {}, hidden=None)
    except NotTheNetworkError as error:
        fail(f"`model` cannot be judged: {error}. Is it the ToyModel that was trained?")
    if final.hidden != HIDDEN and shapes(parameters) != shapes(submission.ToyModel().parameters()):
        # With a ToyModel of another size, that mistake costs its own exercise. Another model is another task.
        fail(f"`model` has {final.hidden} hidden units, expected a trained ToyModel, which has {HIDDEN}")
    network = students_network(submission, reference, final)
    losses = [(loss_of(network, reference, final), "")]
    for state in submission.states("model"):
        try:
            layers = read_layers(state["parameters"], hidden=None)
        except NotTheNetworkError:
            continue
        losses.append((loss_of(network, reference, layers), f" (after {state['label']}, line {state['line']})"))
    finite = [(loss, place) for loss, place in losses if math.isfinite(loss)]
    if not finite:
        fail("the loss of `model` on the given data is not a number: the training diverged. Is the learning rate too large?")
    return min(finite, key=lambda pair: pair[0])


def check_below(submission, reference, limit, what):
    loss, place = best_loss(submission, reference)
    if not loss < limit:
        fail(f"the loss of `model` on the given data is {loss:.4f}{place}, expected {what}")


@pytest.mark.points(8)
def test_learns(submission, reference, settings):
    """The training lowers the loss clearly: to half of what the best constant prediction reaches, or less."""
    y = reference.Y.double()
    constant = float(((y - y.mean(dim=0)) ** 2).mean())
    limit = settings["learned_fraction"] * constant
    check_below(submission, reference, limit, f"below {limit:.4f}, half of what a constant prediction reaches")


@pytest.mark.points(7)
def test_near(submission, reference, settings):
    """The training comes near: the loss is below 0.05."""
    check_below(submission, reference, settings["near_loss"], f"below {settings['near_loss']:g}")


@pytest.mark.points(15)
def test_target(submission, reference, settings):
    """The training reaches the goal: the loss is below 0.01."""
    check_below(submission, reference, settings["target_loss"], f"below {settings['target_loss']:g}")
