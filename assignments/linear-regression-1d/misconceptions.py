"""What students of this assignment get wrong, and what they write otherwise and still right."""

from __future__ import annotations

from checks.mistakes import MISCONCEPTIONS
from checks.rewritings import REWRITINGS

#: Nothing tells an equivalent mutant from another but the checks: every mutant that passes is looked at by a person.
PROBES: dict[str, object] = {}

__all__ = ["MISCONCEPTIONS", "PROBES", "REWRITINGS"]
