"""What a measured command took."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What commands took together."""

    wall_s: float
    #: Of the commands and of every process below them.
    cpu_s: float
    #: Of the largest single process.
    max_rss_mb: float
