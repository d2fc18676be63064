"""Exercises 5 and 6: gradient descent by hand, and what becomes of it on normalised inputs."""

from __future__ import annotations

import math

import pytest
import torch
from checks.catalogues import TRAINING_CATALOGUES
from checks.earlier import earlier_fault, loops_by_hand
from checks.followed import rounds_by_hand
from checks.mistakes.by_hand import BY_HAND, NORMALISED
from checks.solution import best_of, is_like, why
from checks.ways import Training

from grader.checks import (
    assert_matches,
    assert_tensor,
    by_id,
    explaining,
    fail,
)

#: Thirty steps in float32, each rounded: 1e-6 a step is generous.
AFTER_MANY_STEPS = 1e-3
#: Parameters with such a loss are further from the line than any that a training begins with.
DIVERGED = 1e6
#: What the trainings begin with.
START = torch.tensor([1.0, 0.0], dtype=torch.float64)


def check_by_hand(submission, reference, *cases):
    """Compare the parameters after some epochs. Cases: readings, epochs, learning rate."""

    def check(loop):
        for readings, epochs, rate in cases:
            arguments = (epochs, rate, readings.params, readings.t_u, readings.t_c)
            with explaining(BY_HAND):
                actual = loop(*arguments)
            expected = reference.train_by_hand(*arguments)
            what = f"what training_loop returns after {epochs} epoch{'s' if epochs > 1 else ''}"
            training = Training(readings=readings, epochs=epochs, optimizer="SGD", options={"lr": rate})
            explanation = explained(loop, training, expected, arguments)
            assert_matches(actual, expected, what, tolerance=AFTER_MANY_STEPS, explain=explanation)

    best_of(loops_by_hand(submission), check)


def explained(loop, training, expected, arguments):
    """What explains wrong parameters. A single step alone has two reasons, told apart by the rounds of the loop."""

    def diagnose(actual):
        found = why(TRAINING_CATALOGUES["training-by-hand"], training, "params", expected)(actual)
        if training.epochs == 1 and is_late(loop, actual, training, arguments):
            return (by_id(BY_HAND, "one-epoch-too-few"),)
        if not {"always-from-the-start", "returns-in-loop"}.intersection(each.id for each in found):
            return found
        rounds = rounds_by_hand(loop, arguments)
        only = {0: "one-step-alone", 1: "returns-in-loop"}.get(rounds, "always-from-the-start")
        return (by_id(BY_HAND, only),)

    return diagnose


def is_late(loop, actual, training, arguments):
    """Whether one epoch changes nothing, and several do."""
    start = training.readings.params
    return is_like(actual, start) and not is_like(loop(5, *arguments[1:]), start)


@pytest.mark.exercise("training-by-hand")
@pytest.mark.points(4)
def test_first_step(submission, reference, draw, odd_number):
    """One epoch moves the parameters against the gradient, by the learning rate."""
    check_by_hand(submission, reference, (draw(odd_number), 1, 0.013), (draw(11), 1, 0.003))


@pytest.mark.exercise("training-by-hand")
@pytest.mark.points(5)
def test_many_steps(submission, reference, draw, odd_number):
    """Every epoch goes on from where the one before it ended."""
    check_by_hand(submission, reference, (draw(odd_number), 3, 0.013), (draw(11), 30, 0.007))


@pytest.mark.exercise("training-by-hand")
@pytest.mark.points(3)
def test_ends_when_it_diverges(submission, draw):
    """A training whose loss is no longer finite ends there, and returns the parameters that it has."""
    readings = draw(11)

    def check(loop):
        # Far too long a step for readings of this size: some twenty epochs lead out of float32.
        params = loop(400, 0.01, readings.params, 20 * readings.t_u, readings.t_c)
        if not isinstance(params, torch.Tensor) or not params.is_floating_point():
            assert_tensor(params, "what training_loop returns")
        if torch.isnan(params).any():
            fail(
                "training_loop went on after its loss had become infinite, until its parameters were NaN",
                diagnosis=(by_id(BY_HAND, "goes-on-for-ever"),),
            )
        if not float(params.abs().max()) > 1e6:
            fail("training_loop did not return the parameters at which its training diverged")

    best_of(loops_by_hand(submission), check)


def tensors_called(submission, name, *, plain=False):
    """Every tensor that the name stood for, the latest first. Plain: without those that require gradients."""
    versions = list(reversed(submission.versions(name)))
    if plain:
        # Exercise 6 comes before autograd: what exercises 7 and 8 train under the same name is another result.
        versions = [each for each in versions if not records(submission, each.object)] or versions
    values = [_stacked(version.object.value()) for version in versions]
    return [value.detach().double() for value in values if isinstance(value, torch.Tensor)]


def records(submission, value):
    """Whether something is a tensor that requires gradients."""
    builtins = submission.library("builtins")
    return builtins.hasattr(value, "requires_grad") is True and value.requires_grad.value() is True


def _stacked(value):
    """A pair of numbers, such as `w, b`, as one tensor."""
    if not isinstance(value, (tuple, list)) or not all(isinstance(v, (float, int, torch.Tensor)) for v in value):
        return value
    parts = [torch.as_tensor(v).double().reshape(-1) for v in value]
    return torch.cat(parts) if parts else None


def inputs_of(submission):
    """What `t_un` stood for, the latest first."""
    return [value.reshape(-1) for value in tensors_called(submission, "t_un")]


def is_near(value, expected):
    """Whether a tensor holds these numbers."""
    return value.shape == expected.shape and torch.allclose(value, expected, rtol=1e-5)


@pytest.mark.exercise("normalised-inputs")
@pytest.mark.points(2)
def test_inputs(submission, reference):
    """t_un holds the readings on a scale on which both parts of the gradient are of a size: a tenth of t_u."""
    t_u = reference.t_u.double()
    found = inputs_of(submission)
    if not any(is_near(value, 0.1 * t_u) for value in found):
        fail("`t_un` is not a tenth of the given t_u", diagnosis=other_inputs(found, t_u))


def other_inputs(found, t_u):
    """What `t_un` is instead."""
    for value in (each for each in found if each.shape == t_u.shape):
        if is_near(value, t_u):
            return (by_id(NORMALISED, "not-normalised"),)
        if is_near(value, value[0] / t_u[0] * t_u):
            return (by_id(NORMALISED, "another-scale"),)
        if float(value.mean().abs()) < 1e-3 * float(value.abs().max()):
            return (by_id(NORMALISED, "standardised"),)
    return ()


def loss_of(pair, readings, reference):
    """The loss of slope and intercept on some readings."""
    slope, intercept = pair
    return float((slope * readings + intercept - reference.t_c.double()).square().mean())


def pairs_called_params(submission):
    """What `params` stood for: slopes and intercepts."""
    pairs = [value.reshape(-1) for value in tensors_called(submission, "params", plain=True) if value.numel() == 2]
    if not pairs:
        fail("`params` is never a tensor of two numbers, the slope and the intercept")
    return pairs


def check_below(submission, reference, draw, limit, hint):
    """Nothing, where the trained parameters have a loss below the limit."""
    t_un = 0.1 * reference.t_u.double()
    pairs = pairs_called_params(submission)
    losses = [loss_of(pair, t_un, reference) for pair in pairs]
    loss = min((loss for loss in losses if math.isfinite(loss)), default=math.inf)
    if loss < limit:
        return
    message = f"the loss of `params` on the normalised readings is {loss:.4f}, expected below {limit:g}"
    at_fault = earlier_fault(submission, reference, draw(7))
    if at_fault:
        fail(f"{message}. This training builds on {at_fault}, which is not right yet: mend that first")
    if not any(is_near(value, t_un) for value in inputs_of(submission)):
        fail(f"{message}. It needs a `t_un` that is a tenth of the readings")
    mistake = of_training(pairs, loss, reference)
    told = f"{message}{hint}" if mistake == "too-few-epochs" else message
    fail(told, diagnosis=(by_id(NORMALISED, mistake),) if mistake else ())


def of_training(pairs, loss, reference):
    """Which mistake the best of the parameters show; None where they show none."""
    t_u, t_c = reference.t_u.double(), reference.t_c.double()
    # What the best horizontal line leaves; a training that has come below it was on its way.
    constant = float((t_c - t_c.mean()).square().mean())
    if all(torch.equal(pair, START) for pair in pairs):
        return "not-trained"
    trained = [pair for pair in pairs if not torch.equal(pair, START)]
    if loss < constant and any(loss_of(pair, 0.1 * t_u, reference) < constant for pair in trained):
        return "too-few-epochs"
    if any(loss_of(pair, t_u, reference) < constant for pair in trained):
        return "fits-other-readings"
    # Parameters beyond all bounds, or none that are numbers.
    bounded = [pair for pair in trained if loss_of(pair, 0.1 * t_u, reference) < DIVERGED]
    return None if bounded else "diverged"


@pytest.mark.exercise("normalised-inputs")
@pytest.mark.points(2)
def test_near(submission, reference, draw, settings):
    """The training on t_un comes near the best line: the loss of `params` is below 3."""
    check_below(submission, reference, draw, settings["near_loss"], "")


@pytest.mark.exercise("normalised-inputs")
@pytest.mark.points(4)
def test_reached(submission, reference, draw, settings):
    """The training on t_un goes on to its end: the loss of `params` is below 2.94."""
    check_below(submission, reference, draw, settings["reached_loss"], ": train for longer")
