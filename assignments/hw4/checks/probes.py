"""Whether a changed reference still does what the exercise asks for, told on many inputs and apart from the checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from checks.cases import Case
from torch import Tensor

#: Inputs on which a function is compared; the random ones have no zeros, where more than one derivative is right.
PROBES_EACH = 30
#: Relative to the largest value, in float64.
SAME = 1e-9


def _case(generator: torch.Generator, number: int) -> Case:
    """A case of any size: batches of 1 to 40 rows, parameters from tiny to large."""
    batch = 1 + int(torch.randint(40, (), generator=generator))
    scale = (0.05, 0.2, 0.7, 1.5, 3.0)[number % 5]

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    return Case(
        X=normal(batch, 3),
        Y=torch.randint(2, (batch, 2), generator=generator).double(),
        W1=normal(3, 4) * scale,
        B1=normal(1, 4) * scale,
        W2=normal(4, 2) * scale,
        B2=normal(1, 2) * scale,
    )


def _same(actual: Any, expected: Tensor) -> bool:
    if not isinstance(actual, Tensor) or actual.shape != expected.shape:
        return False
    return bool((actual.double() - expected).abs().max() <= SAME * expected.abs().max())


def forward_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether forward gives the reference's outputs."""
    cases = [_case(generator, number) for number in range(PROBES_EACH)]
    return all(
        _same(submission.given(**case.names()).forward(case.X), reference.given(**case.names()).forward(case.X))
        for case in cases
    )


def backprop_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether backprop gives the reference's gradients."""
    for case in (_case(generator, number) for number in range(PROBES_EACH)):
        actual = submission.given(**case.names()).backprop(case.X)
        expected = reference.given(**case.names()).backprop(case.X)
        if not isinstance(actual, tuple) or len(actual) != len(expected):
            return False
        if not all(_same(one, other) for one, other in zip(actual, expected, strict=True)):
            return False
    return True


def toy_model_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether a ToyModel has the reference's parameters, and computes with them what the reference's computes."""
    for _ in range(PROBES_EACH):
        x = torch.randn(1 + int(torch.randint(40, (), generator=generator)), 3, generator=generator)
        expected = reference.ToyModel()
        drawn = {name: torch.randn(p.shape, generator=generator) for name, p in expected.named_parameters()}
        expected.load_state_dict(drawn)
        actual = submission.ToyModel()
        parameters = actual.parameters()
        if parameters is None or {n: p.shape for n, p in parameters.items()} != {n: p.shape for n, p in drawn.items()}:
            return False
        actual.load(drawn)
        given, wanted = actual(x), expected(x).detach()
        if not isinstance(given, Tensor) or given.shape != wanted.shape or not torch.allclose(given, wanted, atol=1e-6):
            return False
    return True


def training_is_right(submission: Any, reference: Any, _generator: torch.Generator) -> bool:
    """Whether the trained model itself, asked in its own process, fits the given data."""
    y_hat = submission.model(reference.X)
    return isinstance(y_hat, Tensor) and float(((y_hat - reference.Y) ** 2).mean()) < 0.01


#: exercise -> (submission, reference, generator) -> whether the submission's solution of it is right.
PROBES: dict[str, Callable[[Any, Any, torch.Generator], bool]] = {
    "forward": forward_is_right,
    "backprop": backprop_is_right,
    "toy-model": toy_model_is_right,
    "optimize": training_is_right,
}
