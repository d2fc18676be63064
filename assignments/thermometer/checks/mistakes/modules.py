"""Mistakes in the modules and in their training."""

from __future__ import annotations

from collections.abc import Mapping

from checks.mistakes.made import Mistake, changed, mistakes_of

from grader.checks import Misconception

_CLEAR = "        optimizer.zero_grad()\n"
_STEP = "        optimizer.step()\n"
_TRAIN = f"{_CLEAR}        train_loss.backward()\n{_STEP}        if epoch == 1"
_LOSS = "        train_loss = loss_fn(model(t_u_train), t_c_train)"

_mistake = mistakes_of("linear-model")
LINEAR_MODEL = (
    _mistake(
        "gradients-add-up",
        "The gradients of all epochs add up: nothing clears them between two calls of backward().",
        changed(_TRAIN, _CLEAR, ""),
        {"zero": False},
    ),
    _mistake(
        "own-loss",
        "The loop takes the mean squared error, whatever loss it is given.",
        changed(_LOSS, "loss_fn", "nn.functional.mse_loss"),
        {"loss": "squares"},
    ),
    _mistake(
        "never-steps",
        "The parameters stay where they are: the optimizer never makes a step.",
        changed(_TRAIN, _STEP, ""),
        {"rate": 0.0},
    ),
)


def _activations(
    mistake: Mistake, another: Mapping[str, str], missing: Mapping[str, str]
) -> tuple[Misconception, Misconception]:
    return (
        mistake(
            "another-activation",
            "The activation is not tanh.",
            another,
            {"activation": "relu"},
            {"activation": "sigmoid"},
        ),
        mistake(
            "no-activation",
            "The activation is missing: two linear layers in a row are one.",
            missing,
            {"activation": "none"},
        ),
    )


_NAMED = '("hidden_activation", nn.Tanh())'
SEQUENTIAL = _activations(
    mistakes_of("sequential"), changed(_NAMED, "Tanh", "ReLU"), changed(_NAMED, "Tanh", "Identity")
)

_FORWARD = "self.output_linear(self.hidden_activation(self.hidden_linear(input)))"
_LAYERS = "        self.hidden_linear = nn.Linear(1, 13)\n        self.hidden_activation = nn.Tanh()"
_mistake = mistakes_of("subclass")
SUBCLASS = (
    *_activations(
        _mistake,
        changed(_LAYERS, "Tanh", "ReLU"),
        {_FORWARD: "self.output_linear(self.hidden_linear(input))"},
    ),
    _mistake(
        "not-registered",
        "Layers in a plain list or dict are not found by the module: give each an attribute of its own.",
        {
            **changed(_LAYERS, "self.hidden_linear = nn.Linear(1, 13)", "self.layers = [nn.Linear(1, 13)]"),
            **changed(_FORWARD, "self.hidden_linear", "self.layers[0]"),
        },
    ),
)

_TANH = "torch.tanh(self.hidden_linear(input))"
_WIDE = "        self.hidden_linear = nn.Linear(1, 14)\n"
_mistake = mistakes_of("functional")
FUNCTIONAL = (
    *_activations(_mistake, changed(_TANH, "tanh", "relu"), {_TANH: "self.hidden_linear(input)"}),
    _mistake(
        "activation-module",
        "The activation is still a module. As a function it needs no place in the class.",
        {_WIDE: f"{_WIDE}        self.activation = nn.Tanh()\n", **changed(_TANH, "torch.tanh", "self.activation")},
    ),
)
