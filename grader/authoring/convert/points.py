"""How a question's points fall to its tests."""

from __future__ import annotations

from collections.abc import Sequence


def share_points(total: float | None, own: Sequence[float | None]) -> list[float]:
    """Points for each test: its own; the others share what is left of the total, which is 1 where none is given.

    Source: Otter's documentation of points in test files.
    """
    if total is None and any(points is not None for points in own):
        return [points or 0.0 for points in own]
    without = sum(points is None for points in own)
    left = (1.0 if total is None else total) - sum(points or 0.0 for points in own)
    return [max(left, 0.0) / without if points is None else points for points in own]


def number(value: object) -> float | None:
    """The value where it is a number that points can be, else None."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 10_000:  # noqa: PLR2004
        return None
    return float(value)
