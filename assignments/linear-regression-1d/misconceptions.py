"""What students of this assignment get wrong, and what they write otherwise and still right."""

from __future__ import annotations

from checks.mistakes import MISCONCEPTIONS
from checks.rewritings import REWRITINGS

__all__ = ["MISCONCEPTIONS", "REWRITINGS"]
