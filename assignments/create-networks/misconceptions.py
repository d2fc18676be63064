"""What students of create-networks get wrong, what they write otherwise and still right, and how to tell a mutant."""

from __future__ import annotations

from checks.mistakes import MISCONCEPTIONS
from checks.probes import PROBES
from checks.rewritings import REWRITINGS

__all__ = ["MISCONCEPTIONS", "PROBES", "REWRITINGS"]
