"""Which mistakes explain which values."""

from __future__ import annotations

import torch
from checks import ways
from checks.mistakes.by_hand import BY_HAND
from checks.mistakes.derivatives import DERIVATIVES, GRADIENT
from checks.mistakes.line import LOSS, MODEL, RATES
from checks.mistakes.modules import LINEAR_MODEL
from checks.mistakes.with_autograd import AUTOGRAD, OPTIMIZER, VALIDATION
from checks.readings import Readings

from grader.checks import Catalogue

LINE_CATALOGUE = Catalogue(ways.line, MODEL)
LOSS_CATALOGUE = Catalogue(ways.loss, LOSS)
RATES_CATALOGUE = Catalogue(ways.rates, RATES)
DERIVATIVES_CATALOGUE = Catalogue(ways.derivatives, DERIVATIVES)
GRADIENT_CATALOGUE = Catalogue(
    ways.gradient,
    (*GRADIENT, *(m for m in DERIVATIVES if m.id in ("missing-factor-2", "not-averaged", "fixed-number"))),
)
#: By exercise.
TRAINING_CATALOGUES = {
    "training-by-hand": Catalogue(ways.trained, BY_HAND),
    "autograd": Catalogue(ways.trained, AUTOGRAD),
    "optimizer": Catalogue(ways.trained, OPTIMIZER),
    "validation": Catalogue(ways.trained, VALIDATION),
    "linear-model": Catalogue(ways.trained, LINEAR_MODEL),
}


def _warm_up() -> None:
    """Train once here, where checks are collected: optimizers import half a second's worth when they are first used."""
    few = Readings(t_u=torch.ones(2), t_c=torch.ones(2), w=torch.ones(()), b=torch.ones(()))
    for optimizer in ("SGD", "Adam"):
        ways.trained(ways.Training(readings=few, epochs=1, optimizer=optimizer, options={"lr": 0.1}), {})


_warm_up()
