"""Readings and parameters, as one record."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What a line is fitted to, and where the fit stands.

    Attributes:
        t_u, t_c: (samples,): what the thermometer shows, and the temperatures.
        w, b: (): slope and intercept.
    """

    t_u: Tensor
    t_c: Tensor
    w: Tensor
    b: Tensor

    @property
    def params(self) -> Tensor:
        """Slope and intercept as one tensor: (2,)."""
        return torch.stack([self.w, self.b])

    def double(self) -> Readings:
        """The same numbers in double precision."""
        return Readings(t_u=self.t_u.double(), t_c=self.t_c.double(), w=self.w.double(), b=self.b.double())
