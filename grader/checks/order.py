"""Several results that came in another order than was asked for."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from torch import Tensor

#: More results than this have too many orders to try.
MAX_RESULTS = 6


def find_order(actual: Sequence[Any], expected: Sequence[Tensor]) -> tuple[int, ...] | None:
    """Which of the actual values is the one that belongs to each place, told by their shapes.

    Args:
        actual: what came; things that are no tensors fit nowhere.
        expected: tensors of the shapes that were asked for. Dimensions of size 1 do not count.

    Returns:
        (0, 1, 2, ...) where every shape is in its place; None where no order, or more than one, makes the shapes fit.
    """
    if len(actual) != len(expected) or len(actual) > MAX_RESULTS:
        return None
    shapes = [_essential(value) for value in actual]
    wanted = [_essential(value) for value in expected]
    orders = [
        order
        for order in itertools.permutations(range(len(actual)))
        if all(shapes[place] == want for place, want in zip(order, wanted, strict=True))
    ]
    identity = tuple(range(len(actual)))
    if identity in orders:
        return identity
    return orders[0] if len(orders) == 1 else None


def _essential(value: Any) -> tuple[int, ...] | None:
    return tuple(size for size in value.shape if size != 1) if isinstance(value, Tensor) else None
