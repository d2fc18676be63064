"""Data sets, loaders and optimizers in the student's process."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from checks.mistakes.data_set import DATA
from torch import Tensor

from grader.checks import assert_tensor, by_id, fail

#: More points than a course's data set has.
_ALL = 100_000


def points_of(submission: Any, dataset: Any, what: str) -> tuple[Tensor, Tensor]:
    """All inputs and outputs of a data set in its order, as a data loader gives them."""
    python = submission.library("builtins")
    loader = submission.library("torch.utils.data").DataLoader.keep(dataset, batch_size=_ALL)
    batch = python.next(python.iter.keep(loader))
    if not isinstance(batch, (list, tuple)) or len(batch) != 2:
        fail(f"a data loader gets no pairs from {what}: its __getitem__ must return two tensors, x and y")
    x, y = assert_tensor(batch[0], f"the inputs of {what}"), assert_tensor(batch[1], f"the outputs of {what}")
    if x.numel() != y.numel():
        fail(
            f"the inputs of {what} have shape {tuple(x.shape)} and its outputs {tuple(y.shape)}, expected one output "
            "for each input",
            diagnosis=(by_id(DATA, "outputs-spread"),) if y.numel() > x.numel() else (),
        )
    return x, y


def line_there(submission: Any) -> Any:
    """A right module for exercise 2, whose layer is called `linear` too: students print what it has learned."""
    torch_there = submission.library("torch")
    layers = submission.library("collections").OrderedDict.keep([("linear", torch_there.nn.Linear.keep(1, 1))])
    return torch_there.nn.Sequential.keep(layers)


def data_set_there(submission: Any, x: Tensor, y: Tensor) -> Any:
    """A data set of these points, which has them in `x` and `y` too, as students' own has: they print losses of all."""
    data_set = submission.library("torch.utils.data").TensorDataset.keep(x, y)
    for name, values in (("x", x), ("y", y)):
        submission.library("builtins").setattr(data_set, name, values)
    return data_set


def loader_there(submission: Any, data_set: Any, batch_size: int) -> Any:
    """A data loader over a data set that is there."""
    return submission.library("torch.utils.data").DataLoader.keep(data_set, batch_size=batch_size)


def optimizer_there(submission: Any, model: Any, **options: float) -> Any:
    """An SGD optimizer of a module's parameters."""
    parameters = submission.library("builtins").getattr.keep(model, "parameters")
    return submission.library("torch").optim.SGD.keep(parameters.keep(), **options)


def line_of(parameters: Any) -> tuple[float, float] | None:
    """Slope and intercept of a module with one weight and one bias; None where it is another module."""
    tensors = [p for p in (parameters or {}).values() if isinstance(p, Tensor) and p.numel() == 1]
    if len(tensors) != len(parameters or {}) or sorted(p.dim() for p in tensors) != [1, 2]:
        return None
    weight, bias = sorted(tensors, key=lambda p: -p.dim())
    return float(weight), float(bias)


def lines_called(submission: Any, name: str) -> list[tuple[float, float]]:
    """Slope and intercept of every such module that the name stood for, as they are now."""
    modules = [version.object for version in submission.versions(name) if version.kind == "module"]
    return [line for module in modules if (line := line_of(module.parameters()))]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTraining:
    """What an optimizer did to a line while the submission ran: slope and intercept before and after."""

    start: tuple[float, float]
    end: tuple[float, float]
    lr: float
    steps: int


def trainings(submission: Any) -> list[LineTraining]:
    """Those of the submission's trainings that changed one weight and one bias."""
    found = []
    for training in submission.trainings():
        start, end = (line_of(dict(enumerate(side))) for side in (training.before, training.after))
        if start and end:
            found.append(LineTraining(start=start, end=end, lr=training.lr, steps=training.steps))
    return found


def end_of_training(start: tuple[float, float], x: Tensor, y: Tensor, rate: float, epochs: int) -> tuple[float, float]:
    """Slope and intercept after descending with one point at a time, in their order."""
    pairs: Sequence[tuple[float, float]] = list(zip(x.reshape(-1).tolist(), y.reshape(-1).tolist(), strict=True))
    w, b = start
    for _ in range(epochs):
        for x_i, y_i in pairs:
            error = w * x_i + b - y_i
            w, b = w - rate * 2 * error * x_i, b - rate * 2 * error
    return w, b


def distance(line: tuple[float, float], other: tuple[float, float]) -> float:
    """The larger of the differences in slope and in intercept; infinite where one is no number."""
    pair = torch.tensor(line, dtype=torch.float64) - torch.tensor(other, dtype=torch.float64)
    return float(pair.abs().max().nan_to_num(nan=math.inf))
