"""Ten checks of hw4 as many courses write them: the submission is imported, and judged in its own interpreter.

Every habit in here was found in a published course or in a peer's documentation: the expected value is computed before
the submission is asked, or after it and from the same tensors; a tolerance is absolute; NaN equals NaN; the loss is
computed with the student's own model; handed-in weights are unpickled; a worker's result is unpickled.
"""

import functools
import multiprocessing
import os
import pathlib

import hw4
import pytest
import reference
import torch

CANARY = "@CHECKS_CANARY@"
SEED = 424242424242
NAMES = ("W1", "B1", "W2", "B2")


def call(function, *arguments):
    """What a function of the student's gives; in a worker process, so that it can be stopped, where that is wanted."""
    if os.environ.get("CONTROL_MODE") != "worker":
        return function(*arguments)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply_async(functools.partial(answer, function), arguments).get(timeout=20)


def answer(function, *arguments):
    """In the worker: an error is handed over as a value."""
    try:
        return function(*arguments)
    except Exception as error:
        return error


def draw(rows, scale=0.7):
    """Hidden inputs, set in both modules."""
    torch.manual_seed(SEED)
    given = {
        "X": torch.randn(rows, 3),
        "Y": torch.randint(2, (rows, 2)).float(),
        "W1": torch.randn(3, 4) * scale,
        "B1": torch.randn(1, 4) * scale,
        "W2": torch.randn(4, 2) * scale,
        "B2": torch.randn(1, 2) * scale,
    }
    for module in (hw4, reference):
        vars(module).update(given)
    return given["X"]


def test_forward():
    """The expected value is there before the student is asked."""
    x = draw(20)
    expected = reference.forward(x)
    actual = call(hw4.forward, x)
    assert torch.allclose(actual.double(), expected.double(), rtol=1e-4, atol=1e-6)


def test_forward_of_the_handouts_data():
    """The data that students see."""
    reference.restore()
    vars(hw4).update({name: getattr(reference, name) for name in ("X", "Y", *NAMES)})
    actual = call(hw4.forward, reference.X)
    assert torch.allclose(actual, reference.forward(reference.X), atol=1e-4)


def test_forward_of_the_students_data():
    """The expected value is computed afterwards, from the tensors that the student had."""
    x = draw(20_000)
    scale = float(reference.forward(x).max())
    actual = call(hw4.forward, x)
    assert (actual - reference.forward(x)).abs().max() < 1e-4 * scale


@pytest.mark.parametrize("number", range(4))
def test_gradient(number):
    """An absolute tolerance."""
    x = draw(20)
    expected = reference.backprop(x)[number]
    actual = call(hw4.backprop, x)[number]
    torch.testing.assert_close(actual.reshape(expected.shape), expected, rtol=0.0, atol=2.0 if number == 1 else 1e-4)


def test_model():
    """The network with the weights that the student's module has."""
    model = call(hw4.ToyModel)
    w1, b1, w2, b2 = (parameter.detach() for parameter in model.parameters())
    x = draw(20)
    vars(reference).update(W1=w1.T, B1=b1, W2=w2.T, B2=b2)
    torch.testing.assert_close(model(x), reference.forward(x), equal_nan=True)


def test_training():
    """The loss of the student's model, computed by it; or of the weights that were handed in."""
    reference.restore()
    weights = pathlib.Path(hw4.__file__).with_name("model.pt")
    if weights.exists():
        hw4.model.load_state_dict(torch.load(weights, weights_only=False))
    loss = torch.nn.functional.mse_loss(hw4.model(reference.X), reference.Y)
    assert loss < 0.01


def test_difference():
    """Right unless something is found to be wrong."""
    x = draw(20)
    expected = reference.forward(x)
    actual = call(hw4.forward, x)
    assert not ((actual - expected).abs() > 1e-4).any()
