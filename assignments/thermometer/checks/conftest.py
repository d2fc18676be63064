"""Hidden readings: random by the submission's seed, never the handout's data."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from checks.readings import Readings


@pytest.fixture
def draw(generator: torch.Generator) -> Callable[..., Readings]:
    """Readings of another thermometer, and parameters, as often as they are drawn.

    Far from the line the predictions are all too high, and neither part of the gradient is near zero. Near it their
    differences from the temperatures have both signs.
    """

    def uniform(low: float, high: float, *shape: int) -> torch.Tensor:
        return low + (high - low) * torch.rand(shape, generator=generator)

    def make(samples: int, *, near: bool = False) -> Readings:
        t_u = uniform(1.0, 6.0, samples)
        slope, intercept = uniform(2.0, 4.0), -uniform(5.0, 9.0)
        noise = (3.0 if near else 0.3) * torch.randn(samples, generator=generator)
        t_c = slope * t_u + intercept + noise
        if near:
            return Readings(t_u=t_u, t_c=t_c, w=slope, b=intercept)
        return Readings(t_u=t_u, t_c=t_c, w=uniform(5.0, 7.0), b=uniform(1.0, 3.0))

    return make


@pytest.fixture
def odd_number(generator: torch.Generator) -> int:
    """A number of samples that nobody writes into a program: odd, from 13 to 41."""
    return 13 + 2 * int(torch.randint(15, (), generator=generator))
