"""What students get wrong here. The likelier come first: where two give the same values, the first is told."""

from __future__ import annotations

from checks.mistakes.gradient_descent import GRADIENT_DESCENT
from checks.mistakes.made import NETWORKS, PARAMETERS, TRAINING
from checks.mistakes.mean_squared_error import LOSSES, MEAN_SQUARED_ERROR
from checks.ways import two_steps

from grader.checks import Catalogue

__all__ = ["CATALOGUES", "MISCONCEPTIONS", "NETWORKS", "PARAMETERS", "SYMPTOMS", "TRAINING"]

MISCONCEPTIONS = (*NETWORKS, *PARAMETERS, *TRAINING, *MEAN_SQUARED_ERROR, *GRADIENT_DESCENT)

CATALOGUES = {
    "mean-squared-error": Catalogue(two_steps, MEAN_SQUARED_ERROR),
    # A loss that is wrong in one exercise is often wrong in the other too.
    "gradient-descent": Catalogue(two_steps, (*GRADIENT_DESCENT, *LOSSES)),
}
SYMPTOMS = {"mean-squared-error": MEAN_SQUARED_ERROR, "gradient-descent": GRADIENT_DESCENT}
