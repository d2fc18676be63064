"""torch's distributed tensors, imported when somebody has made one.

`torch.testing.assert_close` imports them to see that it was given none. That takes five hundred modules, sympy among
them, and half a second of processor time: for a checker once in each class, for a student who compares that way in
each process. No tensor can be one where nobody has imported what makes them.

Measured with torch 2.13.0, to which this project is pinned; tests/inside/test_distributed_later.py holds it so.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from torch.testing import _comparison

NAME = "torch.distributed.tensor"


def postpone() -> None:
    """From now on a comparison looks for distributed tensors only where they have been imported."""
    # There is no public way.
    unwrap: Callable[[Any, Any], tuple[Any, Any]] = _comparison._unwrap_dtensor_for_comparison  # noqa: SLF001

    def unwrap_where_imported(actual: Any, expected: Any) -> tuple[Any, Any]:
        return unwrap(actual, expected) if NAME in sys.modules else (actual, expected)

    _comparison._unwrap_dtensor_for_comparison = unwrap_where_imported  # noqa: SLF001
