"""Training steps by hand beside PyTorch's: the same network, the same data, step for step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import torch
from checks.cases import Case, build, draw_case, in_one_row
from checks.followed import events, what_is_missing
from checks.mistakes import CATALOGUES, SYMPTOMS
from torch import Tensor, nn

from grader.checks import (
    Diagnosis,
    Evidence,
    StudentFaultError,
    assert_matches,
    by_id,
    explain,
    explaining,
    fail,
    mismatch,
)

#: (model, case) -> what the student's function is called with; the optimizer, where it takes one, comes second.
Arguments = Callable[[Any, Case], Sequence[Any]]

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
        name: the student's function, as messages call it: "update_model3(model, x, y_obs)".
        arguments: what it is called with for each iteration.
        has_optimizer: whether an optimizer is among them.
    """

    def __init__(
        self, submission: Any, case: Case, name: str, arguments: Arguments, *, has_optimizer: bool = False
    ) -> None:
        self._submission = submission
        self._case = case
        self._name = name
        self._function = name.partition("(")[0]
        self._arguments = arguments
        self._has_optimizer = has_optimizer

    def assert_same(self, count: int, *, look_every: int = 1) -> None:
        """Nothing, where so many steps of the student's have PyTorch's losses and leave PyTorch's parameters.

        Raises:
            CheckFailedError: one differs; the first is told, and explained where it is a known mistake.
        """
        __tracebackhide__ = True
        model, here = build_there(self._submission, self._case), _Descent(self._case)
        arguments = self._arguments(model, self._case)
        for number in range(1, count + 1):
            actual, expected = self._loss(arguments), here.step()
            self._compare(actual, expected, f"the loss that {self._name} returns in iteration {number}")
            if number % look_every == 0 or number == count:
                plural = "s" if number > 1 else ""
                what = f"the row of the model's parameters after {number} iteration{plural}"
                self._compare(self._parameters(model), here.parameters(), what)

    def _loss(self, arguments: Sequence[Any]) -> Tensor:
        try:
            with explaining(SYMPTOMS[self._case.exercise]):
                return loss_value(getattr(self._submission, self._function)(*arguments), self._name)
        except StudentFaultError as fault:
            fault.diagnosis = fault.diagnosis or self._missing(changed=False)
            raise

    def _parameters(self, model: Any) -> Tensor:
        parameters = model.parameters() or {}
        if not parameters or not all(isinstance(value, Tensor) for value in parameters.values()):
            fail(f"after {self._name} the parameters of the model cannot be read any more")
        return in_one_row(parameters)

    def _compare(self, actual: Tensor, expected: Tensor, what: str) -> None:
        __tracebackhide__ = True
        assert_matches(actual, expected, what, tolerance=TOLERANCE, explain=lambda _: self._diagnose())

    def _diagnose(self) -> tuple[Diagnosis, ...]:
        """The mistake that gives what two steps of the student's give."""
        model, here = build_there(self._submission, self._case), _Descent(self._case)
        arguments = self._arguments(model, self._case)
        actual: dict[str, Tensor] = {}
        expected: dict[str, Tensor] = {}
        for loss, parameters in (_VALUES[:2], _VALUES[2:]):
            actual[loss], expected[loss] = self._loss(arguments), here.step()
            actual[parameters], expected[parameters] = self._parameters(model), here.parameters()
        evidence = [Evidence(case=self._case, actual=actual, expected=expected)]
        changed = not torch.equal(actual["second parameters"], in_one_row(self._case.parameters))
        wrong = (v for v in _VALUES if mismatch(actual[v], expected[v], v, tolerance=TOLERANCE) is not None)
        value = next(wrong, None)
        # What was returned is wrong by itself; what the parameters became may come of a part that is not there.
        if value is not None and "parameters" in value and (missing := self._missing(changed=changed)):
            return missing
        return explain(CATALOGUES[self._case.exercise], evidence, value) if value else ()

    def _missing(self, *, changed: bool) -> tuple[Diagnosis, ...]:
        """The part of a step that is not there, or not in its place."""
        model = build_there(self._submission, self._case)
        arguments = self._arguments(model, self._case)
        optimizer = arguments[1] if self._has_optimizer else None
        try:
            seen = events(self._submission, self._function, model, optimizer, *arguments)
        except StudentFaultError:
            return ()
        found = what_is_missing(seen, has_optimizer=self._has_optimizer, changed=changed)
        return (by_id(SYMPTOMS[self._case.exercise], found),) if found else ()


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
