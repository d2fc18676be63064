"""What students of hw4 get wrong, what they write otherwise and still right, and how to tell mutants from it."""

from __future__ import annotations

from checks.mistakes.backprop import BACKPROP
from checks.mistakes.forward import FORWARD
from checks.mistakes.optimize import OPTIMIZE
from checks.mistakes.toy_model import TOY_MODEL
from checks.probes import PROBES
from checks.rewritings import REWRITINGS

MISCONCEPTIONS = (*FORWARD, *BACKPROP, *TOY_MODEL, *OPTIMIZE)

#: The first start succeeds with the given seed, in 307 steps. A mutant of the loop over starts shows with two of them.
TRIAL_EDITS = {"STARTS = 40": "STARTS = 2", "STEPS = 500": "STEPS = 350"}

__all__ = ["MISCONCEPTIONS", "PROBES", "REWRITINGS", "TRIAL_EDITS"]
