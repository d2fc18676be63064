"""The names that the network by hand reads, as one record."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One set of given names.

    Attributes:
        X: (batch, 3).
        Y: (batch, 2), zeros and ones.
        W1: (3, 4); B1: (1, 4) or (4,); W2: (4, 2); B2: (1, 2) or (2,).
        argument: what the function is called with where that is not X.

    Two cases are never equal, so that what was computed for one can be kept.
    """

    X: Tensor
    Y: Tensor
    W1: Tensor
    B1: Tensor
    W2: Tensor
    B2: Tensor
    argument: Tensor | None = None

    @property
    def x(self) -> Tensor:
        """What the function is called with."""
        return self.X if self.argument is None else self.argument

    def names(self) -> dict[str, Tensor]:
        """The globals that a submission's functions read."""
        return {name: getattr(self, name) for name in ("X", "Y", "W1", "B1", "W2", "B2")}

    def to(self, dtype: torch.dtype) -> Case:
        """The same numbers in another precision."""
        argument = None if self.argument is None else self.argument.to(dtype)
        return Case(**{name: value.to(dtype) for name, value in self.names().items()}, argument=argument)
