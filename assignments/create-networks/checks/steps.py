"""Training steps by hand beside PyTorch's: the same network, the same data, step for step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import torch
from checks.cases import Case, build, draw_case, in_one_row
from checks.mistakes import CATALOGUES, SYMPTOMS
from torch import Tensor, nn

from grader.checks import Evidence, assert_matches, explain, explaining, fail, mismatch

#: (model, case) -> the loss before a step that changes the model.
Step = Callable[[Any, Case], Any]

#: Of the largest value. Float32 rounding over 150 steps of descent, which forgets earlier errors, stays below 1e-6.
TOLERANCE = 1e-4
_VALUES = ("loss", "parameters", "second loss", "second parameters")


def build_there(submission: Any, case: Case) -> Any:
    """The network of a case in the student's process."""
    library = submission.library("torch")
    layers: list[Any] = []
    for inputs, outputs in pairwise(case.sizes):
        layers += [library.nn.Linear.keep(inputs, outputs), library.nn.Tanh.keep()]
    model = library.nn.Sequential.keep(*layers[:-1])
    model.load(dict(case.parameters))
    return model


class Pair:
    """One training on both sides.

    Args:
        name: the student's function, as messages call it.
        there: a student's step: made for a model and a case, then called for each iteration.
    """

    def __init__(self, submission: Any, case: Case, name: str, there: Callable[[Any, Case], Callable[[], Any]]) -> None:
        self._submission = submission
        self._case = case
        self._name = name
        self._there = there

    def assert_same(self, count: int, *, look_every: int = 1) -> None:
        """Nothing, where so many steps of the student's have PyTorch's losses and leave PyTorch's parameters.

        Raises:
            CheckFailedError: one differs; the first is told, and explained where it is a known mistake.
        """
        __tracebackhide__ = True
        model, here = build_there(self._submission, self._case), _Descent(self._case)
        step = self._there(model, self._case)
        for number in range(1, count + 1):
            actual, expected = self._loss(step), here.step()
            self._compare(actual, expected, f"the loss that {self._name} returns in iteration {number}")
            if number % look_every == 0 or number == count:
                plural = "s" if number > 1 else ""
                what = f"the row of the model's parameters after {number} iteration{plural}"
                self._compare(self._parameters(model), here.parameters(), what)

    def _loss(self, step: Callable[[], Any]) -> Tensor:
        with explaining(SYMPTOMS[self._case.exercise]):
            return loss_value(step(), self._name)

    def _parameters(self, model: Any) -> Tensor:
        parameters = model.parameters() or {}
        if not parameters or not all(isinstance(value, Tensor) for value in parameters.values()):
            fail(f"after {self._name} the parameters of the model cannot be read any more")
        return in_one_row(parameters)

    def _compare(self, actual: Tensor, expected: Tensor, what: str) -> None:
        __tracebackhide__ = True
        assert_matches(actual, expected, what, tolerance=TOLERANCE, explain=lambda _: self._diagnose())

    def _diagnose(self) -> Any:
        """The mistake that gives what two steps of the student's give."""
        model, here = build_there(self._submission, self._case), _Descent(self._case)
        step = self._there(model, self._case)
        actual: dict[str, Tensor] = {}
        expected: dict[str, Tensor] = {}
        for loss, parameters in (_VALUES[:2], _VALUES[2:]):
            actual[loss], expected[loss] = self._loss(step), here.step()
            actual[parameters], expected[parameters] = self._parameters(model), here.parameters()
        evidence = [Evidence(case=self._case, actual=actual, expected=expected)]
        for value in _VALUES:
            if mismatch(actual[value], expected[value], value, tolerance=TOLERANCE) is not None:
                return explain(CATALOGUES[self._case.exercise], evidence, value)
        return ()


class _Descent:
    """The same training with PyTorch's loss and optimizer, on this side."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._model = build(case)
        self._optimizer = getattr(torch.optim, case.optimizer)(self._model.parameters(), lr=case.lr)

    def step(self) -> Tensor:
        """The loss before a step, which is made."""
        self._optimizer.zero_grad()
        loss: Tensor = nn.functional.mse_loss(self._model(self._case.x), self._case.y_obs)
        torch.autograd.backward(loss)
        self._optimizer.step()
        return loss.detach()

    def parameters(self) -> Tensor:
        """In one row."""
        return in_one_row(_named(self._model))


def _named(model: nn.Module) -> Mapping[str, Tensor]:
    return dict(model.named_parameters())


def _warm_up() -> None:
    """Make PyTorch's first step here, where checks are collected: optimizers import much when they are first used."""
    generator = torch.Generator().manual_seed(0)
    for optimizer in ("SGD", "Adam"):
        _Descent(draw_case(generator, "gradient-descent", optimizer=optimizer)).step()


def loss_value(value: Any, name: str) -> Tensor:
    """What a step returned as a tensor without dimensions: from a number, or from a tensor of one element."""
    tensor = torch.tensor(float(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
    if not isinstance(tensor, Tensor):
        described = getattr(value, "described", None)
        type_name = described.type_name if described else type(value).__name__
        there = "None (is a `return` missing?)" if value is None else f"a {type_name}"
        fail(f"{name} returns {there}, expected the loss as a number")
    if tensor.numel() != 1:
        fail(f"{name} returns a tensor of shape {tuple(tensor.shape)}, expected the loss as a single number")
    return tensor.detach().reshape(())


_warm_up()
