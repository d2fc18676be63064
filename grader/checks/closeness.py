"""How near comparisons came to their limit: what shows whether a tolerance is well chosen."""

from __future__ import annotations

_seen: dict[float, float] = {}


def note(ratio: float, tolerance: float) -> None:
    """Remember a comparison: its greatest difference over the allowed one; above 1 it failed."""
    _seen[tolerance] = max(ratio, _seen.get(tolerance, 0.0))


def take() -> dict[str, float]:
    """The greatest ratio since the last call, for each tolerance; empty where nothing was compared."""
    greatest = {repr(tolerance): ratio for tolerance, ratio in _seen.items()}
    _seen.clear()
    return greatest
