"""Whether a changed reference still does what an exercise asks for, told on many inputs and apart from the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from checks.cases import Case, build, draw_case, in_one_row
from checks.chains import Chain
from checks.made import chain_of
from checks.steps import build_there
from checks.trained import FIXED, Trained, best_loss, trainings
from torch import Tensor

#: Networks and trainings on which a solution is compared.
PROBES_EACH = 12
#: Relative to the largest value: float32 over a few steps.
SAME = 1e-4
_SIZES = ((4, 1), (3, 2, 2), (8, 20, 1), (20, 50, 35, 10, 1))


def _is_same(actual: Any, expected: Tensor) -> bool:
    if isinstance(actual, float):
        actual = torch.tensor(actual)
    if not isinstance(actual, Tensor) or actual.shape != expected.shape:
        return False
    return bool((actual - expected).abs().max() <= SAME * expected.abs().max())


def _chains(submission: Any, sizes: tuple[int, ...]) -> Iterator[tuple[Any, Chain]]:
    """The submission's networks of these sizes that compute what a chain of their layers does."""
    for made in submission.modules():
        chain = chain_of(made.object)
        if chain is not None and chain.sizes == sizes:
            x = torch.randn(50, sizes[0], generator=torch.Generator().manual_seed(0))
            if _is_same(made.object(x), chain.outputs(x).float()):
                yield made.object, chain


def networks_are_right(submission: Any, _reference: Any, _generator: torch.Generator) -> bool:
    """Whether there is a network of each size."""
    return all(any(True for _ in _chains(submission, sizes)) for sizes in _SIZES)


def _is_drawn(values: Tensor, inputs: int) -> bool:
    """Whether PyTorch may have drawn these: not all zero, and none beyond one over the root of the inputs."""
    return bool(values.any()) and float(values.abs().max()) <= inputs**-0.5 + 1e-6


def parameters_are_right(submission: Any, _reference: Any, _generator: torch.Generator) -> bool:
    """Whether one weight of one network is -10, a layer of another is 0, and the rest is as PyTorch draws it."""
    steep = [chain for _, chain in _chains(submission, (1, 1, 1)) if chain.weights[0].item() == -10]
    silent = [
        chain
        for _, chain in _chains(submission, (100, 50, 1, 1))
        if not chain.weights[2].any() and not chain.biases[2].any()
    ]
    return any(
        _is_drawn(chain.biases[0], 1) and _is_drawn(chain.weights[1], 1) and _is_drawn(chain.biases[1], 1)
        for chain in steep
    ) and any(
        all(_is_drawn(values[layer], inputs) for layer, inputs in ((0, 100), (1, 50)) for values in _both(chain))
        for chain in silent
    )


def _both(chain: Chain) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    return chain.weights, chain.biases


def _some_training(is_meant: Callable[[Trained, Any, float], bool]) -> Callable[..., bool]:
    """A probe: one of the trainings is what the exercise asks for."""

    def is_right(submission: Any, reference: Any, _generator: torch.Generator) -> bool:
        best = best_loss(reference.x, reference.y_obs)
        return any(is_meant(each, reference, best) for each in trainings(submission, reference))

    return is_right


def _is_enough(training: Trained, _reference: Any, best: float) -> bool:
    return training.is_line and training.is_descent(0.01) and training.left(best) <= 0.02


def _is_deeper(training: Trained, _reference: Any, _best: float) -> bool:
    return len(training.before.sizes) == 3 and training.end_loss < training.start_loss / 2


def _is_limit(training: Trained, reference: Any, _best: float) -> bool:
    limit = reference.learning_rate_limit(reference.x)
    return training.is_line and training.is_descent() and abs(training.lr - limit) <= limit / 4


def _recovers(training: Trained, _reference: Any, best: float) -> bool:
    is_meant = training.is_line and training.optimizer not in FIXED and training.lr == 1.5
    return is_meant and training.left(best) <= 0.02


def _trains_like(submission: Any, case: Case, start: Callable[[Any, Case], Callable[[], Any]]) -> bool:
    """Whether three of the student's steps give PyTorch's losses and parameters."""
    there, here = build_there(submission, case), build(case)
    optimizer = getattr(torch.optim, case.optimizer)(here.parameters(), lr=case.lr)
    step = start(there, case)
    for _ in range(3):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(here(case.x), case.y_obs)
        torch.autograd.backward(loss)
        optimizer.step()
        row = in_one_row(dict(here.named_parameters()))
        if not _is_same(step(), loss.detach()) or not _is_same(in_one_row(there.parameters() or {}), row):
            return False
    return True


def loss_is_right(submission: Any, _reference: Any, generator: torch.Generator) -> bool:
    """Whether update_model2 trains networks of many sizes, with several optimizers, as PyTorch's loss does."""

    def start(model: Any, case: Case) -> Callable[[], Any]:
        kind = getattr(submission.library("torch").optim, case.optimizer)
        optimizer = kind.keep(model.named_parameters.keep(), lr=case.lr)
        return lambda: submission.update_model2(model, optimizer, case.x, case.y_obs)

    cases = [
        draw_case(generator, "mean-squared-error", sizes, optimizer=optimizer, lr=lr)
        for sizes in ((1, 1), (4, 1), (2, 6, 1), (5, 3, 4, 1))
        for optimizer, lr in (("SGD", 0.02), ("Adam", 0.1), ("RMSprop", 0.05))
    ]
    return all(_trains_like(submission, case, start) for case in cases)


def descent_is_right(submission: Any, _reference: Any, generator: torch.Generator) -> bool:
    """Whether update_model3 moves the parameters of networks of many sizes as PyTorch's descent does."""

    def start(model: Any, case: Case) -> Callable[[], Any]:
        return lambda: submission.update_model3(model, case.x, case.y_obs)

    sizes = ((1, 1), (4, 1), (2, 6, 1), (5, 3, 4, 1))
    cases = [draw_case(generator, "gradient-descent", sizes[number % 4]) for number in range(PROBES_EACH)]
    return all(_trains_like(submission, case, start) for case in cases)


#: exercise -> (submission, reference, generator) -> whether the submission's solution of it is right.
PROBES = {
    "networks": networks_are_right,
    "parameters": parameters_are_right,
    "iterations": _some_training(_is_enough),
    "hidden-layer": _some_training(_is_deeper),
    "learning-rate": _some_training(_is_limit),
    "adaptive-optimizer": _some_training(_recovers),
    "mean-squared-error": loss_is_right,
    "gradient-descent": descent_is_right,
}
