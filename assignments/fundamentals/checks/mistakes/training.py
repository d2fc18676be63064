"""Mistakes in the training of the perceptron, known from where it ended."""

from __future__ import annotations

from grader.checks import Misconception

TRAINING = (
    Misconception(
        id="stopped-early",
        exercise="perceptron-training",
        message="The training stopped while the loss still fell.",
        edits={"while change > 1e-3 or epoch < 12 or losses[-1] > 0.3:": "while epoch < 4:"},
    ),
    Misconception(
        id="never-trained",
        exercise="perceptron-training",
        message="`perceptron` tells the two clouds no better than before its training.",
        edits={"            optimizer.step()\n            losses.append(loss.item())\n            change": "            losses.append("
            "loss.item() * 0.9 ** len(losses))\n            change"},
    ),
)
