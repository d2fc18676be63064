"""Hidden readings: random by the submission's seed, never the handout's data."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from checks.readings import Readings


@pytest.fixture
def draw(generator: torch.Generator) -> Callable[..., Readings]:
    """A function that draws readings of another thermometer, and parameters that are far from its line: draw(samples)."""

    def uniform(low: float, high: float, *shape: int) -> torch.Tensor:
        return low + (high - low) * torch.rand(shape, generator=generator)

    def make(samples: int) -> Readings:
        t_u = uniform(1.0, 6.0, samples)
        noise = 0.3 * torch.randn(samples, generator=generator)
        return Readings(
            t_u=t_u,
            t_c=uniform(2.0, 4.0) * t_u - uniform(5.0, 9.0) + noise,
            # A slope that is too large and an intercept that is too high: neither part of the gradient is near zero.
            w=uniform(5.0, 7.0),
            b=uniform(1.0, 3.0),
        )

    return make


@pytest.fixture
def odd_number(generator: torch.Generator) -> int:
    """A number of samples that nobody writes into a program: odd, from 13 to 41."""
    return 13 + 2 * int(torch.randint(15, (), generator=generator))
