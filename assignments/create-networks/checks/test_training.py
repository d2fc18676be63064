"""Section 3: what decides about a training. Seen at what the optimizers did, wherever and under whatever names."""

from __future__ import annotations

import math

import pytest
from checks.mistakes import TRAINING
from checks.trained import FIXED, best_loss, listing, trainings

from grader.checks import by_id, fail

#: Trainings that the course's own cells make in the exercises after the first, if nobody changes them.
UNCHANGED = (150, 250)
#: How many iterations the later cells have.
LATER = (*UNCHANGED, 75)
GIVEN_RATE = 0.01


def first_attempts(found, given):
    """The trainings that belong to the exercise about iterations.

    It is the first one: what trains a line with the given rate before anything else was changed. Where the course's
    own cell is still there, an attempt follows it; the unchanged cells of later exercises are none.
    """
    attempts = []
    for training in found:
        if not (training.is_line and training.is_descent(GIVEN_RATE)):
            break
        attempts.append(training)
    then = found[len(attempts) : len(attempts) + 1]
    if len(attempts) > 1 and attempts[0].steps == given and not (len(attempts) == 2 and then and not then[0].is_line):
        while len(attempts) > 1 and attempts[-1].steps in UNCHANGED:
            attempts.pop()
    return attempts


@pytest.mark.exercise("iterations")
@pytest.mark.points(4)
def test_more_iterations(submission, reference, settings):
    """The line is trained with the given learning rate, 0.01, for more than the given 30 iterations."""
    found = trainings(submission, reference)
    attempts = first_attempts(found, settings["given_iterations"])
    if not any(training.steps > settings["given_iterations"] for training in attempts):
        fail(
            "no training of nn.Linear(1, 1) by SGD with lr 0.01 has more than 30 iterations before the other exercises "
            f"begin. {listing(found)}",
            diagnosis=(by_id(TRAINING, "rate-for-iterations"),) if has_other_rate(found) else (),
        )


def has_other_rate(found):
    """Whether the first training is the line's with another rate, and not one of the later exercises'."""
    first = found[:1]
    return any(t.is_line and t.is_descent() and t.lr != GIVEN_RATE and t.steps not in LATER for t in first)


@pytest.mark.exercise("iterations")
@pytest.mark.points(6)
@pytest.mark.depends("more-iterations")
def test_enough_iterations(submission, reference, settings):
    """There are enough of them: the loss is down to nearly that of the best line, where its curve is flat."""
    attempts = first_attempts(trainings(submission, reference), settings["given_iterations"])
    best = best_loss(reference.x, reference.y_obs)
    nearest = min(attempts, key=lambda training: training.left(best))
    if not nearest.left(best) <= settings["left"]:
        fail(
            f"after {nearest.steps} iterations the loss is {nearest.end_loss:.2f} and still falls: more are needed",
            diagnosis=(by_id(TRAINING, "too-few-iterations"),),
        )


def hidden(found):
    """Those of networks with a hidden layer."""
    return [training for training in found if len(training.before.sizes) > 2]


@pytest.mark.exercise("hidden-layer")
@pytest.mark.points(4)
def test_has_hidden_layer(submission, reference):
    """A network with one input, a hidden layer and one output is trained."""
    found = trainings(submission, reference)
    if not hidden(found):
        fail(
            f"no network 1-h-1 with a hidden layer was trained. {listing(found)}",
            diagnosis=(by_id(TRAINING, "layer-forgotten"),) if found else (),
        )


@pytest.mark.exercise("hidden-layer")
@pytest.mark.points(6)
@pytest.mark.depends("has-hidden-layer")
def test_hidden_layer_learns(submission, reference, settings):
    """Its training lowers the loss to less than half."""
    nearest = min(hidden(trainings(submission, reference)), key=lambda t: t.left(0.0))
    if not nearest.left(0.0) <= settings["left"]:
        losses = f"from a loss of {nearest.start_loss:.2f} to {nearest.end_loss:.2f}"
        grew = not nearest.end_loss <= nearest.start_loss
        fail(
            f"the training of the network with a hidden layer goes {losses}",
            diagnosis=(by_id(TRAINING, "hidden-layer-diverges"),) if grew else (),
        )


def other_rates(submission, reference, settings):
    """Plain descent on the line with rates that are not the course's own, and all trainings."""
    found = trainings(submission, reference)
    tried = [training for training in found if training.is_line and training.is_descent()]
    return [t for t in tried if not is_given(t, settings)], found


def is_given(training, settings):
    """Whether it has a rate that the course's own cells have; the large one may be an answer too, where it stands."""
    large = training.is_descent(settings["large"]) and training.steps != UNCHANGED[1]
    return large or training.is_descent(settings["small"])


@pytest.mark.exercise("learning-rate")
@pytest.mark.points(3)
def test_other_rate(submission, reference, settings):
    """The line is trained by SGD with a larger learning rate than 0.01."""
    tried, found = other_rates(submission, reference, settings)
    if not any(training.lr > settings["small"] for training in tried):
        fail(f"no training of nn.Linear(1, 1) by SGD with a learning rate above 0.01 was found. {listing(found)}")


@pytest.mark.exercise("learning-rate")
@pytest.mark.points(7)
@pytest.mark.depends("other-rate")
def test_limit(submission, reference, settings):
    """That rate is near the one from which the loss grows instead of falling."""
    tried, _ = other_rates(submission, reference, settings)
    limit = reference.learning_rate_limit(reference.x)
    nearest = min(tried, key=lambda training: abs(training.lr - limit))
    if abs(nearest.lr - limit) > settings["near"] * limit:
        mistake = "rate-still-converges" if nearest.lr < limit else "rate-far-above"
        fail(
            f"the learning rate {nearest.lr:g} is not near the one from which the loss grows",
            diagnosis=(by_id(TRAINING, mistake),),
        )


def adaptive(found, rate):
    """Those of the line with this rate, by an optimizer that adapts."""
    return [t for t in found if t.is_line and t.optimizer not in FIXED and math.isclose(t.lr, rate, rel_tol=1e-6)]


@pytest.mark.exercise("adaptive-optimizer")
@pytest.mark.points(4)
def test_adaptive(submission, reference, settings):
    """The line is trained by an adaptive optimizer, with the learning rate 1.5 as it was."""
    found = trainings(submission, reference)
    if not adaptive(found, settings["rate"]):
        fail(
            f"no training of nn.Linear(1, 1) by an adaptive optimizer with lr 1.5 was found. {listing(found)}",
            diagnosis=not_adaptive(found, settings["rate"]),
        )


def not_adaptive(found, rate):
    """What was exchanged instead of the optimizer, or along with it."""
    if any(t.optimizer not in FIXED for t in found):
        return (by_id(TRAINING, "rate-changed-too"),)
    momentum = any(t.optimizer == "SGD" and t.momentum and math.isclose(t.lr, rate, rel_tol=1e-6) for t in found)
    if momentum:
        return (by_id(TRAINING, "momentum-alone"),)
    return (by_id(TRAINING, "optimizer-not-exchanged"),) if found else ()


@pytest.mark.exercise("adaptive-optimizer")
@pytest.mark.points(6)
@pytest.mark.depends("adaptive")
def test_recovers(submission, reference, settings):
    """It recovers: the loss comes down to nearly that of the best line."""
    best = best_loss(reference.x, reference.y_obs)
    nearest = min(adaptive(trainings(submission, reference), settings["rate"]), key=lambda t: t.left(best))
    if not nearest.left(best) <= settings["left"]:
        fail(f"{nearest.optimizer} ends at a loss of {nearest.end_loss:.2f} after {nearest.steps} iterations")
