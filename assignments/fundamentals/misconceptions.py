"""What students of fundamentals get wrong, what they write otherwise and still right, and how to tell a mutant."""

from __future__ import annotations

from checks.mistakes.dense import MULTILAYER, PERCEPTRON, SIMPLE_NET
from checks.mistakes.images import MISCONCEPTIONS as IMAGES
from checks.mistakes.line import MISCONCEPTIONS as LINE
from checks.mistakes.training import TRAINING
from checks.probes import PROBES
from checks.rewritings import REWRITINGS

MISCONCEPTIONS = (*SIMPLE_NET, *PERCEPTRON, *TRAINING, *MULTILAYER, *IMAGES, *LINE)

#: Fewer points for each step, so that hundreds of trainings take a minute.
TRIAL_EDITS = {"draw(1000)": "draw(300)"}

__all__ = ["MISCONCEPTIONS", "PROBES", "REWRITINGS", "TRIAL_EDITS"]
