"""Mistakes in the mean squared error by hand, and in the step around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.mistakes.in_steps import ADD_UP, AFTER_STEP, CUT, GRAPH_CUT, NO_BACKWARD, RESET_BEFORE_STEP

from grader.checks import Misconception

_RESET = "    optimizer.zero_grad()\n    y_pred = model(x)\n"
_REST = "    loss.backward()\n    optimizer.step()"
_LOSS = f"loss: Tensor = ((y_pred - y_obs) ** 2).mean()\n{_REST}"


def _in_step(
    id: str,
    message: str,
    edits: Mapping[str, str],
    *ways: Mapping[str, Any],
    staff: str = "",
    symptoms: tuple[str, ...] = (),
) -> Misconception:
    return Misconception(
        id=id,
        exercise="mean-squared-error",
        message=message,
        staff_message=staff,
        ways=ways,
        symptoms=symptoms,
        edits=edits,
    )


def _in_loss(id: str, message: str, loss: str, *ways: Mapping[str, Any], staff: str = "") -> Misconception:
    return _in_step(id, message, {_LOSS: f"loss: Tensor = {loss}\n{_REST}"}, *ways, staff=staff)


#: The loss that a step computes.
LOSSES = (
    _in_loss(
        "sum-for-mean",
        "The squared errors are added up, but not divided by their number.",
        "((y_pred - y_obs) ** 2).sum()",
        {"reduced": "sum"},
    ),
    _in_loss(
        "absolute-error",
        "The errors are taken without their sign instead of squared: that is the mean absolute error.",
        "(y_pred - y_obs).abs().mean()",
        {"error": "absolute"},
    ),
    _in_loss(
        "root-taken",
        "The square root is taken, which the formula does not have: that is the root mean squared error, or a norm.",
        "((y_pred - y_obs) ** 2).mean().sqrt()",
        {"reduced": "root"},
        {"reduced": "root of the sum"},
    ),
    _in_loss(
        "half-the-mean",
        "The loss is half the mean of the squared errors: the formula has no factor 1/2.",
        "((y_pred - y_obs) ** 2).mean() / 2",
        {"reduced": "half the mean"},
    ),
    _in_loss(
        "not-squared",
        "The errors are not squared: positive and negative ones cancel.",
        "(y_pred - y_obs).mean()",
        {"error": "difference"},
        {"error": "turned round"},
    ),
    _in_loss(
        "square-of-the-mean",
        "The mean is taken before squaring: square each error first, then take the mean.",
        "(y_pred - y_obs).mean() ** 2",
        {"error": "square of the mean"},
    ),
    _in_loss(
        "one-less",
        "The sum is divided by one less than the number of values, as a variance is.",
        "((y_pred - y_obs) ** 2).sum() / (len(y_obs) - 1)",
        {"reduced": "one less"},
    ),
    _in_loss(
        "loss-over-all-pairs",
        "The two tensors have different shapes, and PyTorch stretches them (broadcasting): each prediction is compared "
        "with every observation, not with its own alone.",
        "((y_pred.flatten() - y_obs) ** 2).mean()",
        {"error": "all pairs"},
        {"error": "all pairs", "reduced": "sum by observations"},
        {"error": "all pairs", "reduced": "sum"},
        staff="(N, 1) minus (N,) is (N, N): flatten(), squeeze() or [:, 0] on one side alone.",
    ),
    _in_loss(
        "one-side-squared",
        "Only one of the two tensors is squared, and not their difference: a power is taken before a subtraction.",
        "(y_pred - y_obs**2).mean()",
        {"error": "observations squared"},
        {"error": "predictions squared"},
        staff="Parentheses are missing: y_pred - y_obs ** 2.",
    ),
    _in_loss(
        "squares-subtracted",
        "Each tensor is squared by itself, and the squares are subtracted: it is the difference that is squared.",
        "(y_pred**2 - y_obs**2).mean()",
        {"error": "squares subtracted"},
        {"error": "squares turned round"},
    ),
    _in_loss(
        "inputs-for-observations",
        "The predictions are compared with the inputs x: compare them with the observations y_obs.",
        "((y_pred - x) ** 2).mean()",
        {"error": "inputs"},
    ),
    _in_loss(
        "fixed-number",
        "The sum is divided by 200, however many values there are: take their number from the tensors.",
        "((y_pred - y_obs) ** 2).sum() / 200",
        {"reduced": "by 200"},
        staff="Right on the given data alone.",
    ),
    _in_loss(
        "divided-twice",
        "The sum is divided by the number of values twice: a mean is divided by it already.",
        "((y_pred - y_obs) ** 2).mean() / len(y_obs)",
        {"reduced": "mean again"},
    ),
    _in_loss(
        "added-for-subtracted",
        "Predictions and observations are added; the error is their difference.",
        "((y_pred + y_obs) ** 2).mean()",
        {"error": "summed"},
    ),
)

MEAN_SQUARED_ERROR = (
    _in_step(
        "pytorch-computes-the-loss",
        "PyTorch still computes the loss: replace nn.MSELoss and mse_loss by the formula.",
        {_LOSS: f"loss = nn.MSELoss()(y_pred, y_obs)\n{_REST}"},
        symptoms=(r"uses torch\.nn\.(MSELoss|functional\.mse_loss)", r"uses what is to be written by hand"),
    ),
    *LOSSES,
    _in_step("loss-gradients-add-up", ADD_UP, {_RESET: "    y_pred = model(x)\n"}, {"zeroed": False}),
    _in_step(
        "loss-after-step",
        AFTER_STEP,
        {f"{_LOSS}\n    return loss.item()": f"{_LOSS}\n    return ((model(x) - y_obs) ** 2).mean().item()"},
        {"returned": "after"},
    ),
    _in_step(
        "no-step",
        "The optimizer makes no step: the parameters stay as they are.",
        {_LOSS: _LOSS.removesuffix("\n    optimizer.step()")},
    ),
    _in_step("no-backward", NO_BACKWARD, {_LOSS: _LOSS.replace("    loss.backward()\n", "")}),
    _in_step("graph-cut", GRAPH_CUT, {_LOSS: _LOSS.replace("(y_pred -", "(y_pred.detach() -")}, symptoms=CUT),
    _in_step(
        "reset-before-step",
        RESET_BEFORE_STEP,
        {
            _RESET: "    y_pred = model(x)\n",
            _LOSS: _LOSS.replace("    optimizer.step()", "    optimizer.zero_grad()\n    optimizer.step()"),
        },
    ),
    _in_step(
        "step-before-backward",
        "The step comes before the backward pass, when there are no gradients yet.",
        {_LOSS: _LOSS.replace(_REST, "    optimizer.step()\n    loss.backward()")},
    ),
    _in_step(
        "optimizer-ignored",
        "The optimizer that the function is given makes no step: the parameters are changed without it, so that no "
        "other optimizer could be tried.",
        {
            _LOSS: _LOSS.replace(
                "    optimizer.step()",
                "    with torch.no_grad():\n        for p in model.parameters():\n            p -= 0.01 * p.grad",
            )
        },
    ),
)
