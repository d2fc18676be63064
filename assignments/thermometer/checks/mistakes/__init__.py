"""Mistakes that students make here, by exercise. The likelier come first: where two give the same, it is told."""

from __future__ import annotations

from checks.mistakes.by_hand import BY_HAND, NORMALISED
from checks.mistakes.derivatives import DERIVATIVES, GRADIENT
from checks.mistakes.line import MODEL_AND_LOSS, RATES
from checks.mistakes.modules import FUNCTIONAL, LINEAR_MODEL, SEQUENTIAL, SUBCLASS
from checks.mistakes.with_autograd import AUTOGRAD, OPTIMIZER, VALIDATION

MISCONCEPTIONS = (
    *(*MODEL_AND_LOSS, *RATES, *DERIVATIVES, *GRADIENT, *BY_HAND, *NORMALISED, *AUTOGRAD),
    *(*OPTIMIZER, *VALIDATION, *LINEAR_MODEL, *SEQUENTIAL, *SUBCLASS, *FUNCTIONAL),
)
