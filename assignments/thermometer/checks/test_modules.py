"""Exercises 10 to 13: the line and a small network as modules."""

from __future__ import annotations

import math

import pytest
import torch
from checks.catalogues import TRAINING_CATALOGUES
from checks.mistakes.modules import FUNCTIONAL, SEQUENTIAL, SUBCLASS
from checks.modules import NAMED, NUMBERED, assert_computes, assert_layers, listing, parameters
from checks.solution import best_of, loops, why
from checks.ways import Training

from grader.checks import assert_matches, by_id, fail

#: See test_training.py.
AFTER_MANY_STEPS = 1e-3
RATE = 0.01


@pytest.mark.exercise("linear-model")
@pytest.mark.points(5)
def test_training(submission, reference, draw, odd_number):
    """training_loop trains the module that it is given, with the optimizer and the loss that it is given."""
    readings, validation = draw(odd_number), draw(5)
    sets = [t.unsqueeze(1) for t in (readings.t_u, validation.t_u, readings.t_c, validation.t_c)]
    here = torch.nn.Linear(1, 1)
    start = {"weight": readings.w.reshape(1, 1), "bias": readings.b.reshape(1)}
    here.load_state_dict(start)
    reference.train_module(20, torch.optim.SGD(here.parameters(), lr=RATE), here, torch.nn.HuberLoss(), *sets)
    torch_there = submission.library("torch")
    training = Training(readings=readings, epochs=20, optimizer="SGD", options={"lr": RATE}, loss="huber")
    whole = torch.cat([parameter.detach().reshape(-1) for parameter in here.parameters()])

    def check(loop):
        there = torch_there.nn.Linear.keep(1, 1)
        there.load(start)
        parameters_there = submission.library("builtins").getattr.keep(there, "parameters")
        optimizer = torch_there.optim.SGD.keep(parameters_there.keep(), lr=RATE)
        loop(20, optimizer, there, torch_there.nn.HuberLoss.keep(), *sets)
        trained = torch.cat([value.detach().reshape(-1) for value in parameters(there, "the module").values()])
        explanation = why(TRAINING_CATALOGUES["linear-model"], training, "params", whole)
        what = "weight and bias of the module after 20 epochs"
        assert_matches(trained, whole, what, tolerance=AFTER_MANY_STEPS, explain=explanation)

    best_of(loops(submission, arguments=8, second="optimizer"), check)


@pytest.mark.exercise("linear-model")
@pytest.mark.points(3)
def test_trained(submission, reference, settings):
    """linear_model is a line with one weight and one bias, trained on the readings."""
    found = parameters(submission.linear_model, "linear_model")
    if sorted(tuple(getattr(value, "shape", ())) for value in found.values()) != [(1,), (1, 1)]:
        fail(
            f"the parameters of linear_model are {listing(found)}; expected a weight of shape (1, 1) and a bias of (1,)"
        )
    w, b = sorted((value.detach().double() for value in found.values()), key=lambda value: -value.dim())
    t_c = reference.t_c.double()
    # Whoever trained on the readings as they are, with an optimizer that bears it, has trained too.
    losses = [float(((w * scale * reference.t_u.double() + b).reshape(-1) - t_c).square().mean()) for scale in (0.1, 1)]
    loss = min((loss for loss in losses if math.isfinite(loss)), default=math.inf)
    if not loss < settings["reached_loss"]:
        limit = f"{settings['reached_loss']:g}"
        fail(f"the loss of linear_model on the eleven normalised readings is {loss:.4g}, expected below {limit}")


@pytest.mark.exercise("sequential")
@pytest.mark.points(2)
def test_numbered(submission, generator):
    """seq_model is made of nn.Linear(1, 13), nn.Tanh() and nn.Linear(13, 1), without names."""
    x = torch.randn(9, 1, generator=generator)

    def check(module):
        assert_layers(parameters(module, "seq_model"), NUMBERED, (13,), "seq_model")
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
        assert_layers(parameters(module, "namedseq_model"), NAMED, (), "namedseq_model")
        assert_computes(module, NAMED, x, generator, "namedseq_model", SEQUENTIAL)

    best_of(candidates, check)


@pytest.mark.exercise("subclass")
@pytest.mark.points(2)
def test_layers(submission):
    """SubclassModel registers hidden_linear, with 13 units, and output_linear."""
    model = submission.SubclassModel.keep()
    found = parameters(model, "SubclassModel()")
    lost = model.unregistered()
    if lost:
        fail(
            f"SubclassModel() keeps layers where PyTorch does not find them: {', '.join(lost)}",
            diagnosis=(by_id(SUBCLASS, "not-registered"),),
        )
    assert_layers(found, NAMED, (13,), "SubclassModel()")


@pytest.mark.exercise("subclass")
@pytest.mark.points(2)
@pytest.mark.depends("layers")
def test_outputs(submission, generator):
    """SubclassModel computes the hidden layer, tanh, and the output layer."""
    x = torch.randn(9, 1, generator=generator)
    assert_computes(submission.SubclassModel.keep(), NAMED, x, generator, "SubclassModel()", SUBCLASS)


@pytest.mark.exercise("functional")
@pytest.mark.points(1)
def test_functional_layers(submission):
    """SubclassFunctionalModel registers hidden_linear, with 14 units, and output_linear."""
    found = parameters(submission.SubclassFunctionalModel.keep(), "SubclassFunctionalModel()")
    assert_layers(found, NAMED, (13, 14), "SubclassFunctionalModel()")


@pytest.mark.exercise("functional")
@pytest.mark.points(2)
@pytest.mark.depends("functional-layers")
def test_functional_outputs(submission, generator):
    """SubclassFunctionalModel computes the hidden layer, tanh, and the output layer."""
    x = torch.randn(9, 1, generator=generator)
    model = submission.SubclassFunctionalModel.keep()
    assert_computes(model, NAMED, x, generator, "SubclassFunctionalModel()", FUNCTIONAL)


@pytest.mark.exercise("functional")
@pytest.mark.points(1)
@pytest.mark.depends("functional-outputs")
def test_no_activation_module(submission):
    """SubclassFunctionalModel has no module for its activation, which keeps no state."""
    model = submission.SubclassFunctionalModel.keep()
    children = submission.library("builtins").list(model.children.keep())
    names = [child.described.type_name for child in children if getattr(child, "described", None)]
    if len(children) > 2:
        fail(
            f"SubclassFunctionalModel() holds {', '.join(names)}; expected its two linear layers alone: use torch.tanh",
            diagnosis=(by_id(FUNCTIONAL, "activation-module"),),
        )
