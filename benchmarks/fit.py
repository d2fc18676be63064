"""A straight line through points, and how well they lie on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """y = start + slope * x."""

    start: float
    slope: float
    #: The largest distance of a point from the line, as a fraction of the line's value there.
    worst: float

    def at(self, x: float) -> float:
        """Its value."""
        return self.start + self.slope * x


def line_through(points: Sequence[tuple[float, float]]) -> Line:
    """The line with the least squares of relative distances, so that a small class counts as much as a large one.

    Args:
        points: (x, y) with y > 0; at least two different x.
    """
    weights = [1 / y**2 for _, y in points]
    total = sum(weights)
    mean_x = sum(w * x for w, (x, _) in zip(weights, points, strict=True)) / total
    mean_y = sum(w * y for w, (_, y) in zip(weights, points, strict=True)) / total
    above = sum(w * (x - mean_x) * (y - mean_y) for w, (x, y) in zip(weights, points, strict=True))
    slope = above / sum(w * (x - mean_x) ** 2 for w, (x, _) in zip(weights, points, strict=True))
    start = mean_y - slope * mean_x
    worst = max(abs(y / (start + slope * x) - 1) for x, y in points)
    return Line(start=start, slope=slope, worst=worst)
