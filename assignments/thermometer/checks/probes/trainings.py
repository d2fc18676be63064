"""Probes of the training loops: where they lead from many starts, and what they look at on the way."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import torch
from checks.probes.line import cases, is_same
from checks.readings import Readings
from checks.solution import loops, one_tensor
from torch import Tensor

from grader.checks import StudentFaultError

#: Float32 over some thirty steps, and far below what a step changes.
NEAR = 1e-4
_EPOCHS = (1, 2, 5, 17)
_OPTIMIZERS: tuple[tuple[str, dict[str, float]], ...] = (
    ("SGD", {"lr": 0.003}),
    ("SGD", {"lr": 0.003, "momentum": 0.9}),
    ("Adam", {"lr": 0.2}),
)
#: The loss, written down each time: seen is a list.
_OBSERVED = "lambda seen: lambda p, c: (seen.append(((p - c) ** 2).tolist()), ((p - c) ** 2).mean())[1]"


def _cases(generator: torch.Generator) -> list[Readings]:
    return [
        Readings(t_u=each.t_u.float(), t_c=each.t_c.float(), w=each.w.float(), b=each.b.float())
        for each in itertools.islice(cases(generator), 2, 18, 3)
    ]


def by_hand_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether a loop descends as the reference's does, and ends where the reference's diverges."""
    loop = loops(submission, arguments=5, second="learning_rate")[0]
    for case, epochs in itertools.product(cases(generator, 8), _EPOCHS):
        arguments = (epochs, 0.003, case.params, case.t_u, case.t_c)
        if not is_same(loop(*arguments), reference.train_by_hand(*arguments)):
            return False
    for case in _cases(generator):
        diverging = (400, 0.1, case.params, 100 * case.t_u, case.t_c)
        if not is_same(loop(*diverging), reference.train_by_hand(*diverging), within=0.01):
            return False
    return True


def normalised_is_right(submission: Any, reference: Any, _generator: torch.Generator) -> bool:
    """Whether t_un is a tenth of the readings, and params are nearly those of the best line through them."""
    t_un, t_c = 0.1 * reference.t_u.double(), reference.t_c.double()
    slope, intercept = submission.params.value().detach().double()
    loss = float((slope * t_un + intercept - t_c).square().mean())
    return is_same(submission.t_un.value(), t_un, within=1e-6) and loss < 2.94


def autograd_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether a loop descends as the reference's does, and cannot where nothing is recorded."""
    loop = loops(submission, arguments=5, second="learning_rate")[-1]
    for case, epochs in itertools.product(_cases(generator), _EPOCHS):
        actual = loop(epochs, 0.003, one_tensor(submission, case.params), case.t_u, case.t_c)
        expected = reference.train_by_hand(epochs, 0.003, case.params, case.t_u, case.t_c)
        if not is_same(actual, expected, within=NEAR):
            return False
    unrecorded = submission.library("torch").no_grad()(loop.there)
    try:
        unrecorded(1, 0.003, one_tensor(submission, case.params), case.t_u, case.t_c)
    except StudentFaultError:
        return True
    return False


def optimizer_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether a loop trains as the reference's does, with any optimizer."""
    loop = loops(submission, arguments=5, second="optimizer")[-1]

    def train(optimizer: Any, params: Any, case: Readings, epochs: int) -> Any:
        return loop(epochs, optimizer, params, case.t_u, case.t_c)

    return _trains_right(submission, reference, generator, train)


def _trains_right(
    submission: Any, reference: Any, generator: torch.Generator, train: Callable[[Any, Any, Readings, int], Any]
) -> bool:
    for case, epochs, (name, options) in itertools.product(_cases(generator), _EPOCHS, _OPTIMIZERS):
        params = one_tensor(submission, case.params)
        optimizer = getattr(submission.library("torch").optim, name).keep([params], **options)
        if not is_same(train(optimizer, params, case, epochs), _trained(reference, case, epochs, name, options), NEAR):
            return False
    return True


def _trained(reference: Any, case: Readings, epochs: int, name: str, options: dict[str, float]) -> Tensor:
    params = case.params.requires_grad_()
    optimizer = getattr(torch.optim, name)([params], **options)
    trained: Tensor = reference.train_with_optimizer(epochs, optimizer, params, case.t_u, case.t_c)
    return trained.detach()


def validation_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether a loop learns from the training set alone, and computes the other's loss without a graph."""
    torch_there = submission.library("torch")
    validation = _cases(generator)[1]
    # PyTorch refuses to record an operation on a tensor that was made in inference mode.
    unrecordable = torch_there.inference_mode()(torch_there.clone.value())
    val_t_u, val_t_c = unrecordable.keep(validation.t_u), unrecordable.keep(validation.t_c)
    seen, observed = _observed(submission)
    observing = submission.given(loss_fn=observed)
    loop = next(v.object for v in observing.versions("training_loop") if len(v.parameters or ()) == 7)

    def train(optimizer: Any, params: Any, case: Readings, epochs: int) -> Any:
        return loop(epochs, optimizer, params, case.t_u, val_t_u, case.t_c, val_t_c)

    if not _trains_right(submission, reference, generator, train):
        return False
    case = _cases(generator)[3]
    seen.clear()
    params = one_tensor(submission, case.params)
    train(torch_there.optim.SGD.keep([params], lr=0.0), params, case, 1)
    errors = (reference.model(validation.t_u, case.w, case.b) - validation.t_c).square()
    return any(is_same(each, errors, within=NEAR) for each in seen.value())


def _observed(submission: Any) -> tuple[Any, Any]:
    """A list in the student's process, and a loss that writes the squared errors of each call into it."""
    builtins = submission.library("builtins")
    seen = builtins.list.keep()
    return seen, builtins.eval.keep(_OBSERVED, {}).keep(seen)


def module_is_trained_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether a loop trains any module with any symmetric loss, looks at both sets, and has trained linear_model."""
    t_un, t_c = 0.1 * reference.t_u.double(), reference.t_c.double()
    found = submission.linear_model.parameters() or {}
    if {tuple(value.shape) for value in found.values()} != {(1, 1), (1,)}:
        return False
    w, b = sorted((value.detach().double() for value in found.values()), key=lambda value: -value.dim())
    if not float(((w * t_un + b).reshape(-1) - t_c).square().mean()) < 8.0:
        return False
    loop = loops(submission, arguments=8, second="optimizer")[-1]
    return all(_trains_module(submission, reference, loop, case, generator) for case in _cases(generator))


def _trains_module(submission: Any, reference: Any, loop: Any, case: Readings, generator: torch.Generator) -> bool:
    torch_there = submission.library("torch")
    start = {"weight": case.w.reshape(1, 1), "bias": case.b.reshape(1)}
    there = torch_there.nn.Linear.keep(1, 1)
    there.load(start)
    parameters = submission.library("builtins").getattr.keep(there, "parameters")
    optimizer = torch_there.optim.SGD.keep(parameters.keep(), lr=0.003)
    seen, observed = _observed(submission)
    validation = torch.randn(5, 1, generator=generator)
    loop(3, optimizer, there, observed, case.t_u[:, None], validation, case.t_c[:, None], 2 * validation)
    trained = there.parameters() or {}
    expected = reference.train_by_hand(3, 0.003, case.params, case.t_u, case.t_c)
    errors = (case.w * validation + case.b - 2 * validation).square()
    return is_same(torch.cat([trained["weight"].detach()[0], trained["bias"].detach()]), expected, within=NEAR) and any(
        is_same(each, errors, within=NEAR) for each in seen.value()
    )
