"""Hidden inputs for the network by hand: random by the submission's seed, never the handout's data."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from checks.cases import Case
from torch import Tensor


@pytest.fixture
def draw(generator: torch.Generator) -> Callable[..., Case]:
    """A function that draws a case: so many rows, parameters of a scale, biases with one dimension or two."""

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator)

    def make(batch: int, *, scale: float = 0.7, flat_biases: bool = False) -> Case:
        hidden, outputs = ((4,), (2,)) if flat_biases else ((1, 4), (1, 2))
        return Case(
            X=normal(batch, 3),
            Y=torch.randint(2, (batch, 2), generator=generator).float(),
            W1=normal(3, 4) * scale,
            B1=normal(*hidden) * scale,
            W2=normal(4, 2) * scale,
            B2=normal(*outputs) * scale,
        )

    return make


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
