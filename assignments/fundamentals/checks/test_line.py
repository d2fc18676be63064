"""A data set from two tables, a linear model, its gradients by formula, and its training with weight decay."""

from __future__ import annotations

import pytest
import torch
from checks.mistakes.line import DATA_SET, GRADIENT_CATALOGUE, LINEAR_MODEL, WEIGHT_DECAY, Line
from checks.twins import assert_parameters, parameters_of, twins

from grader.checks import Evidence, assert_matches, assert_tensor, by_id, explain, fail


def table_there(submission, values):
    """A NumPy table of float64 in the student's process."""
    return submission.library("numpy").array.keep(values.tolist())


def draw_tables(generator, rows, inputs, outputs):
    """Inputs and outputs of so many columns."""
    return torch.rand(rows, inputs, generator=generator), torch.randn(rows, outputs, generator=generator)


def data_set(submission, x, y):
    """The student's data set of these rows."""
    return submission.VectorialDataset.keep(table_there(submission, x), table_there(submission, y))


def check_item(item, x, y, what):
    """Compare a pair with the rows it must hold."""
    __tracebackhide__ = True
    if not isinstance(item, (tuple, list)) or len(item) != 2:
        fail(f"{what} is no pair of input and output")
    for value, expected, name in zip(item, (x, y), ("input", "output"), strict=True):
        tensor = assert_tensor(value, f"the {name} of {what}")
        if tensor.dtype != torch.float32:
            dtype = str(tensor.dtype).removeprefix("torch.")
            fail(
                f"the {name} of {what} has dtype {dtype}, expected float32",
                diagnosis=(by_id(DATA_SET, "doubles-kept"),) if tensor.dtype == torch.float64 else (),
            )
        turned = tuple(tensor.shape) == tuple((y if name == "input" else x).shape) != tuple(expected.shape)
        why = (by_id(DATA_SET, "pair-turned-round"),) if turned else None
        assert_matches(tensor, expected, f"the {name} of {what}", explain=(lambda _, why=why: why) if why else None)


@pytest.mark.exercise("vectorial-dataset")
@pytest.mark.points(2)
def test_length(submission, generator):
    """len(VectorialDataset(input_data, output_data)) is the number of rows."""
    for rows, inputs, outputs in ((11, 3, 2), (4, 1, 6)):
        x, y = draw_tables(generator, rows, inputs, outputs)
        count = submission.library("builtins").len(data_set(submission, x, y))
        if count != rows:
            columns = count in (inputs, outputs)
            mistake = "columns-counted" if columns else "numbers-counted" if count in (x.numel(), y.numel()) else None
            fail(
                f"the length is {count} for tables of {rows} rows, with {inputs} and {outputs} columns",
                diagnosis=(by_id(DATA_SET, mistake),) if mistake else (),
            )


@pytest.mark.exercise("vectorial-dataset")
@pytest.mark.points(4)
def test_items(submission, generator):
    """An item is the pair of the input's row and the output's, two tensors of float32."""
    x, y = draw_tables(generator, 11, 3, 2)
    data, item_of = data_set(submission, x, y), submission.library("operator").getitem
    for index in (0, 7, 10):
        check_item(item_of(data, index), x[index], y[index], f"item {index}")


@pytest.mark.exercise("vectorial-dataset")
@pytest.mark.points(2)
@pytest.mark.depends("items")
def test_several(submission, generator):
    """A slice gives several rows, and a data loader makes batches."""
    x, y = draw_tables(generator, 13, 3, 2)
    data, python = data_set(submission, x, y), submission.library("builtins")
    rows = python.slice.keep(10, 12)
    check_item(submission.library("operator").getitem(data, rows), x[10:12], y[10:12], "the slice 10:12")
    loader = submission.library("torch.utils.data").DataLoader.keep(data, batch_size=5)
    check_item(python.next(python.iter.keep(loader)), x[:5], y[:5], "a data loader's batch")


SIZES = ((1, 1), (3, 2), (2, 5))


def why_shapes(sizes):
    """The diagnosis of wrong shapes of a linear model."""

    def why(actual):
        if actual == {"linear.weight": sizes[::-1]}:
            return (by_id(LINEAR_MODEL, "no-bias"),)
        return (by_id(LINEAR_MODEL, "sizes-swapped"),) if actual.get("linear.weight") == sizes else ()

    return why


@pytest.mark.exercise("linear-model")
@pytest.mark.points(2)
def test_layer(submission, reference):
    """LinearModel(input_dim, output_dim) keeps a linear layer of these sizes, with a bias, in the attribute linear."""
    for sizes in SIZES:
        there = submission.LinearModel.keep(*sizes)
        assert_parameters(there, reference.LinearModel(*sizes), f"LinearModel{sizes}", why_shapes(sizes))


@pytest.mark.exercise("linear-model")
@pytest.mark.points(2)
def test_outputs(submission, reference, generator):
    """Its outputs are those of that layer."""
    for sizes in SIZES:
        what = f"LinearModel{sizes}"
        pair = twins(submission.LinearModel.keep(*sizes), reference.LinearModel(*sizes), generator, what)
        x = torch.randn(6, sizes[0], generator=generator)
        assert_matches(pair.there(x), pair.here(x).detach(), f"{what}(x)")


@pytest.mark.exercise("linear-model")
@pytest.mark.points(2)
def test_reset(submission, reference, generator):
    """reset() draws new random parameters."""
    pair = twins(submission.LinearModel.keep(4, 3), reference.LinearModel(4, 3), generator, "LinearModel(4, 3)")
    submission.library("builtins").getattr.keep(pair.there, "reset").keep()
    for (name, value), before in zip(
        parameters_of(pair.there, "LinearModel(4, 3)").items(), pair.parameters, strict=True
    ):
        tensor = assert_tensor(value, name)
        if bool((tensor == before.reshape(tensor.shape)).any()):
            fail(f"reset() leaves {name} as it was", diagnosis=(by_id(LINEAR_MODEL, "reset-does-nothing"),))
        # From which distribution is the student's choice.
        if not (bool(tensor.isfinite().all()) and len(tensor.unique()) == tensor.numel()):
            fail(
                f"after reset() {name} does not have random values, as nn.Linear draws them: see its reset_parameters()"
            )


def check_gradients(submission, reference, generator, rows, inputs, outputs):
    """Compare both gradients for a random batch."""
    normal = [(outputs, inputs), (outputs,), (rows, inputs), (rows, outputs)]
    weight, bias, x, y = (torch.randn(*shape, generator=generator) for shape in normal)
    expected = dict(zip(("weight_grad", "bias_grad"), reference.linear_gradients(weight, bias, x, y), strict=True))
    found = submission.linear_gradients(weight, bias, x, y)
    if not isinstance(found, (tuple, list)) or len(found) != 2:
        fail("linear_gradients(weight, bias, x, y) returns no pair: expected the gradients of weight and bias")
    actual = {name: assert_tensor(value, name) for name, value in zip(expected, found, strict=True)}
    case = Line(weight=weight, bias=bias, x=x, y=y)
    evidence = [Evidence(case=case, actual=actual, expected=expected)]
    for name, value in actual.items():
        assert_matches(
            value, expected[name], name, explain=lambda _, name=name: explain(GRADIENT_CATALOGUE, evidence, name)
        )


@pytest.mark.exercise("gradients")
@pytest.mark.points(3)
def test_one_point(submission, reference, generator):
    """For one point in one dimension linear_gradients gives what autograd gives."""
    for _ in range(3):
        check_gradients(submission, reference, generator, 1, 1, 1)


@pytest.mark.exercise("gradients")
@pytest.mark.points(3)
def test_batches(submission, reference, generator):
    """So it does for batches, and for several inputs and outputs."""
    for sizes in ((9, 1, 1), (7, 3, 1), (5, 2, 4)):
        check_gradients(submission, reference, generator, *sizes)


# The training with weight decay, seen at the optimizer.


def line_trainings(submission):
    """The trainings of a model with one input and one output."""
    return [t for t in submission.trainings() if sorted(v.dim() for v in t.before) == [1, 2] and _is_line(t.before)]


def _is_line(parameters):
    return all(value.numel() == 1 for value in parameters)


def told(training):
    """A training in words."""
    decay = training.options.get("weight_decay", 0.0)
    return f"{training.optimizer}, lr {training.lr:g}, weight decay {decay:g}, {training.steps} steps"


def is_asked(training, settings):
    """Whether it was made by the optimizer that was asked for."""
    numbers = (training.lr, training.options.get("weight_decay", 0.0))
    asked = (settings["learning_rate"], settings["weight_decay"])
    near = all(abs(actual - expected) <= 1e-6 * expected for actual, expected in zip(numbers, asked, strict=True))
    return training.optimizer == "Adam" and near


def why_not_asked(found, settings):
    """The diagnosis of trainings by other optimizers."""
    if any(training.optimizer != "Adam" and training.options.get("weight_decay") for training in found):
        return (by_id(WEIGHT_DECAY, "optimizer-that-does-not-adapt"),)
    adam = [training.options.get("weight_decay") for training in found if training.optimizer == "Adam"]
    if not adam:
        return ()
    if not any(adam):
        return (by_id(WEIGHT_DECAY, "no-weight-decay"),)
    near = any(decay and abs(decay - settings["weight_decay"]) <= 1e-6 * decay for decay in adam)
    return (by_id(WEIGHT_DECAY, "other-learning-rate" if near else "other-weight-decay"),)


def asked_trainings(submission, settings):
    """Those by the optimizer that was asked for."""
    found = line_trainings(submission)
    asked = [training for training in found if is_asked(training, settings)]
    if not asked:
        listed = "; ".join(map(told, found[:6])) or "none"
        fail(
            "no LinearModel(1, 1) was trained by Adam with a learning rate of 0.1 and a weight decay of 5e-4. "
            f"Trainings of such a model that were found: {listed}",
            diagnosis=why_not_asked(found, settings),
        )
    return asked


@pytest.mark.exercise("weight-decay")
@pytest.mark.points(3)
def test_optimizer(submission, settings):
    """A LinearModel(1, 1) is trained by Adam with the learning rate 0.1 and the weight decay 5e-4."""
    asked_trainings(submission, settings)


@pytest.mark.exercise("weight-decay")
@pytest.mark.points(2)
@pytest.mark.depends("optimizer")
def test_steps(submission, settings):
    """Each batch of each of 100 epochs makes a step: nine batches of at most 120 rows."""
    most = max(training.steps for training in asked_trainings(submission, settings))
    if most < settings["steps"]:
        fail(
            f"the optimizer made {most} steps, expected {settings['steps']:.0f}: 100 epochs of nine batches each",
            diagnosis=(by_id(WEIGHT_DECAY, "too-few-epochs"),),
        )


def points_of(submission, settings):
    """All rows of the student's training set."""
    python = submission.library("builtins")
    loader = submission.library("torch.utils.data").DataLoader.keep(submission.training_set.value(), batch_size=100_000)
    batch = python.next(python.iter.keep(loader))
    if not isinstance(batch, (tuple, list)) or len(batch) != 2:
        fail("a data loader gets no pairs from `training_set`: make it with VectorialDataset")
    x, y = (assert_tensor(value, "a column of `training_set`").float() for value in batch)
    if x.shape != y.shape or x.dim() != 2 or x.shape[1] != 1 or len(x) < settings["rows"]:
        fail(
            f"`training_set` has inputs of shape {tuple(x.shape)} and outputs of shape {tuple(y.shape)}, "
            "expected (1000, 1)"
        )
    return x, y


@pytest.mark.exercise("weight-decay")
@pytest.mark.points(3)
@pytest.mark.depends("optimizer")
def test_trained(submission, settings):
    """The training ends near the best line through the points of `training_set`."""
    x, y = points_of(submission, settings)
    columns = torch.cat([x, torch.ones_like(x)], dim=1).double()
    best = columns @ torch.linalg.lstsq(columns, y.double()).solution
    least = float(((best - y) ** 2).mean())
    ends = [sorted(training.after, key=lambda v: -v.dim()) for training in asked_trainings(submission, settings)]
    excess = min(float(((x * weight.reshape(()) + bias - y) ** 2).mean()) for weight, bias in ends) - least
    # What is no number is not below either.
    if not excess <= settings["excess"]:
        fail(
            f"the trained model's mean squared error is {excess:.4f} above that of the best line through the points",
            diagnosis=(by_id(WEIGHT_DECAY, "too-few-epochs"),),
        )
