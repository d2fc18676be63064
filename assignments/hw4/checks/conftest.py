"""Hidden inputs for the network by hand: random by the submission's seed, never the handout's data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from checks.cases import Case
from torch import Tensor

from grader.checks import StudentFaultError


@pytest.fixture(scope="session")
def own_shapes() -> dict[str, tuple[int, ...]]:
    """The shapes that the biases have in the submission, filled by the first check that draws."""
    return {}


@pytest.fixture
def draw(generator: torch.Generator, submission: Any, own_shapes: dict[str, tuple[int, ...]]) -> Callable[..., Case]:
    """A function that draws a case: so many rows, and parameters of a scale.

    The biases are rows, as in the handout, unless the submission made its own with one dimension: code that was written
    for one, `B1[0]` for the first row, is wrong for the other.
    """
    for name, units in (("B1", 4), ("B2", 2)):
        if name not in own_shapes:
            own_shapes[name] = (units,) if _shape(submission, name) == (units,) else (1, units)

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator)

    def make(batch: int, *, scale: float = 0.7) -> Case:
        return Case(
            X=normal(batch, 3),
            Y=torch.randint(2, (batch, 2), generator=generator).float(),
            W1=normal(3, 4) * scale,
            B1=normal(*own_shapes["B1"]) * scale,
            W2=normal(4, 2) * scale,
            B2=normal(*own_shapes["B2"]) * scale,
        )

    return make


def _shape(submission: Any, name: str) -> tuple[int, ...] | None:
    """The shape of a tensor of the submission's; None where the name is none."""
    if submission.kind(name) != "tensor":
        return None
    try:
        return tuple(getattr(getattr(submission, name).value(), "shape", ()))
    except StudentFaultError:
        return None


@pytest.fixture
def odd_batch(generator: torch.Generator) -> int:
    """A batch size that nobody writes into a program: odd, from 7 to 35."""
    return 7 + 2 * int(torch.randint(15, (), generator=generator))


@pytest.fixture
def at_the_kink() -> Callable[[Case], Case]:
    """A function that puts a case at the ReLU's kink: pre-activations of exactly 0, and rows of zeros."""

    def move(case: Case) -> Case:
        x, w1, b1 = case.X.clone(), case.W1.clone(), case.B1.clone()
        # Row 0 is zero; row 1 meets columns 0 and 1 in a single zero weight.
        x[0], x[1] = 0.0, torch.tensor([1.5, 0.0, 0.0])
        w1[0, :2], b1[..., :2] = 0.0, 0.0
        return Case(**{**case.names(), "X": x, "W1": w1, "B1": b1})

    return move
