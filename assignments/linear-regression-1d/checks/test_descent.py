"""Exercises 3 and 4: the training, on hidden points, and what it made of the student's own."""

from __future__ import annotations

import contextlib

import pytest
import torch
from checks.descent import Training
from checks.mistakes.descent import DESCENT, DESCENT_CATALOGUE, TRAINING, TRAINING_CATALOGUE
from checks.remote import (
    data_set_there,
    distance,
    end_of_training,
    line_of,
    line_there,
    lines_called,
    loader_there,
    optimizer_there,
    points_of,
    trainings,
)
from torch.utils.data import DataLoader, TensorDataset

from grader.checks import Evidence, Explainer, StudentFaultError, assert_matches, by_id, explaining, fail

EPOCHS = 10
#: Slope and intercept.
START = (-15.0, -10.0)
#: How far from each other two orders of the points may lead.
ABOUT_THERE = 0.5
#: Rounding, and nothing else.
AT_START = 1e-3


#: Two hidden trainings: what the function is to do in each.
ONE_EPOCH = {"epochs": 1, "points": 13, "batch_size": 1, "lr": 0.02}
EPOCHS_OF_BATCHES = {"epochs": 3, "points": 17, "batch_size": 4, "lr": 0.05, "momentum": 0.5}


def tried(submission, reference, generator, *, epochs, points, batch_size, **options):
    """What the student's function makes of a line on hidden points, and what it should make of it."""
    x = torch.randn(points, 1, generator=generator)
    y = 2 * x - 0.5 + 0.3 * torch.randn(points, 1, generator=generator)
    start = {"weight": torch.randn(1, 1, generator=generator) - 5, "bias": torch.randn(1, generator=generator) + 4}

    here = torch.nn.Linear(1, 1)
    here.load_state_dict(start)
    batches = DataLoader(TensorDataset(x, y), batch_size=batch_size)
    reference.descend(epochs, here, batches, torch.nn.MSELoss(), torch.optim.SGD(here.parameters(), **options))

    torch_there = submission.library("torch")
    there = line_there(submission)
    there.load({f"linear.{name}": value for name, value in start.items()})
    data_set = data_set_there(submission, x, y)
    names = {
        "model": there,
        "dataset": data_set,
        "trainloader": loader_there(submission, data_set, batch_size),
        "criterion": torch_there.nn.MSELoss.keep(),
        "optimizer": optimizer_there(submission, there, **options),
    }
    with explaining(DESCENT):
        submission.given(**names).train_model_BGD(epochs)
    training = Training(
        x=x,
        y=y,
        start=torch.cat([value.reshape(-1) for value in start.values()]),
        epochs=epochs,
        batch_size=batch_size,
        options=options,
    )
    sides = there.parameters().values(), here.parameters()
    actual, expected = (torch.cat([value.detach().reshape(-1) for value in side]) for side in sides)
    return Evidence(case=training, actual={"params": actual}, expected={"params": expected})


@pytest.fixture(scope="session")
def known():
    """What is known to be wrong with the function, for what is said of the trainings that it made."""
    return []


def check_steps(submission, reference, generator, known, asked, other):
    """Compare the parameters after a hidden training; a mistake has to explain those after another one too."""
    try:
        found = tried(submission, reference, generator, **asked)
    except StudentFaultError as fault:
        known[:] = fault.diagnosis
        raise

    def why(_):
        evidence = [found]
        with contextlib.suppress(StudentFaultError):
            evidence.append(tried(submission, reference, generator, **other))
        known[:] = Explainer(DESCENT_CATALOGUE).explain(evidence, "params")
        return tuple(known)

    what = f"the pair of weight and bias of `model` after train_model_BGD({asked['epochs']})"
    assert_matches(found.actual["params"], found.expected["params"], what, tolerance=1e-3, explain=why)


@pytest.mark.exercise("mini-batch-descent")
@pytest.mark.points(10)
def test_one_epoch(submission, reference, generator, known):
    """train_model_BGD(1) takes a step for every batch of trainloader, with the gradient of that batch alone."""
    check_steps(submission, reference, generator, known, ONE_EPOCH, EPOCHS_OF_BATCHES)


@pytest.mark.exercise("mini-batch-descent")
@pytest.mark.points(10)
def test_epochs(submission, reference, generator, known):
    """train_model_BGD goes through trainloader as often as it is told, with the given optimizer and batches."""
    check_steps(submission, reference, generator, known, EPOCHS_OF_BATCHES, ONE_EPOCH)


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
    return f"slope {shown(line[0])} and intercept {shown(line[1])}"


def shown(number):
    """A number of a line, shorter where nobody needs its digits."""
    return f"{number:.4f}" if abs(number) < 1000 else f"{number:.3g}"


def nearest(found, target):
    """The line that is nearest to another."""
    return min(found, key=lambda line: distance(line, target))


def asked_for(submission, rate, found=()):
    """Where the asked training of the student's own points ends: the end that is nearest to one of the lines found.

    Who begins anew for another rate may draw new points too, under the same name.
    """
    data_sets = [version.object for version in submission.versions("dataset")] or [submission.dataset.value()]
    ends = [
        end_of_training(START, *points_of(submission, data_set, "dataset"), rate, EPOCHS) for data_set in data_sets[-5:]
    ]
    return min(ends, key=lambda end: min((distance(line, end) for line in found), default=0.0))


def why_not_there(submission, known, rate):
    """Why the student's own training with a learning rate did not end where it must: one mistake, or none."""
    if known:
        return tuple(known)
    seen = [training for training in trainings(submission) if abs(training.lr - rate) < 1e-9]
    if not seen:
        return (by_id(TRAINING, "never-trained"),)
    from_start = [training for training in seen if distance(training.start, START) < AT_START]
    if not from_start:
        final = line_of(submission.model.parameters())
        unmoved = final is not None and distance(final, START) < AT_START
        return (by_id(TRAINING, "optimizer-of-the-old-model" if unmoved else "begun-elsewhere"),)
    x, y = points_of(submission, submission.dataset.value(), "dataset")
    case = Training(x=x, y=y, start=torch.tensor(START), epochs=EPOCHS, batch_size=1, options={"lr": rate})
    evidence = Evidence(
        case=case,
        actual={"params": torch.tensor(from_start[-1].end, dtype=torch.float64)},
        expected={"params": torch.tensor(asked_for(submission, rate), dtype=torch.float64)},
    )
    found = TRAINING_CATALOGUE.search([evidence])
    if found:
        return tuple(mistake.diagnosis for mistake in found["params"].made)
    last, target = from_start[-1], asked_for(submission, rate)
    shuffled = last.steps == EPOCHS * x.numel() and distance(last.end, target) < ABOUT_THERE
    return (by_id(TRAINING, "points-in-another-order"),) if shuffled else ()


@pytest.mark.exercise("mini-batch-descent")
@pytest.mark.points(4)
def test_start(submission, known):
    """The training begins far away: at slope -15 and intercept -10."""
    starts = [training.start for training in trainings(submission)]
    if not starts:
        fail(
            "no optimizer ever changed a module with one weight and one bias while the submission ran",
            diagnosis=tuple(known) or (by_id(TRAINING, "never-trained"),),
        )
    if not distance(nearest(starts, START), START) <= AT_START:
        fail(
            f"the training begins at {told(starts[0])}, expected slope -15 and intercept -10",
            diagnosis=(by_id(TRAINING, "begun-elsewhere"),),
        )


@pytest.mark.exercise("mini-batch-descent")
@pytest.mark.points(3)
def test_learns(submission, settings, known):
    """The training leads `model` from its start to the neighbourhood of the line."""
    found = ends(submission)
    target = asked_for(submission, 0.01, found)
    best = nearest(found, target)
    if not distance(best, target) <= settings["on_the_way"]:
        fail(
            f"`model` has {told(best)}; ten epochs lead it near the line of the data set",
            diagnosis=why_not_there(submission, known, 0.01),
        )


@pytest.mark.exercise("mini-batch-descent")
@pytest.mark.points(8)
@pytest.mark.depends("learns")
def test_asked_training(submission, settings, known):
    """Ten epochs from (-15, -10), one point at a time, with a learning rate of 0.01, end where they must."""
    found = ends(submission)
    target = asked_for(submission, 0.01, found)
    best = nearest(found, target)
    if not distance(best, target) <= settings["near"]:
        fail(
            f"`model` has {told(best)}, and is not where ten epochs from slope -15 and intercept -10 end, with batches "
            "of one and a learning rate of 0.01",
            staff_message=f"expected {told(target)}",
            diagnosis=why_not_there(submission, known, 0.01),
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
        fail(
            f"`optimizer` had the learning rates: {there}; expected {settings['learning_rate']:g} among them",
            diagnosis=(by_id(TRAINING, "another-learning-rate"),) if rates else (),
        )


@pytest.mark.exercise("larger-rate")
@pytest.mark.points(10)
@pytest.mark.depends("rate")
def test_trained(submission, settings, known):
    """A fresh `model` was trained with it for ten epochs from (-15, -10), one point at a time."""
    found = ends(submission, lr=settings["learning_rate"])
    target = asked_for(submission, settings["learning_rate"], found)
    best = nearest(found, target)
    if not distance(best, target) <= settings["near"]:
        final = line_of(submission.model.parameters())
        fail(
            f"`model` has {told(final or best)} in the end, and is not where ten epochs from slope -15 and intercept "
            "-10 end with a learning rate of 0.1 and batches of one, in the order of the data set",
            staff_message=f"expected {told(target)}",
            diagnosis=why_not_there(submission, known, settings["learning_rate"]),
        )
