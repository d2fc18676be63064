"""Mistakes in the network as a module: in what it registers, and in what it computes."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks import Misconception

_FIRST = "self.layer1 = nn.Linear(3, 4)"
_LAST = "self.layer2 = nn.Linear(4, 2)"
_COMPUTED = "y_hat: Tensor = self.sigmoid(self.layer2(self.relu(self.layer1(x))))"
_MADE = """        self.layer1 = nn.Linear(3, 4)
        self.relu = nn.ReLU()
        self.layer2 = nn.Linear(4, 2)
        self.sigmoid = nn.Sigmoid()
"""


def _computes(
    id: str, message: str, *ways: Mapping[str, object], formula: str, symptoms: tuple[str, ...] = ()
) -> Misconception:
    """A module that computes something else with the right parameters."""
    return Misconception(
        id=id,
        exercise="toy-model",
        message=message,
        ways=ways,
        symptoms=symptoms,
        edits={_COMPUTED: f"y_hat: Tensor = {formula}"},
        # Another network may not fit the data.
        costs=("optimize",),
    )


def _registers(
    id: str, message: str, *, edits: Mapping[str, str], symptoms: tuple[str, ...] = (), staff: str = ""
) -> Misconception:
    """A module that has other parameters, or none."""
    return Misconception(
        id=id,
        exercise="toy-model",
        message=message,
        staff_message=staff,
        symptoms=symptoms,
        edits=edits,
        # What cannot be made, or hides its parameters, cannot be trained.
        costs=("optimize",),
    )


TOY_MODEL = (
    _registers(
        "missing-super-init",
        "ToyModel's __init__ does not call nn.Module's first, so that no layer can be stored in it: "
        "the call of super().__init__() is missing, or comes too late.",
        symptoms=(
            r"before Module\.__init__\(\) call",
            r"object has no attribute '_(modules|parameters|buffers|forward_hooks)'",
        ),
        edits={"super().__init__()": "pass"},
    ),
    _registers(
        "layer-never-made",
        "A layer is used that __init__ does not make. Has it the same name in both places, and is `__init__` spelled "
        "with two underscores on each side?",
        symptoms=(r"'ToyModel' object has no attribute '(?!_)",),
        edits={"    def __init__(self) -> None:\n        super()": "    def __int__(self) -> None:\n        super()"},
    ),
    _registers(
        "layers-given-as-a-list",
        "nn.Sequential is given one list. It takes the layers themselves, one after the other.",
        symptoms=(r"list is not a Module subclass",),
        edits={
            _MADE: "        self.net = nn.Sequential([nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.Sigmoid()])\n",
            _COMPUTED: "y_hat: Tensor = self.net(x)",
        },
    ),
    _registers(
        "module-made-for-called",
        "An activation's class is called with the values, which only makes a module. A module is made once, without "
        "values; what it then gives for values are its outputs.",
        symptoms=(
            r"must be Tensor, not (ReLU|Sigmoid|Tanh|Linear|Softmax|LeakyReLU)",
            r"'(ReLU|Sigmoid|Linear)' object has no attribute",
        ),
        edits={_COMPUTED: "y_hat: Tensor = torch.sigmoid(self.layer2(nn.ReLU(self.layer1(x))))"},
    ),
    _registers(
        "parameters-in-plain-list",
        "Layers or parameters are kept in a plain list, tuple or dict, or are plain tensors: PyTorch does not find "
        "them there, and an optimizer would never change them.",
        edits={
            _MADE: "        self.layers = [nn.Linear(3, 4), nn.Linear(4, 2)]\n",
            _COMPUTED: "y_hat: Tensor = torch.sigmoid(self.layers[1](torch.relu(self.layers[0](x))))",
        },
        symptoms=(r"optimizer got an empty parameter list",),
    ),
    _registers(
        "layers-made-in-forward",
        "The layers that compute are made in forward, anew with each call: they should be made once, in __init__, so "
        "that ToyModel registers them.",
        edits={
            _MADE: "        pass\n",
            _COMPUTED: "y_hat: Tensor = torch.sigmoid(nn.Linear(4, 2)(torch.relu(nn.Linear(3, 4)(x))))",
        },
    ),
    _registers(
        "registered-layer-unused",
        "A layer or parameter that ToyModel registers is not what forward computes with: it takes another one, such as "
        "the given W1 and B1, or one that it makes anew in each call.",
        edits={_COMPUTED: "y_hat: Tensor = self.sigmoid(self.layer2(torch.relu(x @ W1 + B1)))"},
    ),
    _registers(
        "layer-without-bias",
        "A layer has no bias (bias=False): both layers of the network have one.",
        edits={_FIRST: "self.layer1 = nn.Linear(3, 4, bias=False)"},
    ),
    _registers(
        "hidden-size-wrong",
        "The hidden layer has the wrong size: the network has 4 hidden units.",
        edits={_FIRST: "self.layer1 = nn.Linear(3, 8)", _LAST: "self.layer2 = nn.Linear(8, 2)"},
    ),
    _registers(
        "output-size-wrong",
        "The output layer has the wrong size: the network has 2 outputs.",
        edits={_LAST: "self.layer2 = nn.Linear(4, 1)"},
    ),
    _registers(
        "layer-sizes-turned",
        "The two numbers of a layer are in the wrong order: nn.Linear takes the number of inputs first, then the "
        "number of outputs.",
        symptoms=(r"shapes cannot be multiplied \(\d+x3 and 4x3\)", r"shapes cannot be multiplied \(\d+x4 and 2x4\)"),
        edits={_FIRST: "self.layer1 = nn.Linear(4, 3)"},
    ),
    _registers(
        "layers-do-not-fit",
        "One layer gives another number of values than the next one takes.",
        symptoms=(r"shapes cannot be multiplied",),
        edits={_FIRST: "self.layer1 = nn.Linear(3, 5)"},
    ),
    _registers(
        "number-of-layers-wrong",
        "The network has another number of layers: it has two, one from the inputs to the hidden units and one from "
        "there to the outputs.",
        edits={
            _LAST: "self.middle = nn.Linear(4, 4); self.layer2 = nn.Linear(4, 2)",
            _COMPUTED: "y_hat: Tensor = self.sigmoid(self.layer2(self.relu(self.middle(self.relu(self.layer1(x))))))",
        },
    ),
    _registers(
        "forward-missing",
        "ToyModel has no method `forward`: it is missing, has another name, or stands outside the class. Is the "
        "indentation right?",
        symptoms=(r"missing the required \"forward\" function",),
        edits={"    def forward(self, x: Tensor)": "    def apply_layers(self, x: Tensor)"},
    ),
    _registers(
        "not-a-module",
        "ToyModel is no nn.Module: the class does not derive from it.",
        edits={"class ToyModel(nn.Module):": "class ToyModel:"},
    ),
    _registers(
        "parameters-frozen",
        "A parameter is frozen (requires_grad=False): no training would change it. All weights and biases are to be "
        "trained.",
        edits={_LAST: "self.layer2 = nn.Linear(4, 2).requires_grad_(False)"},
    ),
    _registers(
        "graph-cut",
        "The way back from the outputs to the parameters is cut (by detach(), item(), .data, numpy(), torch.tensor() "
        "or no_grad()): such a network gives values, but it cannot be trained.",
        edits={_COMPUTED: "y_hat: Tensor = self.sigmoid(self.layer2(self.relu(self.layer1(x)))).detach()"},
    ),
    _computes(
        "hidden-bias-left-out",
        "The bias of the hidden layer is registered, but not added: the layer is only the matrix product.",
        {"first_bias": "none"},
        formula="self.sigmoid(self.layer2(self.relu(x @ self.layer1.weight.T)))",
    ),
    _computes(
        "output-bias-left-out",
        "The bias of the output layer is registered, but not added: the layer is only the matrix product.",
        {"last_bias": "none"},
        formula="self.sigmoid(self.relu(self.layer1(x)) @ self.layer2.weight.T)",
    ),
    _computes(
        "hidden-activation-missing",
        "The hidden layer has no activation: the ReLU between the two layers is missing.",
        {"first": "none"},
        formula="self.sigmoid(self.layer2(self.layer1(x)))",
    ),
    _computes(
        "output-activation-missing",
        "The output layer has no activation: the sigmoid at the end is missing, so that values are not kept between "
        "0 and 1.",
        {"last": "none"},
        formula="self.layer2(self.relu(self.layer1(x)))",
    ),
    _computes(
        "both-activations-missing",
        "Neither layer has its activation: both the ReLU and the sigmoid are missing.",
        {"first": "none", "last": "none"},
        formula="self.layer2(self.layer1(x))",
    ),
    _computes(
        "activations-swapped",
        "The two activations have changed places: the sigmoid is applied in the hidden layer and the ReLU at the "
        "output.",
        {"first": "sigmoid", "last": "relu"},
        formula="self.relu(self.layer2(self.sigmoid(self.layer1(x))))",
    ),
    _computes(
        "sigmoid-in-hidden-layer",
        "The hidden layer has the wrong activation: a sigmoid, where the exercise asks for the ReLU.",
        {"first": "sigmoid"},
        formula="self.sigmoid(self.layer2(self.sigmoid(self.layer1(x))))",
    ),
    _computes(
        "relu-at-output",
        "The output layer has the wrong activation: a ReLU, where the exercise asks for the sigmoid.",
        {"last": "relu"},
        formula="self.relu(self.layer2(self.relu(self.layer1(x))))",
    ),
    _computes(
        "sigmoid-doubled",
        "The sigmoid is applied twice at the output, once too often.",
        {"last": "sigmoid twice"},
        formula="self.sigmoid(self.sigmoid(self.layer2(self.relu(self.layer1(x)))))",
    ),
    _computes(
        "relu-before-sigmoid",
        "The output layer has two activations: a ReLU is applied before the sigmoid, so that no output is below 0.5. "
        "The ReLU belongs to the hidden layer alone.",
        {"last": "relu, then sigmoid"},
        formula="self.sigmoid(self.relu(self.layer2(self.relu(self.layer1(x)))))",
    ),
    _computes(
        "sigmoid-after-relu",
        "The hidden layer has two activations: after the ReLU a sigmoid is applied as well. "
        "The sigmoid belongs to the output layer alone.",
        {"between": "sigmoid"},
        formula="self.sigmoid(self.layer2(self.sigmoid(self.relu(self.layer1(x)))))",
    ),
    _computes(
        "sigmoid-before-second-layer",
        "The sigmoid is in the wrong place: it is applied to the hidden values, before the second layer instead of "
        "after it.",
        {"between": "sigmoid", "last": "none"},
        formula="self.layer2(self.sigmoid(self.relu(self.layer1(x))))",
    ),
    _computes(
        "relu-before-first-layer",
        "The ReLU is in the wrong place: it is applied to the inputs, before the first layer instead of after it.",
        {"inputs": "relu", "first": "none"},
        formula="self.sigmoid(self.layer2(self.layer1(self.relu(x))))",
    ),
    _computes(
        "relu-moved-to-output",
        "The ReLU is in the wrong place: the hidden layer has none, and the output layer has it before the sigmoid.",
        {"first": "none", "last": "relu, then sigmoid"},
        formula="self.sigmoid(self.relu(self.layer2(self.layer1(x))))",
    ),
    _computes(
        "softmax-at-output",
        "The output layer has the wrong activation: a softmax, which makes the outputs of a row add up to 1. "
        "The two outputs are independent of each other.",
        {"last": "softmax"},
        {"last": "softmax over the batch"},
        formula="torch.softmax(self.layer2(self.relu(self.layer1(x))), dim=-1)",
    ),
    _computes(
        "tanh-at-output",
        "The output layer has the wrong activation: a tanh, where the exercise asks for the sigmoid.",
        {"last": "tanh"},
        formula="torch.tanh(self.layer2(self.relu(self.layer1(x))))",
    ),
    _computes(
        "tanh-in-hidden-layer",
        "The hidden layer has the wrong activation: a tanh, where the exercise asks for the ReLU.",
        {"first": "tanh"},
        formula="self.sigmoid(self.layer2(torch.tanh(self.layer1(x))))",
    ),
    _computes(
        "relative-of-relu",
        "The hidden layer has the wrong activation: a relative of the ReLU that lets something of the negative values "
        "through (leaky ReLU, ELU, GELU, softplus). The ReLU sets them to exactly 0.",
        {"first": "leaky relu"},
        {"first": "elu"},
        {"first": "gelu"},
        {"first": "softplus"},
        formula="self.sigmoid(self.layer2(nn.functional.leaky_relu(self.layer1(x))))",
    ),
    _computes(
        "outputs-rounded",
        "The outputs are turned into 0 and 1. The network's outputs are the sigmoid's values themselves.",
        {"last": "step"},
        formula="(self.sigmoid(self.layer2(self.relu(self.layer1(x)))) > 0.5).float()",
    ),
    _computes(
        "dropout-or-noise",
        "The outputs are not the same when the same inputs are given twice: something in the network is random (a "
        "dropout?).",
        formula="self.sigmoid(self.layer2(nn.functional.dropout(self.relu(self.layer1(x)))))",
    ),
)
