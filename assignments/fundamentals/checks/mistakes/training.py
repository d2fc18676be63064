"""Mistakes in the training of the perceptron, known from where it ended."""

from __future__ import annotations

from grader.checks import Misconception

_STEP = "            optimizer.step()\n            losses.append(loss.item())\n        if epoch"

TRAINING = (
    Misconception(
        id="stopped-early",
        exercise="perceptron-training",
        message="The training stopped while the loss still fell.",
        edits={"for epoch in range(MOST_EPOCHS):": "for epoch in range(1):"},
    ),
    Misconception(
        id="never-trained",
        exercise="perceptron-training",
        message="`perceptron` was never trained: no step of an optimizer changed its parameters.",
        edits={_STEP: "            losses.append(loss.item())\n        if epoch"},
    ),
)
