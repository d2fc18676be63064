"""Whether a changed reference still does what an exercise asks for, told on many inputs and apart from the checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from checks.remote import (
    data_set_there,
    distance,
    end_of_training,
    line_there,
    loader_there,
    optimizer_there,
    points_of,
    trainings,
)
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset

POINTS = 60
#: The items of many data sets, each with noise of its own, as pairs of numbers.
_ITEMS = """lambda make: [
    [(x.item(), y.item()) for x, y in map(make().__getitem__, range(60))] for _ in range(25)
]"""
START = (-15.0, -10.0)
EPOCHS = 10
#: Rounding over six hundred steps in float32.
AT_END = 5e-5


def data_set_is_right(submission: Any, _reference: Any, _generator: torch.Generator) -> bool:
    """Whether data sets hold sixty pairs, and scatter evenly and normally around the line, by 0.1."""
    python = submission.library("builtins")
    made = submission.Data.keep()
    if (
        python.len(made) != POINTS
        or [tuple(column.shape) for column in points_of(submission, made, "")] != [(60, 1)] * 2
    ):
        return False
    items = torch.tensor(python.eval.keep(_ITEMS, {})(submission.versions("Data")[-1].object), dtype=torch.float64)
    x, noise = items[..., 0], items[..., 1] - (items[..., 0] - 1)
    inputs = -3 + 0.1 * torch.arange(POINTS, dtype=torch.float64)
    # The mean of fifteen hundred values with a deviation of 0.1 lies beyond 0.012 with a chance of four in a million.
    return bool(
        torch.allclose(x, inputs.expand_as(x), atol=1e-5)
        and noise.mean().abs() < 0.012
        and (noise * x).mean().abs() < 0.02
        and 0.092 < noise.std() < 0.108
        and 2.6 < (noise / noise.std()).pow(4).mean() < 3.5
    )


def module_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether linear_regression computes a linear layer of any size."""
    for inputs, outputs in ((1, 1), (2, 3), (3, 1), (1, 4), (5, 2)):
        module, own = submission.linear_regression.keep(inputs, outputs), reference.linear_regression(inputs, outputs)
        state = {name: torch.randn(value.shape, generator=generator) for name, value in own.named_parameters()}
        own.load_state_dict(state)
        if list(module.parameters() or {}) != list(state):
            return False
        module.load(state)
        x = torch.randn(6, inputs, generator=generator)
        actual = module(x)
        if getattr(actual, "shape", None) != (6, outputs) or not torch.allclose(actual, own(x).detach(), atol=1e-5):
            return False
    return True


def descent_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether train_model_BGD descends as the reference does, in many settings, and did so from the start asked for."""
    settings = ((1, 1, 0.0), (2, 3, 0.0), (4, 7, 0.5), (10, 1, 0.9))
    return all(
        _descends(submission, reference, generator, epochs, batch_size, momentum)
        for epochs, batch_size, momentum in settings
    ) and _is_trained(0.01)(submission, reference, generator)


def _descends(
    submission: Any, reference: Any, generator: torch.Generator, epochs: int, batch_size: int, momentum: float
) -> bool:
    x = torch.randn(19, 1, generator=generator)
    y = 3 * x + 1 + torch.randn(19, 1, generator=generator)
    options = {"lr": 0.01, "momentum": momentum}
    here, there = torch.nn.Linear(1, 1), line_there(submission)
    there.load({f"linear.{name}": value.detach() for name, value in here.named_parameters()})
    batches = DataLoader(TensorDataset(x, y), batch_size=batch_size)
    reference.descend(epochs, here, batches, torch.nn.MSELoss(), torch.optim.SGD(here.parameters(), **options))
    data_set = data_set_there(submission, x, y)
    submission.given(
        model=there,
        dataset=data_set,
        trainloader=loader_there(submission, data_set, batch_size),
        criterion=submission.library("torch").nn.MSELoss.keep(),
        optimizer=optimizer_there(submission, there, **options),
    ).train_model_BGD(epochs)
    return torch.allclose(_row(there.parameters().values()), _row(here.parameters()), atol=1e-4)


def _row(parameters: Any) -> Tensor:
    return torch.cat([value.detach().reshape(-1) for value in parameters])


def _is_trained(rate: float) -> Callable[..., bool]:
    """A probe: ten epochs with this rate, one point at a time, led a line from the start to where they must."""

    def is_right(submission: Any, _reference: Any, _generator: torch.Generator) -> bool:
        x, y = points_of(submission, submission.versions("dataset")[-1].object, "dataset")
        end = end_of_training(START, x, y, rate, EPOCHS)
        return any(
            each.lr == rate and distance(each.start, START) < AT_END and distance(each.end, end) < AT_END
            for each in trainings(submission)
        )

    return is_right


#: exercise -> (submission, reference, generator) -> whether the submission's solution of it is right.
PROBES = {
    "data-set": data_set_is_right,
    "module": module_is_right,
    "mini-batch-descent": descent_is_right,
    "larger-rate": _is_trained(0.1),
}
