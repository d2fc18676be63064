"""Exercises 7 to 9: the same training with autograd, with an optimizer, with a validation set."""

from __future__ import annotations

import pytest
import torch
from checks.catalogues import TRAINING_CATALOGUES
from checks.followed import Made, missing, run
from checks.mistakes.with_autograd import AUTOGRAD, OPTIMIZER, VALIDATION
from checks.solution import best_of, is_like, loops, one_tensor, why
from checks.validating import loops_with_validation, with_validation
from checks.ways import Training

from grader.checks import StudentFaultError, assert_matches, by_id, fail

#: See test_training.py.
AFTER_MANY_STEPS = 1e-3

#: Not the course's own rate of 0.01, which may stand in a program.
OPTIMIZERS = {"SGD": {"lr": 0.013}, "Adam": {"lr": 0.3}}


def optimizer_there(submission, name, parameters):
    """An optimizer in the student's process."""
    return getattr(submission.library("torch").optim, name).keep(parameters, **OPTIMIZERS[name])


def trained_here(reference, name, readings, epochs):
    """The parameters after the reference's training with the same optimizer."""
    params = readings.params.requires_grad_()
    optimizer = getattr(torch.optim, name)([params], **OPTIMIZERS[name])
    return reference.train_with_optimizer(epochs, optimizer, params, readings.t_u, readings.t_c).detach()


def needs_autograd(submission, loop, readings):
    """Whether a loop cannot train while no graph is recorded."""
    unrecorded = submission.library("torch").no_grad()(loop.there)
    try:
        unrecorded(2, 0.01, one_tensor(submission, readings.params), readings.t_u, readings.t_c)
    except StudentFaultError:
        return True
    return False


def explained(exercise, mistakes, loop, make, training, expected):
    """What explains wrong parameters: a part of the loop that is not there, else their values."""

    def diagnose(actual):
        changed = not is_like(actual, training.readings.params)
        found = missing(mistakes, loop, make, epochs=training.epochs, changed=changed)
        return found or why(TRAINING_CATALOGUES[exercise], training, "params", expected)(actual)

    return diagnose


def is_late(loop, make, start):
    """Whether several epochs change what one does not."""
    return not is_like(loop(*make(5).arguments), start)


def check_autograd(submission, reference, readings, epochs, rate):
    """Compare what the loop with autograd returns after some epochs."""
    found = loops(submission, arguments=5, second="learning_rate")
    with_autograd = [loop for loop in found if needs_autograd(submission, loop, readings)]
    if not with_autograd:
        fail(
            "every `training_loop` with a learning rate computes its gradients without autograd: in this exercise call "
            "`backward()` on the loss"
        )

    def make(count=epochs):
        params = one_tensor(submission, readings.params)
        return Made(arguments=(count, rate, params, readings.t_u, readings.t_c), trained=params)

    def check(loop):
        actual, _ = run(AUTOGRAD, loop, make)
        expected = reference.train_by_hand(epochs, rate, readings.params, readings.t_u, readings.t_c)
        what = f"what training_loop returns after {epochs} epoch{'s' if epochs > 1 else ''}"
        training = Training(readings=readings, epochs=epochs, optimizer="SGD", options={"lr": rate})
        explanation = explained("autograd", AUTOGRAD, loop, make, training, expected)
        if epochs == 1 and is_like(actual, readings.params) and is_late(loop, make, readings.params):
            fail(f"{what} is what it was given", diagnosis=(by_id(AUTOGRAD, "one-epoch-too-few"),))
        assert_matches(actual, expected, what, tolerance=AFTER_MANY_STEPS, explain=explanation)

    best_of(with_autograd, check)


@pytest.mark.exercise("autograd")
@pytest.mark.points(4)
def test_one_step(submission, reference, draw, odd_number):
    """One epoch moves the parameters against the gradient that autograd finds."""
    check_autograd(submission, reference, draw(odd_number), 1, 0.007)


@pytest.mark.exercise("autograd")
@pytest.mark.points(6)
def test_fresh_gradients(submission, reference, draw, odd_number):
    """Every epoch starts from a gradient of zero, so that nothing adds up."""
    check_autograd(submission, reference, draw(odd_number), 25, 0.013)


@pytest.mark.exercise("optimizer")
@pytest.mark.points(4)
@pytest.mark.parametrize("case", list(OPTIMIZERS))
def test_with(submission, reference, draw, odd_number, case):
    """The loop trains with the optimizer that it is given, here {case}."""
    readings = draw(odd_number)
    expected = trained_here(reference, case, readings, 20)
    training = Training(readings=readings, epochs=20, optimizer=case, options=OPTIMIZERS[case])

    def make():
        params = one_tensor(submission, readings.params)
        optimizer = optimizer_there(submission, case, [params])
        return Made(arguments=(20, optimizer, params, readings.t_u, readings.t_c), trained=params, optimizer=optimizer)

    def check(loop):
        actual, _ = run(OPTIMIZER, loop, make)
        what = "what training_loop returns after 20 epochs"
        explanation = explained("optimizer", OPTIMIZER, loop, make, training, expected)
        assert_matches(actual, expected, what, tolerance=AFTER_MANY_STEPS, explain=explanation)

    best_of(loops(submission, arguments=5, second="optimizer"), check)


@pytest.mark.exercise("validation")
@pytest.mark.points(4)
def test_training_set(submission, reference, draw, odd_number):
    """The loop learns from the training set, and from nothing else."""
    readings, validation = draw(odd_number), draw(5)
    expected = trained_here(reference, "SGD", readings, 20)
    options = OPTIMIZERS["SGD"]
    training = Training(readings=readings, epochs=20, optimizer="SGD", options=options, validation=validation)

    def check(loop):
        def make():
            return with_validation(loop, readings, (validation.t_u, validation.t_c), 20, lr=options["lr"])

        returned, made = run(VALIDATION, loop, make)
        actual = made.result(returned)
        what = "what training_loop returns after 20 epochs"
        explanation = explained("validation", VALIDATION, loop, make, training, expected)
        assert_matches(actual, expected, what, tolerance=AFTER_MANY_STEPS, explain=explanation)

    best_of(loops_with_validation(submission), check)


#: A loop may look at the validation set in each epoch, or only now and then.
EPOCHS = (1, 10, 100, 1000)


def train_and_validate(loop, readings, validation, epochs):
    """Let a loop train with both sets. Validation: readings and temperatures."""
    loop(*with_validation(loop, readings, validation, epochs, lr=OPTIMIZERS["SGD"]["lr"]).arguments)


def epochs_to_validation(loop, readings, validation):
    """The least of EPOCHS after which a loop has computed a loss from the validation set; None where it never does."""
    for epochs in EPOCHS:
        try:
            # Two readings and five temperatures: whoever computes a loss from them is told so.
            train_and_validate(loop, readings, (validation.t_u[:2], validation.t_c), epochs)
        except StudentFaultError as error:
            if "size" in error.message or "shape" in error.message:
                return epochs
            raise
    return None


@pytest.mark.exercise("validation")
@pytest.mark.points(2)
@pytest.mark.depends("training-set")
def test_validation_set(submission, draw):
    """The loop computes a loss on the validation set too."""
    readings, validation = draw(11), draw(5)

    def check(loop):
        if epochs_to_validation(loop, readings, validation) is None:
            fail(
                "training_loop never computes a loss from the validation set",
                diagnosis=(by_id(VALIDATION, "validation-ignored"),),
            )

    best_of(loops_with_validation(submission), check)


@pytest.mark.exercise("validation")
@pytest.mark.points(4)
@pytest.mark.depends("validation-set")
def test_no_graph(submission, draw):
    """No graph is recorded for the validation set: there is no gradient that anybody would ask for."""
    readings, validation = draw(11), draw(5)
    torch_there = submission.library("torch")
    # PyTorch refuses to record an operation on a tensor that was made in inference mode.
    unrecordable = torch_there.inference_mode()(torch_there.clone.value())

    def check(loop):
        unrecorded = [unrecordable.keep(each) for each in (validation.t_u, validation.t_c)]
        epochs = epochs_to_validation(loop, readings, validation) or EPOCHS[-1]
        try:
            train_and_validate(loop, readings, unrecorded, epochs)
        except StudentFaultError as error:
            if "nference tensor" not in error.message:
                raise
            fail(
                "training_loop records a graph for the validation set. Compute its loss where PyTorch does not record: "
                "see torch.no_grad",
                staff_message=error.message,
                diagnosis=(by_id(VALIDATION, "graph-for-validation"),),
            )

    # The course's own loop with a module was not asked for this: see loops_with_validation.
    best_of(loops(submission, arguments=7, second="optimizer"), check)
