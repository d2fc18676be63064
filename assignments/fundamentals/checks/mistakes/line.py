"""Mistakes in the data set, the linear model, its gradients, and its training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from grader.checks import Catalogue, Misconception


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Weight (outputs, inputs), bias (outputs,), x (n, inputs) and y (n, outputs)."""

    weight: Tensor
    bias: Tensor
    x: Tensor
    y: Tensor


def gradients(case: Line, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The derivatives by weight and bias. Ways: sign, factor, mean ("none", "rows"), bias_times_x."""
    error = case.x @ case.weight.T + case.bias - case.y
    count = {"none": 1, "rows": len(error)}.get(way.get("mean", ""), error.numel())
    scaled = way.get("sign", 1) * way.get("factor", 2) * error / count
    return {"weight_grad": scaled.T @ case.x, "bias_grad": scaled.sum(0)}


_SCALED = "scaled = 2 * error / error.numel()"

DATA_SET = (
    Misconception(
        id="doubles-kept",
        exercise="vectorial-dataset",
        message="The tensors are float64, as NumPy's tables are: a model with parameters of float32 refuses them.",
        edits={
            'self.input_data = torch.tensor(input_data.astype("f"))': "self.input_data = torch.tensor(input_data)",
            'self.output_data = torch.tensor(output_data.astype("f"))': "self.output_data = torch.tensor(output_data)",
        },
        costs=("weight-decay",),
    ),
    Misconception(
        id="columns-counted",
        exercise="vectorial-dataset",
        message="The length is the number of columns, expected that of rows.",
        edits={"return self.input_data.shape[0]": "return self.input_data.shape[1]"},
        costs=("weight-decay",),
    ),
    Misconception(
        id="numbers-counted",
        exercise="vectorial-dataset",
        message="The length is the number of all numbers in a table, expected that of its rows.",
        edits={"return self.input_data.shape[0]": "return self.input_data.numel()"},
    ),
    Misconception(
        id="pair-turned-round",
        exercise="vectorial-dataset",
        message="Output and input have changed places in the pair.",
        edits={
            "return self.input_data[idx, :], self.output_data[idx, :]": "return self.output_data[idx, :], "
            "self.input_data[idx, :]"
        },
        costs=("weight-decay",),
    ),
)

LINEAR_MODEL = (
    Misconception(
        id="sizes-swapped",
        exercise="linear-model",
        message="The numbers of inputs and outputs have changed places.",
        edits={"nn.Linear(input_dim, output_dim)": "nn.Linear(output_dim, input_dim)"},
    ),
    Misconception(
        id="no-bias",
        exercise="linear-model",
        message="The layer has no bias.",
        edits={"nn.Linear(input_dim, output_dim)": "nn.Linear(input_dim, output_dim, bias=False)"},
        costs=("weight-decay",),
    ),
    Misconception(
        id="reset-does-nothing",
        exercise="linear-model",
        message="reset() leaves the parameters as they are.",
        edits={"        self.linear.reset_parameters()\n": "        pass\n"},
    ),
)

GRADIENTS = (
    Misconception(
        id="factor-2-missing",
        exercise="gradients",
        message="The derivative of a square has a factor 2, which is missing.",
        ways=({"factor": 1},),
        edits={_SCALED: "scaled = error / error.numel()"},
    ),
    Misconception(
        id="summed-over-the-batch",
        exercise="gradients",
        message="The gradients are summed over all values: the loss is their mean.",
        ways=({"mean": "none"},),
        edits={_SCALED: "scaled = 2 * error"},
    ),
    Misconception(
        id="divided-by-the-rows",
        exercise="gradients",
        message="The sum is divided by the number of rows: the mean is taken over all values, rows times columns.",
        ways=({"mean": "rows"},),
        edits={_SCALED: "scaled = 2 * error / len(error)"},
    ),
    Misconception(
        id="wrong-sign",
        exercise="gradients",
        message="The gradients have the wrong sign: the error is the prediction minus the target.",
        ways=({"sign": -1},),
        edits={"error = x @ weight.T + bias - y": "error = y - (x @ weight.T + bias)"},
    ),
)

WEIGHT_DECAY = (
    Misconception(
        id="no-weight-decay",
        exercise="weight-decay",
        message="The optimizer was made without weight decay.",
        edits={", weight_decay=weight_decay)\n    loss_fun": ")\n    loss_fun"},
    ),
    Misconception(
        id="optimizer-that-does-not-adapt",
        exercise="weight-decay",
        message="The optimizer is another one than Adam.",
        edits={"optim.Adam(model.parameters(), lr=lr, weight": "optim.SGD(model.parameters(), lr=lr, weight"},
    ),
    Misconception(
        id="other-learning-rate",
        exercise="weight-decay",
        message="The learning rate is another one than 0.1.",
        edits={"epochs=100, lr=0.1": "epochs=100, lr=0.01"},
    ),
    Misconception(
        id="other-weight-decay",
        exercise="weight-decay",
        message="The weight decay is another one than 5e-4.",
        edits={"lr=0.1, weight_decay=5e-4)": "lr=0.1, weight_decay=5e-3)"},
    ),
    Misconception(
        id="too-few-epochs",
        exercise="weight-decay",
        message="The training has too few steps: every batch of every epoch makes one.",
        edits={"epochs=100": "epochs=3"},
    ),
)

MISCONCEPTIONS = (*DATA_SET, *LINEAR_MODEL, *GRADIENTS, *WEIGHT_DECAY)
GRADIENT_CATALOGUE = Catalogue(gradients, GRADIENTS)
