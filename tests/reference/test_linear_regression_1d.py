"""The reference of linear-regression-1d reproduces every number that the course's document prints (torch 2.13)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn, optim
from torch.utils.data import DataLoader

from grader.inside.reference import load_reference

ROOT = Path(__file__).parents[2]
GIVEN = ROOT / "assignments" / "linear-regression-1d" / "given.py"
REFERENCE = ROOT / "reference" / "linear_regression_1d.py"

#: The document prints four decimals.
PRINTED = 0.5e-4 + 1e-6


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
    """The reference, fresh, with the given names: the generator's seed is set there, as in the document."""
    return load_reference(GIVEN, REFERENCE)


def assert_line(model: Any, slope: float, intercept: float) -> None:
    """The model's parameters are those that were printed."""
    actual = [model.linear.weight.item(), model.linear.bias.item()]
    assert actual == pytest.approx([slope, intercept], rel=0, abs=PRINTED)


def test_the_points_are_the_documents(course: Any) -> None:
    """Sixty rows from -3 in steps of 0.1, their line, and noise that is drawn first after the seed."""
    data = course.dataset
    assert len(data) == 60
    assert data.x.shape == data.f.shape == data.y.shape == (60, 1)
    torch.testing.assert_close(data.x.flatten(), torch.linspace(-3, 2.9, 60))
    torch.testing.assert_close(data.f, data.x - 1)
    noise = torch.randn(60, 1, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(data.y - data.f, 0.1 * noise, rtol=0, atol=1e-6)


def test_an_item_is_a_pair_of_rows(course: Any) -> None:
    """Of one column each, so that a loader makes tables of them."""
    x, y = course.dataset[7]
    assert x.shape == y.shape == (1,)
    assert (x, y) == (course.dataset.x[7], course.dataset.y[7])
    (inputs, outputs), *_ = DataLoader(course.dataset, batch_size=4)
    assert inputs.shape == outputs.shape == (4, 1)


def test_a_fresh_model_has_the_printed_parameters(course: Any) -> None:
    """0.3636 and 0.4957: the generator stands where the document's stands after the points."""
    assert [name for name, _ in course.model.named_parameters()] == ["linear.weight", "linear.bias"]
    assert_line(course.model, 0.3636, 0.4957)


def test_the_optimizer_has_the_printed_settings(course: Any) -> None:
    """Those of plain gradient descent with 0.01, for two parameters."""
    (group,) = course.optimizer.state_dict()["param_groups"]
    printed = {"lr": 0.01, "momentum": 0, "dampening": 0, "weight_decay": 0, "nesterov": False, "maximize": False}
    assert {name: group[name] for name in printed} == printed
    assert group["params"] == [0, 1]
    assert course.optimizer.state_dict()["state"] == {}


def test_ten_epochs_end_at_the_printed_parameters(course: Any) -> None:
    """From (-15, -10), one point at a time: 0.9932 and -1.0174."""
    course.put_at_start(course.model)
    assert_line(course.model, -15, -10)
    course.train_model_BGD(10)
    assert_line(course.model, 0.9932, -1.0174)


def test_the_practice_with_a_larger_rate(course: Any) -> None:
    """With 0.1 the last points throw the line about: 1.0554 and -1.0210, which the document does not print."""
    model = course.put_at_start(course.linear_regression(1, 1))
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    course.descend(10, model, DataLoader(course.dataset, batch_size=1), course.criterion, optimizer)
    assert_line(model, 1.0554, -1.0210)


def test_one_epoch_takes_a_step_for_each_batch(course: Any) -> None:
    """Against the formula for the derivative, by hand and in another precision."""
    x, y = course.dataset.x.double(), course.dataset.y.double()
    w, b = -15.0, -10.0
    for x_i, y_i in zip(x.flatten().tolist(), y.flatten().tolist(), strict=True):
        error = w * x_i + b - y_i
        w, b = w - 0.01 * 2 * error * x_i, b - 0.01 * 2 * error
    course.put_at_start(course.model)
    course.train_model_BGD(1)
    assert_line(course.model, w, b)


def test_any_sizes_and_batches(course: Any) -> None:
    """The module is a linear layer of the sizes that it is given."""
    model = course.linear_regression(3, 2)
    x = torch.randn(5, 3)
    expected: Tensor = nn.functional.linear(x, model.linear.weight, model.linear.bias)
    torch.testing.assert_close(model(x), expected)


def test_the_courses_own_imports_work(course: Any) -> None:
    """Its package of plots is there, and draws nothing."""
    plots = pytest.importorskip("dataidea_science.plots")
    surface = plots.plot_error_surfaces(15, 13, course.dataset.x, course.dataset.y, 30, go=False)
    assert surface.set_para_loss(course.model, 1.0) is None
    assert surface.plot_ps() is None


def test_loading_trains_nothing(course: Any) -> None:
    """Only a run as a script does."""
    assert_line(course.model, 0.3636, 0.4957)
