"""Exercises 10 to 13: the line and a small network as modules."""

from __future__ import annotations

import math

import pytest
import torch
from checks.catalogues import TRAINING_CATALOGUES
from checks.followed import Made, missing, run
from checks.mistakes.modules import FUNCTIONAL, LINEAR_MODEL, SEQUENTIAL, SUBCLASS
from checks.modules import NAMED, NUMBERED, assert_computes, assert_layers, listing, parameters
from checks.solution import best_of, is_like, loops, why
from checks.ways import Training

from grader.checks import CheckFailedError, StudentFaultError, assert_matches, by_id, explaining, fail

#: See test_training.py.
AFTER_MANY_STEPS = 1e-3
#: Not the course's own, which may stand in a program.
RATE = 0.013
#: See test_training.py.
DIVERGED = 1e6
#: How much the outputs of a line vary, relative to the targets, that hardly depends on its input.
FLAT = 0.1
#: How the activation is called.
ACTIVATION = "hidden_activation"


def check_loop(submission, reference, readings, validation):
    """Compare what a loop makes of a module."""
    sets = [t.unsqueeze(1) for t in (readings.t_u, validation.t_u, readings.t_c, validation.t_c)]
    here = torch.nn.Linear(1, 1)
    start = {"weight": readings.w.reshape(1, 1), "bias": readings.b.reshape(1)}
    here.load_state_dict(start)
    reference.train_module(20, torch.optim.SGD(here.parameters(), lr=RATE), here, torch.nn.HuberLoss(), *sets)
    torch_there = submission.library("torch")
    training = Training(
        readings=readings, epochs=20, optimizer="SGD", options={"lr": RATE}, loss="huber", validation=validation
    )
    whole = torch.cat([parameter.detach().reshape(-1) for parameter in here.parameters()])

    def make():
        there = torch_there.nn.Linear.keep(1, 1)
        there.load(start)
        parameters_there = submission.library("builtins").getattr.keep(there, "parameters")
        optimizer = torch_there.optim.SGD.keep(parameters_there.keep(), lr=RATE)
        arguments = (20, optimizer, there, torch_there.nn.HuberLoss.keep(), *sets)
        return Made(arguments=arguments, trained=there, optimizer=optimizer, is_module=True)

    def check(loop):
        returned, made = run(LINEAR_MODEL, loop, make)

        def explanation(actual):
            changed = not is_like(actual, readings.params)
            found = missing(LINEAR_MODEL, loop, make, epochs=20, changed=changed)
            return found or why(TRAINING_CATALOGUES["linear-model"], training, "params", whole)(actual)

        what = "weight and bias of the module after 20 epochs"
        assert_matches(made.result(returned), whole, what, tolerance=AFTER_MANY_STEPS, explain=explanation)

    best_of(loops(submission, arguments=8, second="optimizer"), check)


@pytest.mark.exercise("linear-model")
@pytest.mark.points(5)
def test_training(submission, reference, draw, odd_number):
    """training_loop trains the module that it is given, with the optimizer and the loss that it is given."""
    check_loop(submission, reference, draw(odd_number), draw(5))


@pytest.mark.exercise("linear-model")
@pytest.mark.points(3)
def test_trained(submission, reference, draw, settings):
    """linear_model is a line with one weight and one bias, trained on the readings."""
    found = parameters(submission.linear_model, "linear_model")
    shapes = sorted(tuple(getattr(value, "shape", ())) for value in found.values())
    if shapes != [(1,), (1, 1)]:
        fail(
            f"the parameters of linear_model are {listing(found)}; expected a weight of shape (1, 1) and a bias of "
            "(1,)",
            diagnosis=(by_id(LINEAR_MODEL, "no-bias"),) if shapes == [(1, 1)] else (),
        )
    loss = least_loss(found, reference)
    if not loss < settings["reached_loss"]:
        limit = f"{settings['reached_loss']:g}"
        fail(
            f"the loss of linear_model on the eleven normalised readings is {loss:.4g}, expected below {limit}",
            diagnosis=untrained(submission, loss, reference, found) if may_train(submission, reference, draw) else (),
        )
    check_line(submission.linear_model, found)


def check_line(module, found):
    """Compare what linear_model computes with the line of its parameters."""
    w, b = sorted((value.detach() for value in found.values()), key=lambda value: -value.dim())
    x = torch.linspace(-50.0, 50.0, 11).unsqueeze(1)
    assert_matches(module(x), x @ w.T + b, "linear_model(t_un)")


def may_train(submission, reference, draw):
    """Whether the loop and the inputs are right, so that it is the training of linear_model that is not."""
    try:
        check_loop(submission, reference, draw(11), draw(5))
    except (CheckFailedError, StudentFaultError):
        return False
    inputs = [each.object.value() for each in submission.versions("t_un")]
    tenth = 0.1 * reference.t_u
    tensors = [value.detach().reshape(-1).float() for value in inputs if isinstance(value, torch.Tensor)]
    return not tensors or any(value.shape == tenth.shape and torch.allclose(value, tenth) for value in tensors)


def least_loss(found, reference):
    """The loss of a line on the readings."""
    w, b = sorted((value.detach().double() for value in found.values()), key=lambda value: -value.dim())
    t_c = reference.t_c.double()
    # Whoever trained on the readings as they are, with an optimizer that bears it, has trained too.
    losses = [float(((w * scale * reference.t_u.double() + b).reshape(-1) - t_c).square().mean()) for scale in (0.1, 1)]
    return min((loss for loss in losses if math.isfinite(loss)), default=math.inf)


def weight_of(found):
    """The weight of a line among its two parameters."""
    return max(found.values(), key=lambda value: value.dim())


def untrained(submission, loss, reference, found):
    """Why linear_model is not what it should be, where the training itself is right."""
    episodes = [each for each in submission.episodes("linear_model") if each.steps > 1]
    if not loss < DIVERGED:
        return (by_id(LINEAR_MODEL, "linear-model-diverged"),)
    if episodes and not any(each.trains_it for each in episodes):
        return (by_id(LINEAR_MODEL, "linear-model-untrained"),)
    constant = float((reference.t_c - reference.t_c.mean()).square().mean())
    spread = abs(float(weight_of(found))) * float(0.1 * reference.t_u.std())
    if loss < 2 * constant and spread < FLAT * float(reference.t_c.std()):
        return (by_id(LINEAR_MODEL, "linear-model-is-flat"),)
    falls = any(each.trains_it and each.finite and each.finite[-1] < each.finite[0] for each in episodes)
    return (by_id(LINEAR_MODEL, "linear-model-too-few-epochs"),) if falls and loss < 2 * constant else ()


@pytest.mark.exercise("sequential")
@pytest.mark.points(2)
def test_numbered(submission, generator):
    """seq_model is made of nn.Linear(1, 13), nn.Tanh() and nn.Linear(13, 1), without names."""
    x = torch.randn(9, 1, generator=generator)

    def check(module):
        assert_layers(parameters(module, "seq_model"), NUMBERED, (13,), "seq_model", SEQUENTIAL)
        assert_computes(module, NUMBERED, x, generator, "seq_model", SEQUENTIAL)

    best_of([v.object for v in reversed(submission.versions("seq_model")) if v.kind == "module"], check)


@pytest.mark.exercise("sequential")
@pytest.mark.points(2)
def test_named(submission, generator):
    """namedseq_model is the same with the names hidden_linear, hidden_activation and output_linear."""
    x = torch.randn(9, 1, generator=generator)
    own = [submission.namedseq_model] if submission.kind("namedseq_model") == "module" else []
    # Some courses give the name `seq_model` to both.
    candidates = own + [v.object for v in reversed(submission.versions("seq_model")) if v.kind == "module"]

    def check(module):
        # The course's own document has 8 units in some of them.
        assert_layers(parameters(module, "namedseq_model"), NAMED, (8, 13), "namedseq_model", SEQUENTIAL)
        children = submission.library("builtins").dict(module.named_children.keep())
        # A class of the student's may answer with anything.
        names = [str(name) for name in children] if isinstance(children, dict) else []
        if ACTIVATION not in names:
            fail(
                f"namedseq_model consists of {', '.join(names)}; expected {ACTIVATION} for the activation",
                diagnosis=(by_id(SEQUENTIAL, "activation-name"),),
            )
        assert_computes(module, NAMED, x, generator, "namedseq_model", SEQUENTIAL)

    best_of(candidates, check)


@pytest.mark.exercise("subclass")
@pytest.mark.points(2)
def test_layers(submission):
    """SubclassModel registers hidden_linear, with 13 units, and output_linear, and has a hidden_activation."""
    model = made(submission.SubclassModel, SUBCLASS)
    found = parameters(model, "SubclassModel()")
    assert_registered(model, "SubclassModel()", SUBCLASS)
    assert_layers(found, NAMED, (13,), "SubclassModel()", SUBCLASS)
    if submission.library("builtins").hasattr(model, ACTIVATION) is not True:
        fail(
            f"SubclassModel() has no attribute {ACTIVATION}, which was to be the name of its activation",
            diagnosis=(by_id(SUBCLASS, "activation-name"),),
        )


def made(kind, mistakes):
    """An object of a student's class."""
    with explaining(mistakes):
        return kind.keep()


def assert_registered(model, what, mistakes):
    """Nothing, where PyTorch finds all layers of a module."""
    lost = model.unregistered()
    if lost:
        fail(
            f"{what} keeps layers where PyTorch does not find them: {', '.join(lost)}",
            diagnosis=(by_id(mistakes, "not-registered"),),
        )


@pytest.mark.exercise("subclass")
@pytest.mark.points(2)
@pytest.mark.depends("layers")
def test_outputs(submission, generator):
    """SubclassModel computes the hidden layer, tanh, and the output layer."""
    x = torch.randn(9, 1, generator=generator)
    assert_computes(made(submission.SubclassModel, SUBCLASS), NAMED, x, generator, "SubclassModel()", SUBCLASS)


@pytest.mark.exercise("functional")
@pytest.mark.points(1)
def test_functional_layers(submission):
    """SubclassFunctionalModel registers hidden_linear, with 14 units, and output_linear."""
    model = made(submission.SubclassFunctionalModel, FUNCTIONAL)
    found = parameters(model, "SubclassFunctionalModel()")
    assert_registered(model, "SubclassFunctionalModel()", FUNCTIONAL)
    assert_layers(found, NAMED, (14,), "SubclassFunctionalModel()", FUNCTIONAL)


@pytest.mark.exercise("functional")
@pytest.mark.points(2)
@pytest.mark.depends("functional-layers")
def test_functional_outputs(submission, generator):
    """SubclassFunctionalModel computes the hidden layer, tanh, and the output layer."""
    x = torch.randn(9, 1, generator=generator)
    model = made(submission.SubclassFunctionalModel, FUNCTIONAL)
    assert_computes(model, NAMED, x, generator, "SubclassFunctionalModel()", FUNCTIONAL)


@pytest.mark.exercise("functional")
@pytest.mark.points(1)
@pytest.mark.depends("functional-outputs")
def test_no_activation_module(submission):
    """SubclassFunctionalModel has no module for its activation, which keeps no state."""
    model = made(submission.SubclassFunctionalModel, FUNCTIONAL)
    children = submission.library("builtins").list(model.children.keep())
    names = [child.described.type_name for child in children if getattr(child, "described", None)]
    if len(children) > 2:
        fail(
            f"SubclassFunctionalModel() holds {', '.join(names)}; expected its two linear layers alone: use torch.tanh",
            diagnosis=(by_id(FUNCTIONAL, "activation-module"),),
        )
