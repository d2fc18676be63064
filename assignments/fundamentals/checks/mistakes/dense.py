"""Mistakes in networks of linear layers: SimpleNet, Perceptron, MultilayerPerceptron."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from grader.checks import Catalogue, Misconception


@dataclass(frozen=True, slots=True, kw_only=True)
class Dense:
    """A network of linear layers, and its inputs.

    Attributes:
        parameters: weight (outputs, inputs) and bias (outputs,) of each layer in turn.
        x: (batch, inputs).
        last: a key of LAST: what is right for the outputs.
    """

    parameters: tuple[Tensor, ...]
    x: Tensor
    last: str


BETWEEN: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": torch.relu,
    "nothing": lambda x: x,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}
LAST: dict[str, Callable[[Tensor], Tensor]] = {
    "nothing": lambda x: x,
    "softmax": lambda x: F.softmax(x, dim=1),
    "softmax over rows": lambda x: F.softmax(x, dim=0),
    "log softmax": lambda x: F.log_softmax(x, dim=1),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "softmax of relu": lambda x: F.softmax(torch.relu(x), dim=1),
}


def outputs(case: Dense, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The outputs in this way. `between`, `last`: keys of BETWEEN and LAST; `bare`: layers that nothing follows."""
    x = case.x
    for index in range(0, len(case.parameters), 2):
        if index and index // 2 not in way.get("bare", ()):
            x = BETWEEN[way.get("between", "relu")](x)
        x = F.linear(x, case.parameters[index], case.parameters[index + 1])
    return {"outputs": LAST[way.get("last", case.last)](x)}


_HIDDEN = """\
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return F.softmax"""
_SIMPLE_LAST = "return F.softmax(self.fc3(x), dim=1)"

SIMPLE_NET = (
    Misconception(
        id="softmax-left-out",
        exercise="simple-net",
        message="The outputs are those of the last layer: the softmax that makes probabilities of them is missing.",
        ways=({"last": "nothing"},),
        edits={_SIMPLE_LAST: "return self.fc3(x)"},
    ),
    Misconception(
        id="softmax-over-the-batch",
        exercise="simple-net",
        message="The softmax goes down the columns, over the batch: it has to go along each row, over the classes.",
        ways=({"last": "softmax over rows"},),
        edits={_SIMPLE_LAST: "return F.softmax(self.fc3(x), dim=0)"},
    ),
    Misconception(
        id="logarithms-of-probabilities",
        exercise="simple-net",
        message="The outputs are the logarithms of the probabilities.",
        ways=({"last": "log softmax"},),
        edits={_SIMPLE_LAST: "return F.log_softmax(self.fc3(x), dim=1)"},
    ),
    Misconception(
        id="no-relu-between",
        exercise="simple-net",
        message="ReLU is missing between layers: each of the two hidden layers is followed by it.",
        ways=({"bare": (1, 2)}, {"bare": (1,)}, {"bare": (2,)}),
        edits={
            _HIDDEN: _HIDDEN.replace("F.relu(self.fc1(x))", "self.fc1(x)").replace("F.relu(self.fc2(x))", "self.fc2(x)")
        },
    ),
    Misconception(
        id="sigmoid-between",
        exercise="simple-net",
        message="The hidden layers are followed by another activation than ReLU.",
        ways=({"between": "sigmoid"}, {"between": "tanh"}),
        edits={_HIDDEN: _HIDDEN.replace("F.relu", "torch.tanh")},
    ),
)

_SIGMOID = "return torch.sigmoid(self.fc1(x_in))"

PERCEPTRON = (
    Misconception(
        id="sigmoid-left-out",
        exercise="perceptron",
        message="The outputs are those of the linear layer: the sigmoid that makes probabilities of them is missing.",
        ways=({"last": "nothing"},),
        edits={_SIGMOID: "return self.fc1(x_in)"},
        costs=("perceptron-training",),
    ),
    Misconception(
        id="softmax-of-one",
        exercise="perceptron",
        message="A softmax over a single output is always 1: one output needs the sigmoid.",
        ways=({"last": "softmax"},),
        edits={_SIGMOID: "return F.softmax(self.fc1(x_in), dim=1)"},
        costs=("perceptron-training",),
    ),
    Misconception(
        id="other-activation",
        exercise="perceptron",
        message="The outputs go through another activation than the sigmoid.",
        ways=({"last": "relu"}, {"last": "tanh"}),
        edits={_SIGMOID: "return torch.tanh(self.fc1(x_in))"},
        costs=("perceptron-training",),
    ),
)

_MLP = "output: Tensor = self.fc2(F.relu(self.fc1(x_in)))"
_ON_DEMAND = "return F.softmax(output, dim=1) if apply_softmax else output"

MULTILAYER = (
    Misconception(
        id="softmax-always",
        exercise="multilayer-perceptron",
        message="The softmax is applied although nobody asks: without apply_softmax=True the outputs are logits.",
        ways=({"last": "softmax"},),
        edits={_ON_DEMAND: "return F.softmax(output, dim=1)"},
    ),
    Misconception(
        id="softmax-never",
        exercise="multilayer-perceptron",
        message="apply_softmax=True changes nothing: the outputs are still logits.",
        ways=({"last": "nothing"},),
        edits={_ON_DEMAND: "return output"},
    ),
    Misconception(
        id="softmax-down-the-columns",
        exercise="multilayer-perceptron",
        message="The softmax goes down the columns, over the batch: it has to go along each row, over the classes.",
        ways=({"last": "softmax over rows"},),
        edits={_ON_DEMAND: "return F.softmax(output, dim=0) if apply_softmax else output"},
    ),
    Misconception(
        id="no-nonlinearity",
        exercise="multilayer-perceptron",
        message="Nothing stands between the two layers, which together are one linear layer then: ReLU is missing.",
        ways=({"between": "nothing"},),
        edits={_MLP: "output: Tensor = self.fc2(self.fc1(x_in))"},
    ),
    Misconception(
        id="other-nonlinearity",
        exercise="multilayer-perceptron",
        message="Another activation than ReLU stands between the two layers.",
        ways=({"between": "sigmoid"}, {"between": "tanh"}),
        edits={_MLP: "output: Tensor = self.fc2(torch.sigmoid(self.fc1(x_in)))"},
    ),
    Misconception(
        id="relu-at-the-end",
        exercise="multilayer-perceptron",
        message="The outputs go through ReLU as well: it belongs to the hidden layer alone, logits may be negative.",
        ways=({"last": "relu"}, {"last": "softmax of relu"}),
        edits={_MLP: "output: Tensor = F.relu(self.fc2(F.relu(self.fc1(x_in))))"},
    ),
)

CATALOGUES = {
    "simple-net": Catalogue(outputs, SIMPLE_NET),
    "perceptron": Catalogue(outputs, PERCEPTRON),
    "multilayer-perceptron": Catalogue(outputs, MULTILAYER),
}
