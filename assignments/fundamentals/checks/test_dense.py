"""Networks of linear layers: SimpleNet, Perceptron, MultilayerPerceptron. And a perceptron that was trained."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from checks.mistakes.dense import CATALOGUES, Dense
from checks.mistakes.training import TRAINING, why
from checks.twins import assert_parameters, parameters_of, twins

from grader.checks import Evidence, assert_matches, by_id, explain, fail

#: What SimpleNet takes in.
PIXELS = 2048


def check_outputs(pair, exercise, x, last, what, **options):
    """Compare the outputs of both modules; a wrong one is explained by the exercise's mistakes."""
    rows = x.reshape(-1, pair.parameters[0].shape[1])
    case = Dense(parameters=pair.parameters, x=rows, last=last)
    expected = pair.here(x, **options).detach()

    def why(actual):
        evidence = Evidence(case=case, actual={"outputs": actual}, expected={"outputs": expected})
        return explain(CATALOGUES[exercise], [evidence], "outputs")

    assert_matches(pair.there(x, **options), expected, what, explain=why)


# SimpleNet.


@pytest.mark.exercise("simple-net")
@pytest.mark.points(3)
def test_layers(submission, reference):
    """SimpleNet() has the layers fc1, fc2 and fc3: from 2048 values to 256, to 64, to 2."""
    assert_parameters(submission.SimpleNet.keep(), reference.SimpleNet(), "SimpleNet()")


@pytest.mark.exercise("simple-net")
@pytest.mark.points(4)
def test_probabilities(submission, reference, generator):
    """For a batch its outputs are probabilities: each row adds up to 1, whatever the parameters are."""
    pair = twins(submission.SimpleNet.keep(), reference.SimpleNet(), generator, "SimpleNet()")
    x = torch.rand(5, PIXELS, generator=generator)
    check_outputs(pair, "simple-net", x, "softmax", "SimpleNet()(x)")


@pytest.mark.exercise("simple-net")
@pytest.mark.points(1)
@pytest.mark.depends("probabilities")
def test_any_form(submission, reference, generator):
    """2048 values in another form are one row: a vector, or a picture of 32 rows and 64 columns."""
    pair = twins(submission.SimpleNet.keep(), reference.SimpleNet(), generator, "SimpleNet()")
    for shape in ((PIXELS,), (3, 32, 64)):
        x = torch.rand(*shape, generator=generator)
        check_outputs(pair, "simple-net", x, "softmax", f"SimpleNet()(x) for x of shape {shape}")


# Perceptron.


@pytest.mark.exercise("perceptron")
@pytest.mark.points(3)
def test_one_layer(submission, reference):
    """Perceptron(input_dim) has one linear layer fc1 with one output."""
    for size in (2, 5):
        assert_parameters(submission.Perceptron.keep(size), reference.Perceptron(size), f"Perceptron({size})")


@pytest.mark.exercise("perceptron")
@pytest.mark.points(5)
def test_outputs(submission, reference, generator):
    """Its outputs are the sigmoid of that layer's, of shape (batch, 1)."""
    for size, batch in ((2, 7), (5, 1), (3, 12)):
        what = f"Perceptron({size})"
        pair = twins(submission.Perceptron.keep(size), reference.Perceptron(size), generator, what)
        x = torch.randn(batch, size, generator=generator)
        check_outputs(pair, "perceptron", x, "sigmoid", f"{what}(x)")


def clouds(reference, generator, count):
    """Points of both clouds, (2 count, 2), and their classes, (2 count,)."""
    centers = torch.tensor([reference.LEFT_CENTER, reference.RIGHT_CENTER], dtype=torch.float32)
    labels = torch.arange(2).repeat_interleave(count)
    return centers[labels] + torch.randn(2 * count, 2, generator=generator), labels.float()


def trained_parameters(submission):
    """Weight and bias of the student's trained perceptron."""
    values = list(parameters_of(submission.perceptron, "`perceptron`").values())
    if [tuple(getattr(value, "shape", ())) for value in values] != [(1, 2), (1,)]:
        fail(
            "`perceptron` is not a Perceptron(input_dim=2): expected a weight of shape (1, 2) and a bias of shape (1,)"
        )
    return values


def loss_of(parameters, reference, generator):
    """The cross entropy of such a perceptron on new points, computed here."""
    x, y = clouds(reference, generator, 3000)
    return float(F.binary_cross_entropy_with_logits(F.linear(x, *parameters).squeeze(1), y))


def steps_of(submission, parameters):
    """How many steps of an optimizer led to these parameters."""

    def is_end(training):
        shapes = [value.shape for value in training.after] == [value.shape for value in parameters]
        return shapes and all(torch.equal(*pair) for pair in zip(training.after, parameters, strict=True))

    return sum(training.steps for training in submission.trainings() if is_end(training))


@pytest.mark.exercise("perceptron-training")
@pytest.mark.points(4)
def test_learned(submission, reference, generator, settings):
    """`perceptron` was trained, and tells new points of the two clouds apart."""
    parameters = trained_parameters(submission)
    # One random perceptron of five is below by luck.
    if not steps_of(submission, parameters):
        fail(
            "`perceptron` has the parameters that it was made with: no optimizer changed them",
            diagnosis=(by_id(TRAINING, "never-trained"),),
        )
    loss = loss_of(parameters, reference, generator)
    if not loss <= settings["near_loss"]:
        fail(f"`perceptron` has a loss of {loss:.2f} on new points", diagnosis=why(submission.episodes("perceptron")))


@pytest.mark.exercise("perceptron-training")
@pytest.mark.points(6)
@pytest.mark.depends("learned")
def test_converged(submission, reference, generator, settings):
    """It was trained for at least 12 epochs, and until the loss is below 0.3, on new points too."""
    parameters = trained_parameters(submission)
    steps, loss = steps_of(submission, parameters), loss_of(parameters, reference, generator)
    if steps < settings["steps"] or not loss <= settings["reached_loss"]:
        fail(
            f"after {steps} steps `perceptron` has a loss of {loss:.2f} on new points: expected at least 12 epochs of "
            "five steps, and a loss below 0.3",
            diagnosis=why(submission.episodes("perceptron")),
        )


# MultilayerPerceptron.

SIZES = ((3, 100, 4), (5, 7, 2), (2, 3, 6))


def multilayer(submission, reference, generator, sizes):
    """Both sides' module of these sizes."""
    here, there = reference.MultilayerPerceptron(*sizes), submission.MultilayerPerceptron.keep(*sizes)
    return twins(there, here, generator, f"MultilayerPerceptron{sizes}")


@pytest.mark.exercise("multilayer-perceptron")
@pytest.mark.points(2)
def test_two_layers(submission, reference):
    """MultilayerPerceptron(input_dim, hidden_dim, output_dim) has the layers fc1 and fc2 of these sizes."""
    for sizes in SIZES:
        there = submission.MultilayerPerceptron.keep(*sizes)
        assert_parameters(there, reference.MultilayerPerceptron(*sizes), f"MultilayerPerceptron{sizes}")


@pytest.mark.exercise("multilayer-perceptron")
@pytest.mark.points(4)
def test_logits(submission, reference, generator):
    """Without more ado its outputs are logits: two linear layers with ReLU between them."""
    for sizes in SIZES:
        pair = multilayer(submission, reference, generator, sizes)
        x = torch.randn(9, sizes[0], generator=generator)
        what = f"MultilayerPerceptron{sizes}(x)"
        check_outputs(pair, "multilayer-perceptron", x, "nothing", what)
        check_outputs(
            pair, "multilayer-perceptron", x, "nothing", f"{what} with apply_softmax=False", apply_softmax=False
        )


@pytest.mark.exercise("multilayer-perceptron")
@pytest.mark.points(4)
def test_softmax(submission, reference, generator):
    """With apply_softmax=True they are probabilities: each row adds up to 1."""
    for sizes in SIZES:
        pair = multilayer(submission, reference, generator, sizes)
        x = torch.randn(9, sizes[0], generator=generator)
        what = f"MultilayerPerceptron{sizes}(x, apply_softmax=True)"
        check_outputs(pair, "multilayer-perceptron", x, "softmax", what, apply_softmax=True)
