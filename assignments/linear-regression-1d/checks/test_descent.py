"""Exercises 3 and 4: the training, on hidden points, and what it made of the student's own."""

from __future__ import annotations

import pytest
import torch
from checks.mistakes import DESCENT_CATALOGUE, RATE, Training
from checks.remote import (
    distance,
    end_of_training,
    line_of,
    lines_called,
    loader_there,
    optimizer_there,
    points_of,
    trainings,
)
from torch.utils.data import DataLoader, TensorDataset

from grader.checks import Evidence, Explainer, assert_matches, by_id, fail

EPOCHS = 10
#: Slope and intercept.
START = (-15.0, -10.0)
#: Rounding, and nothing else.
AT_START = 1e-3


def check_steps(submission, reference, generator, *, epochs, points, batch_size, **options):
    """Compare the parameters after a training of hidden points with hidden options."""
    x = torch.randn(points, 1, generator=generator)
    y = 2 * x - 0.5 + 0.3 * torch.randn(points, 1, generator=generator)
    start = {"weight": torch.randn(1, 1, generator=generator) - 5, "bias": torch.randn(1, generator=generator) + 4}

    here = torch.nn.Linear(1, 1)
    here.load_state_dict(start)
    batches = DataLoader(TensorDataset(x, y), batch_size=batch_size)
    reference.descend(epochs, here, batches, torch.nn.MSELoss(), torch.optim.SGD(here.parameters(), **options))

    torch_there = submission.library("torch")
    there = torch_there.nn.Linear.keep(1, 1)
    there.load(start)
    names = {
        "model": there,
        "dataset": torch_there.utils.data.TensorDataset.keep(x, y),
        "trainloader": loader_there(submission, x, y, batch_size),
        "criterion": torch_there.nn.MSELoss.keep(),
        "optimizer": optimizer_there(submission, there, **options),
    }
    submission.given(**names).train_model_BGD(epochs)
    expected = torch.cat([parameter.detach().reshape(-1) for parameter in here.parameters()])
    training = Training(
        x=x,
        y=y,
        start=torch.cat([value.reshape(-1) for value in start.values()]),
        epochs=epochs,
        batch_size=batch_size,
        options=options,
    )

    def why(actual):
        evidence = Evidence(case=training, actual={"params": actual}, expected={"params": expected})
        return Explainer(DESCENT_CATALOGUE).explain([evidence], "params")

    trained = torch.cat([value.detach().reshape(-1) for value in there.parameters().values()])
    what = f"weight and bias of `model` after train_model_BGD({epochs})"
    assert_matches(trained, expected, what, tolerance=1e-3, explain=why)


@pytest.mark.exercise("mini-batch-descent")
@pytest.mark.points(10)
def test_one_epoch(submission, reference, generator):
    """train_model_BGD(1) takes a step for every batch of trainloader, with the gradient of that batch alone."""
    check_steps(submission, reference, generator, epochs=1, points=13, batch_size=1, lr=0.02)


@pytest.mark.exercise("mini-batch-descent")
@pytest.mark.points(10)
def test_epochs(submission, reference, generator):
    """train_model_BGD goes through trainloader as often as it is told, with the given optimizer and batches."""
    check_steps(submission, reference, generator, epochs=3, points=17, batch_size=4, lr=0.05, momentum=0.5)


def ends(submission, **asked):
    """Where lines were led: by trainings from the start that is asked for, and what was called `model`.

    A training that began elsewhere does not count where others began there.
    """
    seen = trainings(submission)
    from_start = [training for training in seen if distance(training.start, START) < AT_START]
    found = [training.end for training in from_start if all(getattr(training, k) == v for k, v in asked.items())]
    found = found or lines_called(submission, "model")
    if not found:
        fail("`model` is never a module with one weight and one bias: make it with linear_regression(1, 1)")
    return found


def told(line):
    """A line as messages write it."""
    return f"slope {line[0]:.4f} and intercept {line[1]:.4f}"


def nearest(found, target):
    """The line that is nearest to another."""
    return min(found, key=lambda line: distance(line, target))


def asked_for(submission, rate):
    """Where the asked training of the student's own points ends."""
    x, y = points_of(submission, submission.dataset.value(), "dataset")
    return end_of_training(START, x, y, rate, EPOCHS)


@pytest.mark.exercise("mini-batch-descent")
@pytest.mark.points(4)
def test_start(submission):
    """The training begins far away: at slope -15 and intercept -10."""
    starts = [training.start for training in trainings(submission)]
    if not starts:
        fail("no optimizer ever changed a module with one weight and one bias while the submission ran")
    if distance(nearest(starts, START), START) > AT_START:
        fail(f"the training begins at {told(starts[0])}, expected slope -15 and intercept -10")


@pytest.mark.exercise("mini-batch-descent")
@pytest.mark.points(3)
def test_learns(submission, settings):
    """The training leads `model` from its start to the neighbourhood of the line."""
    target = asked_for(submission, 0.01)
    best = nearest(ends(submission), target)
    if distance(best, target) > settings["on_the_way"]:
        fail(f"`model` has {told(best)}; ten epochs lead it near the line of the data set")


@pytest.mark.exercise("mini-batch-descent")
@pytest.mark.points(8)
@pytest.mark.depends("learns")
def test_asked_training(submission, settings):
    """Ten epochs from (-15, -10), one point at a time, with a learning rate of 0.01, end where they must."""
    target = asked_for(submission, 0.01)
    best = nearest(ends(submission), target)
    if distance(best, target) > settings["near"]:
        fail(
            f"`model` has {told(best)}, and is not where ten epochs from slope -15 and intercept -10 end, with batches "
            "of one and a learning rate of 0.01",
            staff_message=f"expected {told(target)}",
        )


@pytest.mark.exercise("larger-rate")
@pytest.mark.points(5)
def test_rate(submission, settings):
    """There is an optimizer with a learning rate of 0.1."""
    python = submission.library("builtins")
    rates = []
    for version in submission.versions("optimizer"):
        groups = python.getattr(version.object, "param_groups", [])
        rates += [group.get("lr") for group in groups if isinstance(group, dict)] if isinstance(groups, list) else []
    if not any(isinstance(rate, float) and abs(rate - settings["learning_rate"]) < 1e-9 for rate in rates):
        there = ", ".join(f"{rate:g}" for rate in dict.fromkeys(rates) if isinstance(rate, (int, float))) or "none"
        fail(f"`optimizer` had the learning rates: {there}; expected {settings['learning_rate']:g} among them")


@pytest.mark.exercise("larger-rate")
@pytest.mark.points(10)
@pytest.mark.depends("rate")
def test_trained(submission, settings):
    """A fresh `model` was trained with it for ten epochs from (-15, -10), one point at a time."""
    target = asked_for(submission, settings["learning_rate"])
    best = nearest(ends(submission, lr=settings["learning_rate"]), target)
    if distance(best, target) > settings["near"]:
        final = line_of(submission.model.parameters())
        unmoved = final is not None and distance(final, START) < 1e-6
        fail(
            f"`model` has {told(final or best)} in the end, and is not where ten epochs from slope -15 and intercept "
            "-10 end with a learning rate of 0.1. Was the optimizer made for this model?",
            staff_message=f"expected {told(target)}",
            diagnosis=(by_id(RATE, "optimizer-of-the-old-model"),) if unmoved else (),
        )
