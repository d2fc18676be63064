"""What students of fundamentals get wrong, what they write otherwise and still right, and how to tell a mutant."""

from __future__ import annotations

from checks.mistakes.dense import MULTILAYER, PERCEPTRON, SIMPLE_NET
from checks.mistakes.images import MISCONCEPTIONS as IMAGES
from checks.mistakes.line import MISCONCEPTIONS as LINE
from checks.mistakes.training import TRAINING
from checks.probes import PROBES
from checks.rewritings import REWRITINGS

MISCONCEPTIONS = (*SIMPLE_NET, *PERCEPTRON, *TRAINING, *MULTILAYER, *IMAGES, *LINE)

#: So that hundreds of trainings take a minute: fewer points for each step, no more epochs than the given seeds need by
#: far, and batches that are collected once.
TRIAL_EDITS = {
    "draw(1000)": "draw(200)",
    "MOST_EPOCHS = 80": "MOST_EPOCHS = 24",
    "train_loader = DataLoader(training_set, batch_size=120, shuffle=True)": "train_loader = "
    "[*DataLoader(training_set, batch_size=120, shuffle=True)]",
}

__all__ = ["MISCONCEPTIONS", "PROBES", "REWRITINGS", "TRIAL_EDITS"]
