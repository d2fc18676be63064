"""Mistakes in gradient descent by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.mistakes.in_steps import ADD_UP, AFTER_STEP, CUT, GRAPH_CUT, NO_BACKWARD, RESET_BEFORE_STEP

from grader.checks import Misconception

_DESCENT = "p[:] = p - lr * p.grad"
_LOOP = f"            if p.grad is not None:\n                {_DESCENT}\n"
_LOSS = "((y_pred - y_obs) ** 2).mean()\n    loss.backward()\n    lr = 0.01\n"
_BACKWARD = "    loss.backward()\n    lr = 0.01\n"


def _in_descent(
    id: str,
    message: str,
    edits: Mapping[str, str],
    *ways: Mapping[str, Any],
    symptoms: tuple[str, ...] = (),
    staff: str = "",
) -> Misconception:
    return Misconception(
        id=id,
        exercise="gradient-descent",
        message=message,
        staff_message=staff,
        ways=ways,
        edits=edits,
        symptoms=symptoms,
    )


GRADIENT_DESCENT = (
    _in_descent(
        "pytorch-descends",
        "PyTorch's optimizer is still used: delete both of its lines and change the parameters yourself.",
        {_LOOP: "            pass\n    optim.SGD(model.parameters(), lr=lr).step()\n"},
        symptoms=(r"uses torch\.optim",),
    ),
    _in_descent(
        "name-rebound",
        "The parameters do not change: nothing is written into them. `p = ...` only gives the name p to a new tensor; "
        "`p[:] = ...` writes into the parameter.",
        {_DESCENT: "p = p - lr * p.grad"},
        {"update": "none"},
    ),
    _in_descent(
        "uphill",
        "The parameters go up the slope: the gradient has to be subtracted.",
        {_DESCENT: "p[:] = p + lr * p.grad"},
        {"update": "ascent"},
    ),
    _in_descent(
        "parameter-replaced",
        "The parameters are replaced by the step instead of moved by it.",
        {_DESCENT: "p[:] = lr * p.grad"},
        {"update": "replaced"},
        {"update": "replaced by the negative"},
    ),
    _in_descent(
        "learning-rate-left-out",
        "The whole gradient is subtracted: the learning rate is left out.",
        {_DESCENT: "p[:] = p - p.grad"},
        {"rate": 100.0},
    ),
    _in_descent(
        "divided-by-learning-rate",
        "The gradient is divided by the learning rate, where it has to be multiplied by it.",
        {_DESCENT: "p[:] = p - p.grad / lr"},
        {"update": "divided"},
    ),
    _in_descent(
        "another-learning-rate",
        "The steps have another length: the learning rate of this exercise is 0.01.",
        {"lr = 0.01\n": "lr = 0.1\n"},
        {"rate": 10.0},
        {"rate": 0.1},
        {"rate": 2.0},
        {"rate": 0.5},
        {"rate": 5.0},
        {"rate": 150.0},
    ),
    _in_descent("gradients-add-up", ADD_UP, {"    model.zero_grad()\n": ""}, {"zeroed": False}),
    _in_descent(
        "first-parameter-only",
        "Only the first parameter changes: the loop has to go over all of model.parameters().",
        {"for p in model.parameters():": "for p in list(model.parameters())[:1]:"},
        {"update": "first"},
    ),
    _in_descent(
        "gradient-squared",
        "The gradient is squared before it is subtracted, so that it loses its sign.",
        {_DESCENT: "p[:] = p - lr * p.grad**2"},
        {"update": "squared"},
    ),
    _in_descent(
        "parameter-for-gradient",
        "A part of the parameter itself is subtracted, where its gradient is meant.",
        {_DESCENT: "p[:] = p - lr * p"},
        {"update": "own value"},
    ),
    _in_descent(
        "loss-after-step",
        AFTER_STEP,
        {
            f"                {_DESCENT}\n    return loss.item()": (
                f"                {_DESCENT}\n    return ((model(x) - y_obs) ** 2).mean().item()"
            )
        },
        {"returned": "after"},
    ),
    _in_descent(
        "recorded-step",
        "The step is written into the parameters where PyTorch records operations, which it refuses: see no_grad.",
        {
            "    with torch.no_grad():\n        for p in model.parameters():": "    if x is not None:\n"
            "        for p in model.parameters():"
        },
        symptoms=(r"leaf Variable that requires grad",),
    ),
    _in_descent("no-backward", NO_BACKWARD, {_BACKWARD: "    lr = 0.01\n"}),
    _in_descent("graph-cut", GRAPH_CUT, {_LOSS: _LOSS.replace("(y_pred -", "(y_pred.detach() -")}, symptoms=CUT),
    _in_descent(
        "reset-before-step",
        RESET_BEFORE_STEP,
        {
            "    model.zero_grad()\n": "",
            _BACKWARD: "    loss.backward()\n    model.zero_grad()\n    lr = 0.01\n",
        },
    ),
)
