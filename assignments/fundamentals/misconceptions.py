"""What students of fundamentals get wrong, and what they write otherwise and still right."""

from __future__ import annotations

from checks.mistakes.dense import MULTILAYER, PERCEPTRON, SIMPLE_NET
from checks.mistakes.images import MISCONCEPTIONS as IMAGES
from checks.mistakes.line import MISCONCEPTIONS as LINE
from checks.mistakes.training import TRAINING
from checks.rewritings import REWRITINGS

MISCONCEPTIONS = (*SIMPLE_NET, *PERCEPTRON, *TRAINING, *MULTILAYER, *IMAGES, *LINE)

__all__ = ["MISCONCEPTIONS", "REWRITINGS"]
