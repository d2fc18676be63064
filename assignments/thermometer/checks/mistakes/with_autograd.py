"""Mistakes in the trainings with autograd and with an optimizer."""

from __future__ import annotations

from checks.mistakes.made import changed, mistakes_of

_ADD_UP = "The gradients of all epochs add up: nothing clears them between two calls of backward()."

_mistake = mistakes_of("autograd")
AUTOGRAD = (
    _mistake(
        "gradients-add-up",
        _ADD_UP,
        {"        if params.grad is not None:\n            params.grad.zero_()\n": ""},
        {"zero": False},
    ),
    _mistake(
        "uphill",
        "The steps go uphill: against the gradient is where the loss falls.",
        changed("            params -= learning_rate", "-=", "+="),
        {"sign": -1},
    ),
)

_CLEAR = "        optimizer.zero_grad()\n"
_STEP = "        optimizer.step()\n"
_TRAIN = f"        loss = loss_fn(model(t_u, *params), t_c)\n{_CLEAR}        loss.backward()\n{_STEP}"

_mistake = mistakes_of("optimizer")
OPTIMIZER = (
    _mistake("gradients-add-up", _ADD_UP, changed(_TRAIN, _CLEAR, ""), {"zero": False}),
    _mistake(
        "never-steps",
        "The parameters stay where they are: the optimizer never makes a step.",
        changed(_TRAIN, _STEP, ""),
        {"rate": 0.0},
    ),
)

_VAL_LOSS = "val_loss = loss_fn(model(val_t_u, *params), val_t_c)\n"
_UNRECORDED = f"        with torch.no_grad():\n            {_VAL_LOSS}"
_RECORDED = f"        {_VAL_LOSS}"
_BACKWARD = f"        train_loss.backward()\n{_STEP}        if log:"
_LOG = "            log(epoch, float(train_loss.detach()), float(val_loss))"

_mistake = mistakes_of("validation")
VALIDATION = (
    _mistake(
        "learns-from-validation",
        "The validation set is learned from: nothing may flow from its loss into the parameters.",
        {_UNRECORDED: _RECORDED, **changed(_BACKWARD, "train_loss", "(train_loss + val_loss)")},
        {"learns": "both sets"},
        {"learns": "the validation set"},
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
)
