"""Mistakes that students make here. Those of a training are explained by what they would have given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from grader.checks import Catalogue, Misconception


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A training on hidden points.

    Attributes:
        x, y: (points, 1).
        start: weight and bias: (2,).
        options: the optimizer's.
    """

    x: Tensor
    y: Tensor
    start: Tensor
    epochs: int
    batch_size: int
    options: Mapping[str, float]


def trained(training: Training, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """Weight and bias, (2,) in float64. Ways: zero (the gradients), epochs, stops (after a batch), step."""
    params = training.start.double().clone().requires_grad_()
    optimizer = torch.optim.SGD([params], **training.options)
    size = training.batch_size
    x, y = training.x.double(), training.y.double()
    for _ in range(way.get("epochs", training.epochs)):
        if way.get("step") == "once an epoch":
            optimizer.zero_grad()
        for first in range(0, len(x), size):
            if way.get("zero", True) and way.get("step") != "once an epoch":
                optimizer.zero_grad()
            batch = slice(first, first + size)
            loss = (params[0] * x[batch] + params[1] - y[batch]).square().mean()
            loss.backward()
            if way.get("step", "every batch") == "every batch":
                optimizer.step()
            if way.get("stops"):
                break
        if way.get("step") == "once an epoch":
            optimizer.step()
    return {"params": params.detach()}


_LOOP = """            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
"""

DATA = (
    Misconception(
        id="line-turned-round",
        exercise="data-set",
        message="Slope and intercept have changed places, or one of them has the wrong sign.",
        edits={"        self.f = 1 * self.x - 1": "        self.f = -1 * self.x + 1"},
    ),
    Misconception(
        id="no-noise",
        exercise="data-set",
        message="The points lie exactly on the line: the noise is missing.",
        edits={"self.f + 0.1 * torch.randn(self.x.size())": "self.f.clone()"},
    ),
    Misconception(
        id="noise-too-strong",
        exercise="data-set",
        message="The noise is much too strong: is the factor of 0.1 missing?",
        edits={"self.f + 0.1 * torch.randn(self.x.size())": "self.f + torch.randn(self.x.size())"},
    ),
    Misconception(
        id="flat-rows",
        exercise="data-set",
        message="The points are numbers, where rows of one column were asked for: the tensors need a second dimension.",
        edits={"torch.arange(-3, 3, 0.1).view(-1, 1)": "torch.arange(-3, 3, 0.1)"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
)

MODULE = (
    Misconception(
        id="always-one-to-one",
        exercise="module",
        message="The layer has one input and one output, whatever sizes are asked for.",
        edits={"nn.Linear(input_size, output_size)": "nn.Linear(1, 1)"},
    ),
    Misconception(
        id="sizes-swapped",
        exercise="module",
        message="The numbers of inputs and outputs have changed places.",
        edits={"nn.Linear(input_size, output_size)": "nn.Linear(output_size, input_size)"},
    ),
)

DESCENT = (
    Misconception(
        id="gradients-add-up",
        exercise="mini-batch-descent",
        message="The gradients of all steps add up: nothing clears them between two calls of backward().",
        ways=({"zero": False},),
        edits={_LOOP: _LOOP.replace("            optimizer.zero_grad()\n", "")},
        costs=("larger-rate",),
    ),
    Misconception(
        id="one-epoch-only",
        exercise="mini-batch-descent",
        message="There is one epoch, however many are asked for.",
        ways=({"epochs": 1},),
        edits={"    for _ in range(epochs):": "    for _ in range(1):"},
        costs=("larger-rate",),
    ),
    Misconception(
        id="first-batch-only",
        exercise="mini-batch-descent",
        message="Every epoch ends after its first batch.",
        ways=({"stops": True},),
        edits={_LOOP: f"{_LOOP}            break\n"},
        costs=("larger-rate",),
    ),
    Misconception(
        id="one-step-an-epoch",
        exercise="mini-batch-descent",
        message="There is one step in an epoch, with the gradients of all batches together; every batch makes its own.",
        ways=({"step": "once an epoch"},),
        edits={
            "    for _ in range(epochs):\n": "    for _ in range(epochs):\n        optimizer.zero_grad()\n",
            _LOOP: "            loss = criterion(model(x), y)\n            loss.backward()\n        optimizer.step()\n",
        },
        costs=("larger-rate",),
    ),
    Misconception(
        id="never-steps",
        exercise="mini-batch-descent",
        message="The parameters stay where they are: the optimizer never makes a step.",
        ways=({"step": "never"},),
        edits={_LOOP: _LOOP.replace("            optimizer.step()\n", "")},
        costs=("larger-rate",),
    ),
)

RATE = (
    Misconception(
        id="optimizer-of-the-old-model",
        exercise="larger-rate",
        message="The new model has not moved from its start: the optimizer was made for another one.",
        edits={
            "    model = put_at_start(linear_regression(1, 1))\n": "",
            "lr=0.1)\n": "lr=0.1)\n    model = put_at_start(linear_regression(1, 1))\n",
        },
    ),
)

MISCONCEPTIONS = (*DATA, *MODULE, *DESCENT, *RATE)
DESCENT_CATALOGUE = Catalogue(trained, DESCENT)
