"""The reference of hw4 reproduces every number that the course's own document prints (torch 2.13, float32)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from grader.inside.reference import load_reference

ROOT = Path(__file__).parents[2]
GIVEN = ROOT / "assignments" / "hw4" / "given.py"
REFERENCE = ROOT / "reference" / "hw4.py"

#: The document prints four decimals.
PRINTED = 0.5e-4 + 1e-6

INPUTS = [
    [-1.1258, -1.1524, -0.2506],
    [-0.4339, 0.8487, 0.6920],
    [-0.3160, -2.1152, 0.3223],
    [-1.2633, 0.3500, 0.3081],
    [0.1198, 1.2377, 1.1168],
    [-0.2473, -1.3527, -1.6959],
    [0.5667, 0.7935, 0.5988],
    [-1.5551, -0.3414, 1.8530],
    [0.7502, -0.5855, -0.1734],
    [0.1835, 1.3894, 1.5863],
    [0.9463, -0.8437, -0.6136],
    [0.0316, -0.4927, 0.2484],
    [0.4397, 0.1124, 0.6408],
    [0.4412, -0.1023, 0.7924],
    [-0.2897, 0.0525, 0.5943],
    [1.5419, 0.5073, -0.5910],
    [-0.5692, 0.9200, 1.1108],
    [1.2899, -1.4959, -0.1938],
    [0.4455, 1.3253, -1.6293],
    [-0.5497, -0.4798, -0.4997],
]
#: Each pair of targets as two binary digits.
TARGETS = "01 00 11 01 11 01 10 11 10 11 11 00 00 00 00 01 01 11 01 00"
OUTPUTS = [
    [0.5900, 0.6397],
    [0.6077, 0.6478],
    [0.6165, 0.6393],
    [0.6050, 0.6484],
    [0.6133, 0.6459],
    [0.5693, 0.6405],
    [0.6051, 0.6452],
    [0.6458, 0.6463],
    [0.6025, 0.6453],
    [0.6236, 0.6454],
    [0.5940, 0.6452],
    [0.6130, 0.6469],
    [0.6151, 0.6455],
    [0.6219, 0.6453],
    [0.6153, 0.6475],
    [0.5856, 0.6438],
    [0.6178, 0.6478],
    [0.6134, 0.6439],
    [0.5864, 0.6476],
    [0.5897, 0.6459],
]
GRADIENTS = {
    "W1": [[0.0024, 0.1060, -0.3577, 0.0399], [-0.0191, 0.0088, 0.1067, -0.0391], [-0.0850, 0.3183, 0.0782, 0.0288]],
    "B1": [-0.1472, -0.1702, 0.3098, -0.1245],
    "W2": [[0.0102, 0.0283], [0.0862, -0.1289], [0.2990, 0.1101], [1.0258, 0.2250]],
    "B2": [1.9934, 0.4087],
}
W1_GRADIENT_AFTER_ONE_STEP = [
    [-0.0357, 0.1023, -0.3548, 0.0483],
    [-0.0276, 0.0040, 0.1077, -0.0460],
    [-0.0397, 0.3204, 0.0709, 0.0368],
]
EXAMPLE_OUTPUT = [-0.0176, 0.1386, 0.1281, -0.2005, -0.1357, 0.0697, -0.0694, 0.0506, 0.2302, 0.0141]
TRAINING_LOG = [0.2571, 0.0257, 0.0252, 0.0251, 0.0250, 0.0250, 0.0250, 0.0250, 0.0250, 0.0250]
TOY_MODEL = """\
ToyModel(
  (layer1): Linear(in_features=3, out_features=4, bias=True)
  (relu): ReLU()
  (layer2): Linear(in_features=4, out_features=2, bias=True)
  (sigmoid): Sigmoid()
)"""


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Sums in one order, and the generator's state as it was before."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.random.fork_rng(devices=[]):
        yield
    torch.set_num_threads(threads)


@pytest.fixture
def hw4() -> Any:
    """The reference, fresh, with the given names: the generator stands where the document's stands after them."""
    return load_reference(GIVEN, REFERENCE)


def assert_printed(actual: Tensor, expected: Any) -> None:
    """The values are those that were printed with four decimals."""
    torch.testing.assert_close(actual, torch.tensor(expected, dtype=actual.dtype), rtol=0, atol=PRINTED)


def summed_loss(hw4: Any) -> Tensor:
    """The summed squared error on the given data."""
    loss: Tensor = ((hw4.forward(hw4.X) - hw4.Y) ** 2).sum()
    return loss


def take_one_step(hw4: Any) -> None:
    """Gradient descent with the learning rate 0.01, once, in place."""
    for name, gradient in zip(("W1", "B1", "W2", "B2"), hw4.backprop(hw4.X), strict=True):
        getattr(hw4, name).sub_(0.01 * gradient)


def autograd_gradients(hw4: Any) -> dict[str, Tensor]:
    """What automatic differentiation finds, by the parameters' names."""
    parameters = {name: getattr(hw4, name).requires_grad_() for name in ("W1", "B1", "W2", "B2")}
    loss = mse_loss(hw4.forward(hw4.X), hw4.Y, reduction="sum")
    return dict(zip(parameters, torch.autograd.grad(loss, list(parameters.values())), strict=True))


def make_example() -> Tensor:
    """The output of the document's example network, which takes its numbers from the same generator."""
    layers: list[nn.Module] = [nn.Flatten(), nn.Linear(28 * 28, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU()]
    example = nn.Sequential(*layers, nn.Linear(64, 10))
    output: Tensor = example(torch.randn(1, 28, 28))
    return output.detach()


def test_the_activation_functions_give_the_printed_values() -> None:
    """Sigmoid and ReLU of the document's five numbers."""
    x = torch.tensor([-1.5330, 0.4530, -0.7361, -0.3403, 2.4078])
    assert_printed(torch.sigmoid(x), [0.1776, 0.6114, 0.3239, 0.4157, 0.9174])
    assert_printed(torch.relu(x), [0.0, 0.4530, 0.0, 0.0, 2.4078])


def test_the_given_data_are_the_printed_data(hw4: Any) -> None:
    """All twenty inputs and their targets."""
    assert_printed(hw4.X, INPUTS)
    assert " ".join(f"{int(first)}{int(second)}" for first, second in hw4.Y.tolist()) == TARGETS


def test_targets_follow_the_documents_rule(hw4: Any) -> None:
    """First output: |a + b| or |a - b| by the sign of c, nothing at zero; second: the length; both above 1.33."""
    points, targets = hw4.generate_data(5000)
    for (a, b, c), target in zip(points.tolist(), targets.tolist(), strict=True):
        signed = a + b if c > 0 else a - b
        length = (a * a + b * b + c * c) ** 0.5
        assert target == [float(abs(signed) > 1.33), float(length > 1.33)]


def test_the_given_parameters_have_the_printed_shapes(hw4: Any) -> None:
    """Biases of the handout are rows."""
    shapes = [tuple(getattr(hw4, name).shape) for name in ("W1", "B1", "W2", "B2")]
    assert shapes == [(3, 4), (1, 4), (4, 2), (1, 2)]


def test_forward_gives_the_printed_outputs(hw4: Any) -> None:
    """All twenty pairs."""
    assert_printed(hw4.forward(hw4.X), OUTPUTS)


def test_the_loss_is_the_printed_one_both_ways(hw4: Any) -> None:
    """10.3925, as a sum of squares and by the library."""
    assert_printed(summed_loss(hw4), 10.3925)
    assert_printed(mse_loss(hw4.forward(hw4.X), hw4.Y, reduction="sum"), 10.3925)


def test_backprop_gives_the_printed_gradients(hw4: Any) -> None:
    """All four, with biases flat."""
    for actual, expected in zip(hw4.backprop(hw4.X), GRADIENTS.values(), strict=True):
        assert_printed(actual, expected)


def test_one_step_reaches_the_printed_loss(hw4: Any) -> None:
    """10.3353 after a step of 0.01."""
    take_one_step(hw4)
    assert_printed(summed_loss(hw4), 10.3353)


def test_autograd_finds_the_printed_gradient_and_the_same_as_backprop(hw4: Any) -> None:
    """After the step: the printed table for W1, and distances below 1e-6 for all four."""
    take_one_step(hw4)
    by_hand = hw4.backprop(hw4.X)
    automatic = autograd_gradients(hw4)
    assert_printed(automatic["W1"], W1_GRADIENT_AFTER_ONE_STEP)
    for hand, found in zip(by_hand, automatic.values(), strict=True):
        assert (hand - found).norm().item() < 1e-6


def test_gradients_add_up_as_printed() -> None:
    """The derivative of x**2 + x: 5, 7, 9, and twice that after a second pass."""
    x = torch.tensor([2.0, 3.0, 4.0], requires_grad=True)
    for expected in ([5.0, 7.0, 9.0], [10.0, 14.0, 18.0]):
        y = (x**2 + x).sum()
        assert y.item() == 38
        torch.autograd.backward(y)
        assert x.grad is not None
        assert x.grad.tolist() == expected


def test_the_toy_model_looks_and_begins_as_printed(hw4: Any) -> None:
    """The same numbers are drawn in the same order: the example network's output, then the first loss."""
    assert_printed(make_example()[0], EXAMPLE_OUTPUT)
    model = hw4.ToyModel()
    assert repr(model) == TOY_MODEL
    assert_printed(mse_loss(model(hw4.X), hw4.Y).detach(), 0.2555)


def test_the_documents_training_runs_as_printed(hw4: Any) -> None:
    """Adam with 0.02 for 10,000 steps sticks at 0.025, and does badly on a hundred fresh points."""
    make_example()
    hw4.ToyModel()
    model = hw4.ToyModel()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    losses = []
    for _ in range(10_000):
        optimizer.zero_grad()
        loss = mse_loss(model(hw4.X), hw4.Y)
        losses.append(loss.detach())
        torch.autograd.backward(loss)
        optimizer.step()
    assert_printed(torch.stack(losses[::1000]), TRAINING_LOG)
    assert losses[-1].item() == pytest.approx(0.025001, abs=2e-6)
    points, targets = hw4.generate_data(100)
    assert_printed(mse_loss(model(points), targets).detach(), 0.2728)


@pytest.mark.parametrize("rows", [1, 7, 20])
@pytest.mark.parametrize("bias_shape", ["row", "flat"])
def test_backprop_is_exact_in_float64(hw4: Any, rows: int, bias_shape: str) -> None:
    """Any batch size, either shape of the biases: the gradients that automatic differentiation finds, to 1e-13."""
    generator = torch.Generator().manual_seed(rows)
    shapes = {"X": (rows, 3), "W1": (3, 4), "B1": (1, 4), "W2": (4, 2), "B2": (1, 2)}
    for name, shape in shapes.items():
        values = torch.randn(shape, generator=generator, dtype=torch.float64)
        setattr(hw4, name, values.flatten() if name in {"B1", "B2"} and bias_shape == "flat" else values)
    hw4.Y = torch.randint(2, (rows, 2), generator=generator).double()

    by_hand = hw4.backprop(hw4.X)
    assert [tuple(gradient.shape) for gradient in by_hand] == [(3, 4), (4,), (4, 2), (2,)]
    for hand, found in zip(by_hand, autograd_gradients(hw4).values(), strict=True):
        torch.testing.assert_close(hand, found.reshape(hand.shape), rtol=1e-13, atol=1e-13)


def test_the_step_function_is_one_at_zero(hw4: Any) -> None:
    """The course's H(0) = 1: with all of z1 at the kink every hidden unit passes its gradient on."""
    hw4.W1, hw4.B1 = torch.zeros(3, 4), torch.zeros(1, 4)
    _, b1_grad, _, _ = hw4.backprop(hw4.X)
    y_hat = hw4.forward(hw4.X)
    expected = (2 * (y_hat - hw4.Y) * y_hat * (1 - y_hat)).sum(0) @ hw4.W2.T
    assert expected.abs().min() > 1e-3
    torch.testing.assert_close(b1_grad, expected)


@pytest.mark.parametrize("seed", range(3))
def test_train_reaches_the_target(hw4: Any, seed: int) -> None:
    """Below 0.01 from any start, as exercise 5 asks, and the loss it tells is the model's."""
    torch.manual_seed(seed)
    model = hw4.ToyModel()
    loss = hw4.train(model, hw4.X, hw4.Y)
    assert loss < 0.01
    assert mse_loss(model(hw4.X), hw4.Y).item() == loss


def test_loading_trains_nothing(hw4: Any) -> None:
    """The checker's side loads the reference often: only a run as a script trains a model."""
    assert not hasattr(hw4, "model")


def test_two_loads_share_nothing(hw4: Any) -> None:
    """A check that sets the parameters of one leaves the other's alone."""
    other = load_reference(GIVEN, REFERENCE)
    other.W1.zero_()
    assert hw4.W1.abs().sum() > 0
    assert hw4.forward is not other.forward


def test_a_reference_needs_no_given_names(tmp_path: Path) -> None:
    """An assignment without given.py."""
    path = tmp_path / "lab-1.py"
    path.write_text("def answer() -> int:\n    return 42\n", encoding="utf-8")
    module = load_reference(None, path)
    assert module.answer() == 42
    assert module.__file__ == str(path)
    assert module.__name__ != "__main__"


def test_a_broken_reference_says_where(tmp_path: Path) -> None:
    """Its own error comes through, with the file's name in the traceback."""
    path = tmp_path / "broken.py"
    path.write_text("value = 1\nvalue / 0\n", encoding="utf-8")
    with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
        load_reference(None, path)
    assert str(caught.traceback[-1].path) == str(path)
    assert caught.traceback[-1].lineno == 1
