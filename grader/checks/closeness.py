"""How near comparisons came to their limit: what shows whether a tolerance is well chosen."""

from __future__ import annotations

_seen: list[float] = []


def note(ratio: float) -> None:
    """Remember a comparison: its greatest difference over the allowed one; above 1 it failed."""
    _seen.append(ratio)


def take() -> float | None:
    """The greatest ratio since the last call; None where nothing was compared."""
    greatest = max(_seen, default=None)
    _seen.clear()
    return greatest
