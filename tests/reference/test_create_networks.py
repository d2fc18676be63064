"""The reference of create-networks reproduces every number that the course's document prints (torch 2.13, float32)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn, optim

from grader.inside.reference import load_reference

ROOT = Path(__file__).parents[2]
GIVEN = ROOT / "assignments" / "create-networks" / "given.py"
REFERENCE = ROOT / "reference" / "create_networks.py"

#: Iterations, and the weight and bias that the document prints after them.
PRINTED = [(30, 2.0565, 1.4153), (150, 4.8087, 2.2150), (250, 5.0558, 2.2563)]
#: It prints four decimals.
HALF_A_DIGIT = 0.5e-4 + 1e-6


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Sums in one order, and the generator's state as it was before."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.random.fork_rng(devices=[]):
        yield
    torch.set_num_threads(threads)


@pytest.fixture
def course() -> Any:
    """The reference, fresh, with the given names."""
    return load_reference(GIVEN, REFERENCE)


def fresh(course: Any, *sizes: int) -> Any:
    """The given data, and a network with the weights that the document's has after making them."""
    course.x, course.y_obs = course.make_data()
    return course.make_network(*(sizes or (1, 1)))


def line(model: Any) -> list[float]:
    """The slope and the intercept."""
    return [model[0].weight.item(), model[0].bias.item()]


def best_loss(course: Any) -> float:
    """The mean squared error of the best line."""
    columns = torch.cat([course.x, torch.ones_like(course.x)], dim=1).double()
    found = torch.linalg.lstsq(columns, course.y_obs.double()).solution
    return float(((columns @ found - course.y_obs) ** 2).mean())


@pytest.mark.parametrize(
    ("sizes", "count", "shapes"),
    [
        ((3, 2), 8, [(2, 3), (2,)]),
        ((4, 1), 5, [(1, 4), (1,)]),
        ((3, 2, 2), 14, [(2, 3), (2,), (2, 2), (2,)]),
        ((8, 20, 1), 201, [(20, 8), (20,), (1, 20), (1,)]),
        ((20, 50, 35, 10, 1), 3206, [(50, 20), (50,), (35, 50), (35,), (10, 35), (10,), (1, 10), (1,)]),
    ],
)
def test_networks_have_their_parameters(
    course: Any, sizes: tuple[int, ...], count: int, shapes: list[tuple[int, ...]]
) -> None:
    """As many as the document counts, in these shapes; and a batch passes through."""
    model = course.make_network(*sizes)
    assert course.count_parameters(model) == count
    assert [tuple(parameter.shape) for parameter in model.parameters()] == shapes
    assert model(torch.randn(100, sizes[0])).shape == (100, sizes[-1])
    assert all(layer.out_features == other.in_features for layer, other in pairwise(model))


def test_setting_parameters_changes_the_output(course: Any) -> None:
    """A first weight of -10 gives the slope -10 times the second; a silent last layer gives 0 for everything."""
    steep = course.make_network(1, 1, 1)
    course.set_layer(steep[0], weight=-10)
    x = torch.tensor([[0.0], [1.0]])
    low, high = steep(x).flatten().tolist()
    assert high - low == pytest.approx(-10 * steep[1].weight.item(), rel=1e-5)
    silent = course.make_network(100, 50, 1, 1)
    assert silent(torch.randn(5, 100)).abs().max() > 0
    course.set_layer(silent[2], weight=0, bias=0)
    assert silent(torch.randn(5, 100)).abs().max() == 0


@pytest.mark.parametrize(("num_iterations", "weight", "bias"), PRINTED)
def test_training_reaches_the_printed_line(course: Any, num_iterations: int, weight: float, bias: float) -> None:
    """With PyTorch's loss and optimizer, a learning rate of 0.01."""
    model = fresh(course)
    course.train(model, num_iterations, 0.01)
    assert line(model) == pytest.approx([weight, bias], abs=HALF_A_DIGIT)


@pytest.mark.parametrize(("num_iterations", "weight", "bias"), PRINTED)
def test_the_loss_by_hand_reaches_the_printed_line(
    course: Any, num_iterations: int, weight: float, bias: float
) -> None:
    """Step for step with the losses of PyTorch's."""
    model = fresh(course)
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    losses = [course.update_model2(model, optimizer, course.x, course.y_obs) for _ in range(num_iterations)]
    assert line(model) == pytest.approx([weight, bias], abs=HALF_A_DIGIT)
    assert losses == course.train(fresh(course), num_iterations, 0.01)


@pytest.mark.parametrize(("num_iterations", "weight", "bias"), PRINTED)
def test_descent_by_hand_reaches_the_printed_line(course: Any, num_iterations: int, weight: float, bias: float) -> None:
    """Step for step with the losses of PyTorch's."""
    model = fresh(course)
    losses = [course.update_model3(model, course.x, course.y_obs) for _ in range(num_iterations)]
    assert line(model) == pytest.approx([weight, bias], abs=HALF_A_DIGIT)
    assert losses == pytest.approx(course.train(fresh(course), num_iterations, 0.01), rel=1e-6)


def test_descent_with_the_rate_1_5_diverges_as_printed(course: Any) -> None:
    """2.8141e+24 and 4.1882e+24 after 75 iterations."""
    model = fresh(course)
    course.train(model, 75, 1.5)
    assert line(model) == pytest.approx([2.8141e24, 4.1882e24], rel=1e-4)


@pytest.mark.parametrize("kind", [optim.Adagrad, optim.RMSprop, optim.Adam])
def test_an_adaptive_optimizer_recovers(course: Any, kind: type[optim.Optimizer]) -> None:
    """From the rate 1.5 each of the document's three comes within 1 % of the best line's loss."""
    model = fresh(course)
    course.train(model, 75, 1.5, kind)
    assert nn.functional.mse_loss(model(course.x), course.y_obs).item() < 1.01 * best_loss(course)


def test_a_hidden_layer_speeds_the_training_up(course: Any) -> None:
    """After the same 150 iterations it is nearer to the best line."""
    plain = course.train(fresh(course), 150, 0.01)
    deeper = course.train(fresh(course, 1, 10, 1), 150, 0.01)
    assert deeper[-1] < plain[-1]


def test_the_loss_grows_from_the_limit_on(course: Any) -> None:
    """A little below it the training converges; a little above it the loss grows."""
    limit = course.learning_rate_limit(course.x)
    assert limit == pytest.approx(0.97, abs=0.005)
    below = course.train(fresh(course), 250, 0.98 * limit)
    above = course.train(fresh(course), 250, 1.02 * limit)
    assert below[-1] < below[0]
    assert above[-1] > above[0]


def test_loading_trains_nothing(course: Any) -> None:
    """Only a run as a script makes networks."""
    assert not hasattr(course, "model")
    assert isinstance(course.x, Tensor)
