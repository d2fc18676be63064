"""Exercises 5 and 6: gradient descent by hand, and what becomes of it on normalised inputs."""

from __future__ import annotations

import math

import pytest
import torch
from checks.catalogues import TRAINING_CATALOGUES
from checks.mistakes.by_hand import BY_HAND, NORMALISED
from checks.solution import best_of, loops, why
from checks.ways import Training

from grader.checks import assert_matches, assert_tensor, by_id, fail

#: Thirty steps in float32, each rounded: 1e-6 a step is generous.
AFTER_MANY_STEPS = 1e-3
#: Parameters with such a loss are further from the line than any that a training begins with.
DIVERGED = 1e6


def check_by_hand(submission, reference, *cases):
    """Compare the parameters after some epochs. Cases: readings, epochs, learning rate."""

    def check(loop):
        for readings, epochs, rate in cases:
            actual = loop(epochs, rate, readings.params, readings.t_u, readings.t_c)
            expected = reference.train_by_hand(epochs, rate, readings.params, readings.t_u, readings.t_c)
            what = f"what training_loop returns after {epochs} epoch{'s' if epochs > 1 else ''}"
            training = Training(readings=readings, epochs=epochs, optimizer="SGD", options={"lr": rate})
            explanation = why(TRAINING_CATALOGUES["training-by-hand"], training, "params", expected)
            assert_matches(actual, expected, what, tolerance=AFTER_MANY_STEPS, explain=explanation)

    best_of(by_hand(submission), check)


def by_hand(submission):
    """The loops that may be this exercise's, which comes before that of exercise 7."""
    return loops(
        submission, arguments=5, second="learning_rate", right=["model", "loss_fn", "grad_fn"], latest_first=False
    )


@pytest.mark.exercise("training-by-hand")
@pytest.mark.points(4)
def test_first_step(submission, reference, draw, odd_number):
    """One epoch moves the parameters against the gradient, by the learning rate."""
    check_by_hand(submission, reference, (draw(odd_number), 1, 0.01), (draw(11), 1, 0.003))


@pytest.mark.exercise("training-by-hand")
@pytest.mark.points(5)
def test_many_steps(submission, reference, draw, odd_number):
    """Every epoch goes on from where the one before it ended."""
    check_by_hand(submission, reference, (draw(odd_number), 3, 0.01), (draw(11), 30, 0.01))


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

    best_of(by_hand(submission), check)


def tensors_called(submission, name):
    """Every tensor that the name stood for, the latest first."""
    values = [version.object.value() for version in reversed(submission.versions(name))]
    values = [_stacked(value) for value in values]
    return [value.detach().double() for value in values if isinstance(value, torch.Tensor)]


def _stacked(value):
    """A pair of numbers, such as `w, b`, as one tensor."""
    if not isinstance(value, (tuple, list)) or not all(isinstance(v, (float, int, torch.Tensor)) for v in value):
        return value
    parts = [torch.as_tensor(v).double().reshape(-1) for v in value]
    return torch.cat(parts) if parts else None


@pytest.mark.exercise("normalised-inputs")
@pytest.mark.points(2)
def test_inputs(submission, reference):
    """t_un holds the readings on a scale on which both parts of the gradient are of a size: a tenth of t_u."""
    expected = 0.1 * reference.t_u.double()
    found = [value.reshape(-1) for value in tensors_called(submission, "t_un")]
    if not any(value.shape == expected.shape and torch.allclose(value, expected, rtol=1e-5) for value in found):
        fail("`t_un` is not a tenth of the given t_u")


def least_loss(submission, reference):
    """The lowest loss on the normalised readings of any parameters that were called `params`."""
    t_un, t_c = 0.1 * reference.t_u.double(), reference.t_c.double()
    pairs = [value.reshape(-1) for value in tensors_called(submission, "params") if value.numel() == 2]
    losses = [float(((w * t_un + b - t_c) ** 2).mean()) for w, b in pairs]
    if not losses:
        fail("`params` is never a tensor of two numbers, the slope and the intercept")
    return min((loss for loss in losses if math.isfinite(loss)), default=math.inf)


def check_below(submission, reference, limit, hint):
    """Nothing, where the trained parameters have a loss below the limit."""
    loss = least_loss(submission, reference)
    if not loss < limit:
        # What the best horizontal line leaves; a training that has come below it was on its way.
        constant = float((reference.t_c - reference.t_c.mean()).square().mean())
        mistake = "too-few-epochs" if loss < constant else "diverged" if not loss < DIVERGED else None
        fail(
            f"the loss of `params` on the normalised readings is {loss:.4f}, expected below {limit:g}{hint}",
            diagnosis=(by_id(NORMALISED, mistake),) if mistake else (),
        )


@pytest.mark.exercise("normalised-inputs")
@pytest.mark.points(2)
def test_near(submission, reference, settings):
    """The training on t_un comes near the best line: the loss of `params` is below 3."""
    check_below(submission, reference, settings["near_loss"], "")


@pytest.mark.exercise("normalised-inputs")
@pytest.mark.points(4)
def test_reached(submission, reference, settings):
    """The training on t_un goes on to its end: the loss of `params` is below 2.94."""
    check_below(submission, reference, settings["reached_loss"], ": train for longer")
