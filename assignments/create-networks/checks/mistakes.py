"""What students get wrong here. The likelier come first: where two give the same values, the first is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from checks.cases import Case, build, in_one_row
from torch import Tensor, nn

from grader.checks import Catalogue, Misconception


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How a training step is computed.

    Attributes:
        error: a key of ERRORS.
        reduced: a key of REDUCED.
        zeroed: whether gradients are reset.
        update: "descent", "ascent", "none", "first", or "replaced".
        rate: what the learning rate is multiplied by.
    """

    error: str = "squared"
    reduced: str = "mean"
    zeroed: bool = True
    update: str = "descent"
    rate: float = 1.0


ERRORS: dict[str, Callable[[Tensor], Tensor]] = {
    "squared": lambda d: d**2,
    "absolute": torch.abs,
    "difference": lambda d: d,
    "turned round": lambda d: -d,
}
REDUCED: dict[str, Callable[[Tensor], Tensor]] = {
    "mean": torch.mean,
    "sum": torch.sum,
    "half the mean": lambda e: e.mean() / 2,
    "root": lambda e: e.mean().sqrt(),
    "one less": lambda e: e.sum() / (e.numel() - 1),
}


def _loss(case: Case, model: nn.Module, way: Step) -> Tensor:
    difference = model(case.x) - case.y_obs
    if way.error == "square of the mean":
        return difference.mean() ** 2
    return REDUCED[way.reduced](ERRORS[way.error](difference))


def _update(case: Case, model: nn.Module, optimizer: torch.optim.Optimizer, update: str) -> None:
    graded = [(p, p.grad) for p in model.parameters() if p.grad is not None]
    if update == "replaced":
        with torch.no_grad():
            for parameter, gradient in graded:
                parameter.copy_(case.lr * gradient)
        return
    sign = -1.0 if update == "ascent" else 1.0
    for parameter, gradient in graded[1:] if update == "first" else ():
        parameter.grad = torch.zeros_like(gradient)
    if update == "none":
        return
    for _, gradient in graded:
        gradient.mul_(sign)
    optimizer.step()
    for _, gradient in graded:
        gradient.mul_(sign)


def two_steps(case: Case, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """What two steps give in this way: the loss that is returned and the parameters left, after each."""
    chosen, model = Step(**way), build(case)
    optimizer = getattr(torch.optim, case.optimizer)(model.parameters(), lr=case.lr * chosen.rate)
    values: dict[str, Tensor] = {}
    for prefix in ("", "second "):
        if chosen.zeroed:
            model.zero_grad()
        loss = _loss(case, model, chosen)
        torch.autograd.backward(loss)
        _update(case, model, optimizer, chosen.update)
        values[f"{prefix}loss"] = loss.detach()
        values[f"{prefix}parameters"] = in_one_row(dict(model.named_parameters()))
    return values


_LOSS = "loss: Tensor = ((y_pred - y_obs) ** 2).mean()\n    loss.backward()\n    optimizer.step()"
_DESCENT = "p[:] = p - lr * p.grad"


def _in_loss(id: str, message: str, loss: str, *ways: Mapping[str, Any], staff: str = "") -> Misconception:
    edits = {_LOSS: f"loss: Tensor = {loss}\n    loss.backward()\n    optimizer.step()"}
    return Misconception(
        id=id, exercise="mean-squared-error", message=message, staff_message=staff, ways=ways, edits=edits
    )


def _in_descent(
    id: str, message: str, edits: Mapping[str, str], *ways: Mapping[str, Any], symptoms: tuple[str, ...] = ()
) -> Misconception:
    return Misconception(id=id, exercise="gradient-descent", message=message, ways=ways, edits=edits, symptoms=symptoms)


MEAN_SQUARED_ERROR = (
    Misconception(
        id="pytorch-computes-the-loss",
        exercise="mean-squared-error",
        message="PyTorch still computes the loss: replace nn.MSELoss and mse_loss by the formula.",
        symptoms=(r"uses torch\.nn\.(MSELoss|functional\.mse_loss)", r"uses what is to be written by hand"),
        edits={_LOSS: "loss = nn.MSELoss()(y_pred, y_obs)\n    loss.backward()\n    optimizer.step()"},
    ),
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
        "The square root of the mean is taken: that is the root mean squared error.",
        "((y_pred - y_obs) ** 2).mean().sqrt()",
        {"reduced": "root"},
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
    Misconception(
        id="loss-gradients-add-up",
        exercise="mean-squared-error",
        message="The gradients are not reset before each step, so that those of earlier steps are added to them.",
        ways=({"zeroed": False},),
        edits={"    optimizer.zero_grad()\n    y_pred = model(x)\n": "    y_pred = model(x)\n"},
    ),
    Misconception(
        id="no-step",
        exercise="mean-squared-error",
        message="The optimizer makes no step: the parameters stay as they are.",
        ways=({"update": "none"},),
        edits={_LOSS: "loss: Tensor = ((y_pred - y_obs) ** 2).mean()\n    loss.backward()"},
    ),
)

GRADIENT_DESCENT = (
    _in_descent(
        "pytorch-descends",
        "PyTorch's optimizer is still used: delete both of its lines and change the parameters yourself.",
        {
            "            if p.grad is not None:\n                p[:] = p - lr * p.grad\n": "            pass\n"
            "    optim.SGD(model.parameters(), lr=lr).step()\n"
        },
        symptoms=(r"uses torch\.optim",),
    ),
    _in_descent(
        "name-rebound",
        "The parameters do not change: `p = ...` gives the name p to a new tensor. Write into it: `p[:] = ...`.",
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
    ),
    _in_descent(
        "learning-rate-left-out",
        "The whole gradient is subtracted: the learning rate is left out.",
        {_DESCENT: "p[:] = p - p.grad"},
        {"rate": 100.0},
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
    ),
    _in_descent(
        "gradients-add-up",
        "The gradients are not reset before each step, so that those of earlier steps are added to them.",
        {"    model.zero_grad()\n": ""},
        {"zeroed": False},
    ),
    _in_descent(
        "first-parameter-only",
        "Only the first parameter changes: the loop has to go over all of model.parameters().",
        {"for p in model.parameters():": "for p in list(model.parameters())[:1]:"},
        {"update": "first"},
    ),
)


def _made(id: str, exercise: str, message: str, edits: Mapping[str, str]) -> Misconception:
    return Misconception(id=id, exercise=exercise, message=message, edits=edits)


#: Known by the checks from the networks and trainings themselves.
NETWORKS = (
    _made(
        "activation-between",
        "networks",
        "Something stands between the linear layers, such as nn.ReLU(): these networks are linear layers alone.",
        {
            "network_8_20_1 = make_network(8, 20, 1)": "network_8_20_1 = nn.Sequential("
            "nn.Linear(8, 20), nn.ReLU(), nn.Linear(20, 1))"
        },
    ),
    _made(
        "sizes-turned-round",
        "networks",
        "The sizes are the wrong way round: nn.Linear takes the number of inputs first, then that of outputs.",
        {"network_4_1 = nn.Linear(4, 1)": "network_4_1 = nn.Linear(1, 4)"},
    ),
    _made(
        "no-hidden-layer",
        "networks",
        "The hidden layer is missing: a layer leads from the inputs directly to the outputs.",
        {"network_8_20_1 = make_network(8, 20, 1)": "network_8_20_1 = make_network(8, 1)"},
    ),
)
PARAMETERS = (
    _made(
        "bias-for-weight",
        "parameters",
        "The bias of layer 0 is -10, not its weight.",
        {"set_layer(steep[0], weight=-10)": "steep[0].bias.data[:] = -10"},
    ),
    _made(
        "other-layer",
        "parameters",
        "The weight of layer 1 is -10: layers are counted from 0, so the input layer is layer 0.",
        {"set_layer(steep[0], weight=-10)": "set_layer(steep[1], weight=-10)"},
    ),
    _made(
        "bias-forgotten",
        "parameters",
        "The weight of layer 2 is 0, but its bias is not: the output is that bias, whatever the input.",
        {"set_layer(silent[2], weight=0, bias=0)": "set_layer(silent[2], weight=0)"},
    ),
)
TRAINING = (
    _made(
        "too-few-iterations",
        "iterations",
        "The training stops while the loss still falls.",
        {"((1, 1), 200, 0.01, optim.SGD)": "((1, 1), 60, 0.01, optim.SGD)"},
    ),
    _made(
        "layer-forgotten",
        "hidden-layer",
        "The network is still the single layer from one input to one output.",
        {"((1, 10, 1), 150, 0.01, optim.SGD)": "((1, 1), 150, 0.01, optim.SGD)"},
    ),
    _made(
        "rate-still-converges",
        "learning-rate",
        "With this learning rate the loss still falls: the limit lies higher.",
        {"((1, 1), 250, 1.0, optim.SGD)": "((1, 1), 250, 0.3, optim.SGD)"},
    ),
    _made(
        "rate-far-above",
        "learning-rate",
        "The loss grows with this learning rate, and with much smaller ones too: the limit lies lower.",
        {"((1, 1), 250, 1.0, optim.SGD)": "((1, 1), 250, 3.0, optim.SGD)"},
    ),
    _made(
        "rate-changed-too",
        "adaptive-optimizer",
        "The learning rate was changed: it stays 1.5, and only the optimizer is exchanged.",
        {"((1, 1), 75, 1.5, optim.Adam)": "((1, 1), 75, 0.15, optim.Adam)"},
    ),
)

MISCONCEPTIONS = (*NETWORKS, *PARAMETERS, *TRAINING, *MEAN_SQUARED_ERROR, *GRADIENT_DESCENT)

CATALOGUES = {
    "mean-squared-error": Catalogue(two_steps, MEAN_SQUARED_ERROR),
    "gradient-descent": Catalogue(two_steps, GRADIENT_DESCENT),
}
SYMPTOMS = {"mean-squared-error": MEAN_SQUARED_ERROR, "gradient-descent": GRADIENT_DESCENT}
