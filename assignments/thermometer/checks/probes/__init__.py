"""Whether a changed reference still does what an exercise asks for, told on many inputs and apart from the checks."""

from __future__ import annotations

from checks.probes.line import derivatives_are_right, gradient_is_right, line_is_right, rates_are_right
from checks.probes.modules import functional_is_right, sequential_is_right, subclass_is_right
from checks.probes.trainings import (
    autograd_is_right,
    by_hand_is_right,
    module_is_trained_right,
    normalised_is_right,
    optimizer_is_right,
    validation_is_right,
)

#: exercise -> (submission, reference, generator) -> whether the submission's solution of it is right.
PROBES = {
    "model-and-loss": line_is_right,
    "rates-of-change": rates_are_right,
    "derivatives": derivatives_are_right,
    "gradient": gradient_is_right,
    "training-by-hand": by_hand_is_right,
    "normalised-inputs": normalised_is_right,
    "autograd": autograd_is_right,
    "optimizer": optimizer_is_right,
    "validation": validation_is_right,
    "linear-model": module_is_trained_right,
    "sequential": sequential_is_right,
    "subclass": subclass_is_right,
    "functional": functional_is_right,
}
