"""Mistakes in the line as a module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from grader.checks import Catalogue, Misconception


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A linear layer and its inputs: weight (outputs, inputs), bias (outputs,), x (batch, inputs)."""

    weight: Tensor
    bias: Tensor
    x: Tensor


LAST = {"relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}


def layer_outputs(case: Layer, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The layer's outputs. Ways: last, of LAST."""
    outputs = case.x @ case.weight.T + case.bias
    return {"outputs": LAST[way["last"]](outputs) if "last" in way else outputs}


MODULE = (
    Misconception(
        id="missing-super-init",
        exercise="module",
        message="The class's __init__ does not call nn.Module's first, so that no layer can be stored in it: the call "
        "of super().__init__() is missing, or comes too late.",
        symptoms=(r"before Module\.__init__\(\) call",),
        edits={"        super().__init__()\n        self.linear": "        self.linear"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
    Misconception(
        id="no-bias",
        exercise="module",
        message="The layer has no bias, so that the line goes through zero.",
        edits={"nn.Linear(input_size, output_size)": "nn.Linear(input_size, output_size, bias=False)"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
    Misconception(
        id="activation-added",
        exercise="module",
        message="An activation follows the layer. A line has none.",
        ways=({"last": "relu"}, {"last": "sigmoid"}, {"last": "tanh"}),
        edits={"= self.linear(x)": "= torch.relu(self.linear(x))"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
    Misconception(
        id="layer-applied-twice",
        exercise="module",
        message="The layer gets its own outputs: it is applied twice.",
        symptoms=(r"shapes cannot be multiplied \(\d+x(\d+) and \d+x\1\)",),
        edits={"= self.linear(x)": "= self.linear(self.linear(x))"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
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
LAYER_CATALOGUE = Catalogue(layer_outputs, MODULE)
