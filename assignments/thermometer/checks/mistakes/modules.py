"""Mistakes in the modules and in their training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checks.mistakes.in_loops import OptimizerLoop
from checks.mistakes.made import Mistake, changed, mistakes_of

from grader.checks import Misconception

#: Besides none, that students take for tanh: keys of the activations in checks/modules.py.
OTHER_ACTIVATIONS = ("relu", "sigmoid", "leaky relu", "elu", "hard tanh", "soft plus")

_LOSS = "        train_loss = loss_fn(model(t_u_train), t_c_train)"
_VAL = "        with torch.no_grad():\n            val_loss = loss_fn(model(t_u_val), t_c_val)\n"
_SUMMED = "        train_loss.backward()\n        optimizer.step()\n        if epoch == 1"
_TRAINED = "        optim.SGD(linear_model.parameters(), lr=1e-2),\n        linear_model,"
_LINEAR = "linear_model = nn.Linear(1, 1)"

_LOOP = OptimizerLoop(
    forward=f"{_LOSS}\n",
    outputs="model(t_u_train)",
    before="",
    loss="train_loss",
    after="        if epoch == 1",
    trained="model.parameters()",
)
_mistake = mistakes_of("linear-model")
LINEAR_MODEL = (
    *_LOOP.mistakes(_mistake),
    _mistake(
        "own-loss",
        "The loop takes the mean squared error, whatever loss it is given.",
        changed(_LOSS, "loss_fn", "nn.functional.mse_loss"),
        {"loss": "squares"},
    ),
    _mistake(
        "another-model",
        "The module that the loop is given does not learn: the loss leads to none of its parameters. It comes from "
        "another model, or its graph is cut.",
        changed(_LOSS, "model(", "linear_model("),
    ),
    _mistake(
        "learns-from-validation",
        "The validation set is learned from: nothing may flow from its loss into the parameters.",
        {
            _VAL: _VAL.replace("with torch.no_grad()", "if epoch"),
            **changed(_SUMMED, "train_loss", "(train_loss + val_loss)"),
        },
        {"learns": "both sets"},
        {"learns": "the validation set"},
    ),
    _mistake(
        "no-bias",
        "A layer has no bias, so that its output is 0 where its input is.",
        changed(_LINEAR, "1, 1", "1, 1, bias=False"),
    ),
    _mistake(
        "linear-model-untrained",
        "`linear_model` is as PyTorch made it: no step of an optimizer has changed it.",
        {_TRAINED: "        optim.SGD(nn.Linear(1, 1).parameters(), lr=1e-2),\n        nn.Linear(1, 1),"},
        staff="The optimizer has another module's parameters, or the name was bound to a new module afterwards.",
    ),
    _mistake(
        "linear-model-diverged",
        "The training of linear_model has diverged: its steps are too long. Did it run on the readings as they are?",
        changed(_TRAINED, "1e-2", "1.0"),
    ),
    _mistake(
        "linear-model-too-few-epochs",
        "The training of linear_model goes in the right direction, and was stopped early.",
        {"        1000,\n        optim": "        100,\n        optim"},
    ),
    _mistake(
        "linear-model-is-flat",
        "linear_model gives nearly the same temperature for every reading: its training compared each output with "
        "every target. The targets need a second dimension, as the inputs have one.",
        {"t_un.unsqueeze(1), t_c.unsqueeze(1)": "t_un.unsqueeze(1), t_c"},
        staff="(11, 1) minus (11,) is (11, 11). PyTorch warns of it.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where a network's parts stand in the reference.

    Attributes:
        another, without: edits that give it another activation, and none.
        doubled, after: edits that apply the activation twice, and after the output layer.
        layers: the lines of the two layers.
        size: of the hidden layer.
    """

    another: Mapping[str, str]
    without: Mapping[str, str]
    doubled: Mapping[str, str]
    after: Mapping[str, str]
    layers: str
    size: int


def _of_network(mistake: Mistake, places: _Places) -> tuple[Misconception, ...]:
    size, layers = str(places.size), places.layers
    return (
        mistake(
            "another-activation",
            "The activation is not tanh.",
            places.another,
            *({"activation": name} for name in OTHER_ACTIVATIONS),
        ),
        mistake(
            "no-activation",
            "The activation is missing: two linear layers in a row are one.",
            places.without,
            {"activation": "none"},
        ),
        mistake("activation-doubled", "The activation is applied twice.", places.doubled, {"activation": "tanh twice"}),
        mistake(
            "activation-at-end",
            "There is an activation after the output layer, so that no temperature beyond its range can be predicted.",
            places.after,
            {"after": "tanh"},
            {"after": "tanh", "activation": "none"},
        ),
        mistake(
            "hidden-size",
            f"The hidden layer has another number of units than {size}.",
            {layers: layers.replace(size, "10")},
        ),
        mistake(
            "no-bias",
            "A layer has no bias, so that its output is 0 where its input is.",
            {layers: layers.replace(f"{size}, 1)", f"{size}, 1, bias=False)")},
        ),
        mistake(
            "sizes-turned-round",
            "The sizes of a layer are the wrong way round: nn.Linear takes the number of inputs first.",
            {layers: layers.replace(f"nn.Linear(1, {size})", f"nn.Linear({size}, 1)", 1)},
        ),
    )


def _of_class(mistake: Mistake, layers: str, forward: str, start: str) -> tuple[Misconception, ...]:
    """What goes wrong with a class around a network."""
    line = layers.splitlines()[0]
    size = line.rpartition(", ")[2].rstrip(")")
    return (
        mistake(
            "not-registered",
            "Layers in a plain list or dict are not found by the module: give each an attribute of its own.",
            {
                layers: layers.replace(line, f"        self.layers = [nn.Linear(1, {size})]"),
                forward: forward.replace("self.hidden_linear", "self.layers[0]"),
            },
        ),
        mistake(
            "no-super-init",
            "The class does not initialise what it derives from, before it makes its layers.",
            {start: start.partition("        super().__init__()")[0] + line},
            symptoms=(r"before Module.__init__\(\) call", r"object has no attribute '_(parameters|modules|buffers)'"),
        ),
        mistake(
            "no-forward",
            "The class has no method `forward`: that is the name under which nn.Module looks for it.",
            {_between(layers, forward): _between(layers, forward).replace("def forward", "def forwards")},
            symptoms=(r"missing the required \"forward\" function",),
        ),
    )


def _between(layers: str, forward: str) -> str:
    """From the last of a class's layers to what its forward computes, as it stands in the reference."""
    head = '    def forward(self, input: Tensor) -> Tensor:\n        """The network\'s outputs."""\n'
    middle = f"\n\n{head}        output: Tensor = "
    return f"{layers.splitlines()[-1]}{middle}{forward}"


_WRONG_NAMES = "The layers have other names than those that were asked for."
_NUMBERED = "seq_model = nn.Sequential(nn.Linear(1, 13), nn.Tanh(), nn.Linear(13, 1))"
_NAMED = '("hidden_activation", nn.Tanh())'
_NAMED_WHOLE = f"""namedseq_model = nn.Sequential(
    OrderedDict(
        [
            ("hidden_linear", nn.Linear(1, 13)),
            {_NAMED},
            ("output_linear", nn.Linear(13, 1)),
        ]
    )
)"""
_mistake = mistakes_of("sequential")
SEQUENTIAL = (
    *_of_network(
        _mistake,
        _Places(
            another=changed(_NAMED, "Tanh", "ReLU"),
            without=changed(_NAMED, "Tanh", "Identity"),
            doubled={_NAMED: '("hidden_activation", nn.Sequential(nn.Tanh(), nn.Tanh()))'},
            after={_NUMBERED: "seq_model = nn.Sequential(nn.Linear(1, 13), nn.Tanh(), nn.Linear(13, 1), nn.Tanh())"},
            layers=_NUMBERED,
            size=13,
        ),
    ),
    _mistake("layer-names", _WRONG_NAMES, {'("hidden_linear", nn': '("hidden", nn'}),
    _mistake(
        "activation-name",
        "The activation does not have the name hidden_activation.",
        {_NAMED: '("tanh", nn.Tanh())'},
    ),
    _mistake(
        "names-missing",
        "The modules have numbers for names: names come from an OrderedDict.",
        {_NAMED_WHOLE: "namedseq_model = nn.Sequential(nn.Linear(1, 13), nn.Tanh(), nn.Linear(13, 1))"},
    ),
)

_START = "    def __init__(self) -> None:\n        super().__init__()\n"
_FORWARD = "self.output_linear(self.hidden_activation(self.hidden_linear(input)))"
_LAYERS = """\
        self.hidden_linear = nn.Linear(1, 13)
        self.hidden_activation = nn.Tanh()
        self.output_linear = nn.Linear(13, 1)"""
_mistake = mistakes_of("subclass")
SUBCLASS = (
    *_of_network(
        _mistake,
        _Places(
            another=changed(_LAYERS, "Tanh", "ReLU"),
            without={_FORWARD: "self.output_linear(self.hidden_linear(input))"},
            doubled=changed(_FORWARD, "self.hidden_linear(input)", "self.hidden_activation(self.hidden_linear(input))"),
            after={_FORWARD: f"self.hidden_activation({_FORWARD})"},
            layers=_LAYERS,
            size=13,
        ),
    ),
    *_of_class(_mistake, _LAYERS, _FORWARD, f"{_START}        self.hidden_linear = nn.Linear(1, 13)"),
    _mistake(
        "layer-names",
        _WRONG_NAMES,
        {
            _LAYERS: _LAYERS.replace("hidden_linear", "hidden"),
            _FORWARD: _FORWARD.replace("hidden_linear", "hidden"),
        },
    ),
    _mistake(
        "activation-name",
        "The activation does not have the name hidden_activation.",
        {
            _LAYERS: _LAYERS.replace("hidden_activation", "tanh"),
            _FORWARD: _FORWARD.replace("hidden_activation", "tanh"),
        },
    ),
)

_TANH = "self.output_linear(torch.tanh(self.hidden_linear(input)))"
_WIDE = "        self.hidden_linear = nn.Linear(1, 14)\n        self.output_linear = nn.Linear(14, 1)"
_mistake = mistakes_of("functional")
FUNCTIONAL = (
    *_of_network(
        _mistake,
        _Places(
            another=changed(_TANH, "tanh", "relu"),
            without={_TANH: "self.output_linear(self.hidden_linear(input))"},
            doubled=changed(_TANH, "self.hidden_linear(input)", "torch.tanh(self.hidden_linear(input))"),
            after={_TANH: f"torch.tanh({_TANH})"},
            layers=_WIDE,
            size=14,
        ),
    ),
    *_of_class(_mistake, _WIDE, _TANH, f"{_START}        self.hidden_linear = nn.Linear(1, 14)"),
    _mistake(
        "layer-names",
        _WRONG_NAMES,
        {_WIDE: _WIDE.replace("hidden_linear", "hidden"), _TANH: _TANH.replace("hidden_linear", "hidden")},
    ),
    _mistake(
        "activation-module",
        "The activation is still a module. As a function it needs no place in the class.",
        {
            _WIDE: f"{_WIDE}\n        self.activation = nn.Tanh()",
            **changed(_TANH, "torch.tanh", "self.activation"),
        },
    ),
)
