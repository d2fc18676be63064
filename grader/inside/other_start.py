"""Running a submission from another random start: the same data, the same loop, other initial weights."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import torch

from grader.inside.statements import Statement

#: Far from the seeds that people write.
_STRIDE = 7_919_000_017


class OtherStart:
    """Lets everything run as it is up to the first statement that makes a module; from there with other numbers.

    A seed that the submission sets from then on is shifted, so that it gives other numbers too.
    """

    def __init__(self, number: int = 0, name: str = "", label: str = "", line: int = 0) -> None:
        """What to do otherwise.

        Args:
            number: which start; 0 is the submission's own.
            name: the module whose start it is.
            label: of the last statement to run; without one all of them.
            line: likewise.
        """
        self._number = number
        self._name = name
        self._last = (label, line)
        self._is_on = False
        if number:
            self._shift_seeds()

    def before(self, statement: Statement) -> None:
        """The statement is about to run."""
        if self._number and not self._is_on and self._name in statement.names:
            self._is_on = True
            seed = self._number * _STRIDE
            torch.default_generator.manual_seed(seed)
            random.seed(seed)
            np.random.seed(seed % 2**32)  # noqa: NPY002  students use the global one

    def is_last(self, statement: Statement) -> bool:
        """Whether what comes after the statement does not matter."""
        return self._is_on and self._last == (statement.label, statement.line)

    def _shift_seeds(self) -> None:
        original = torch.manual_seed

        def manual_seed(seed: Any) -> torch.Generator:
            shift = self._number * _STRIDE if self._is_on else 0
            return original((int(seed) + shift) % 2**63)

        torch.manual_seed = torch.random.manual_seed = manual_seed
