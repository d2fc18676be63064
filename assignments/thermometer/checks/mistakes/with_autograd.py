"""Mistakes in the trainings with autograd, with an optimizer, and with a validation set."""

from __future__ import annotations

from checks.mistakes.in_loops import (
    ADD_UP,
    BACKWARD_ON_OUTPUTS,
    ELEVEN,
    FORWARD_OUTSIDE_LOOP,
    GRAPH_CUT,
    NO_BACKWARD,
    NO_SCALAR,
    NOTEBOOK_READINGS,
    RATE_HARD_CODED,
    RETURNS_IN_LOOP,
    TOO_FEW,
    TOO_MANY,
    TWICE,
    UPHILL,
    ZEROED_BEFORE_STEP,
    OptimizerLoop,
)
from checks.mistakes.made import changed, mistakes_of

_GUARD = "        if params.grad is not None:\n            params.grad.zero_()\n"
_BACKWARD = "        loss.backward()\n        assert params.grad is not None\n"
_DESCENT = "            params -= learning_rate * params.grad"
_INSIDE = f"        with torch.no_grad():\n{_DESCENT}"
_EPOCHS = f"    for epoch in range(1, n_epochs + 1):\n{_GUARD}"

_FORWARD = "        loss = loss_fn(model(t_u, *params), t_c)\n"

_mistake = mistakes_of("autograd")
AUTOGRAD = (
    _mistake("gradients-add-up", ADD_UP, {_GUARD: ""}, {"zero": False}),
    _mistake("uphill", UPHILL, changed(_DESCENT, "-=", "+="), {"sign": -1}),
    _mistake("no-backward", NO_BACKWARD, {_BACKWARD: ""}),
    _mistake("graph-cut", GRAPH_CUT, {_BACKWARD: _BACKWARD.replace(".back", ".detach().back")}),
    _mistake(
        "forward-outside-loop",
        FORWARD_OUTSIDE_LOOP,
        {f"{_EPOCHS}{_FORWARD}": f"{_FORWARD.removeprefix('    ')}{_EPOCHS}"},
        symptoms=TWICE,
    ),
    _mistake(
        "backward-on-outputs",
        BACKWARD_ON_OUTPUTS,
        {_BACKWARD: _BACKWARD.replace("loss.back", "model(t_u, *params).back")},
        symptoms=NO_SCALAR,
    ),
    _mistake(
        "recorded-step",
        "The step changes params in place where PyTorch records operations, which it refuses: see torch.no_grad.",
        {_INSIDE: f"        if epoch:\n{_DESCENT}"},
        symptoms=(r"leaf Variable that requires grad",),
    ),
    _mistake(
        "params-rebound",
        "The step makes a new tensor, to which no gradients come any more: change params in place, or have the new "
        "tensor require gradients.",
        changed(_DESCENT, "params -= learning_rate", "params = params - learning_rate"),
        staff="params = params - ...: right for one epoch; in the second there is no graph, or params.grad is None.",
    ),
    _mistake(
        "nothing-to-clear",
        "In the first epoch there is no gradient yet that could be cleared: params.grad is None then.",
        {_GUARD: "        params.grad.zero_()\n"},
        symptoms=(r"'NoneType' object has no attribute '(zero_|fill_|data|detach_?)'",),
    ),
    _mistake(
        "zeroed-before-step",
        ZEROED_BEFORE_STEP,
        {_GUARD: "", _BACKWARD: f"{_BACKWARD}        params.grad.zero_()\n"},
    ),
    _mistake(
        "never-steps",
        "The parameters stay where they are: nothing is subtracted from them, or only zeros are.",
        {_INSIDE: "        params.grad * learning_rate"},
        {"rate": 0.0},
    ),
    _mistake(
        "returns-in-loop",
        RETURNS_IN_LOOP,
        {_INSIDE: f"{_INSIDE}\n        return params"},
        {"only_epochs": 1},
    ),
    _mistake(
        "one-epoch-too-few", TOO_FEW, {_EPOCHS: f"    for epoch in range(1, n_epochs):\n{_GUARD}"}, {"more_epochs": -1}
    ),
    _mistake(
        "one-epoch-too-many",
        TOO_MANY,
        {_EPOCHS: f"    for epoch in range(n_epochs + 1):\n{_GUARD}"},
        {"more_epochs": 1},
    ),
    _mistake("rate-hard-coded", RATE_HARD_CODED, changed(_DESCENT, "learning_rate", "0.01"), {"rate": 0.01}),
    _mistake(
        "notebook-readings",
        NOTEBOOK_READINGS,
        {f"{_EPOCHS}{_FORWARD}": f"{_EPOCHS}{_FORWARD.replace('t_u', 't_un')}"},
        symptoms=ELEVEN,
    ),
    _mistake(
        "learning-rate-missing",
        "The step is the whole gradient: it has to be multiplied by the learning rate.",
        changed(_DESCENT, "learning_rate * ", ""),
        {"rate": 1.0},
    ),
)

_LOOP = OptimizerLoop(
    forward="        loss = loss_fn(model(t_u, *params), t_c)\n",
    outputs="model(t_u, *params)",
    before="        loss = loss_fn(model(t_u, *params), t_c)\n",
    loss="loss",
    after="",
    trained="[params]",
)
OPTIMIZER = tuple(_LOOP.mistakes(mistakes_of("optimizer")))

_VAL_LOSS = "val_loss = loss_fn(model(val_t_u, *params), val_t_c)\n"
_UNRECORDED = f"        with torch.no_grad():\n            {_VAL_LOSS}"
_RECORDED = f"        {_VAL_LOSS}"
_SUMMED = "        train_loss.backward()\n        optimizer.step()\n        if log:"
_LOG = "            log(epoch, float(train_loss.detach()), float(val_loss))"
_TRAIN_LOSS = "        train_loss = loss_fn(model(train_t_u, *params), train_t_c)\n"

_LOOP = OptimizerLoop(
    forward=_TRAIN_LOSS,
    outputs="model(train_t_u, *params)",
    before="",
    loss="train_loss",
    after="        if log:",
    trained="[params]",
)
_mistake = mistakes_of("validation")
VALIDATION = (
    *_LOOP.mistakes(_mistake),
    _mistake(
        "learns-from-validation",
        "The validation set is learned from: nothing may flow from its loss into the parameters.",
        {_UNRECORDED: _RECORDED, **changed(_SUMMED, "train_loss", "(train_loss + val_loss)")},
        {"learns": "both sets"},
        {"learns": "the validation set"},
        {"learns": "both sets in one"},
    ),
    _mistake(
        "graph-for-validation",
        "A graph is recorded for the validation set, though nobody asks for its gradient.",
        {_UNRECORDED: _RECORDED, **changed(_LOG, "float(val_loss)", "float(val_loss.detach())")},
    ),
    _mistake(
        "validation-ignored",
        "The validation set is never looked at.",
        {_UNRECORDED: "        val_loss = train_loss.detach()\n"},
    ),
    _mistake(
        "sets-mixed-up",
        "Readings of one set are compared with temperatures of the other: is the order of the arguments the one that "
        "was asked for?",
        changed(_TRAIN_LOSS, "train_t_c", "val_t_u"),
        symptoms=(r"The size of tensor a \(\d+\) must match the size of tensor b",),
        staff="Often def training_loop(..., train_t_u, train_t_c, val_t_u, val_t_c).",
    ),
)
