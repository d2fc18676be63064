"""The exercises with everything about them variable: what a mistake would have given is computed here, in float64.

The defaults are the right way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from checks.readings import Readings
from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A training with an optimizer of PyTorch's on hidden readings.

    Attributes:
        readings: what to fit, and where the parameters begin.
        validation: a second set; None without one.
        optimizer: its class: "SGD". options: its arguments.
    """

    readings: Readings
    epochs: int
    optimizer: str
    options: Mapping[str, float]
    validation: Readings | None = None
    loss: str = "squares"


def line(readings: Readings, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The predicted temperatures. Ways: value, of VALUES_OF_LINE."""
    values = {
        "right": readings.w * readings.t_u + readings.b,
        "no intercept": readings.w * readings.t_u,
        "swapped": readings.b * readings.t_u + readings.w,
        "subtracted": readings.w * readings.t_u - readings.b,
    }
    return {"model": values[way.get("value", "right")]}


def loss(readings: Readings, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The loss. Ways: of: "squares", "absolute" or "differences"; reduced: "mean", "sum", "none", "root" or "half"."""
    difference = line(readings, {})["model"] - readings.t_c
    of = {"squares": difference**2, "absolute": difference.abs(), "differences": difference}[way.get("of", "squares")]
    reduced = {"mean": of.mean(), "sum": of.sum(), "none": of, "root": of.mean().abs().sqrt(), "half": of.mean() / 2}
    return {"loss": reduced[way.get("reduced", "mean")]}


def rates(readings: Readings, way: Mapping[str, Any], delta: float = 0.1) -> dict[str, Tensor]:
    """The rates of change. Ways: side: "both", "forward" or "backward"; over: "2 delta", "delta" or "nothing"; sign."""
    exact = readings.double()

    def moved(name: str, by: float) -> Tensor:
        parameters = {"w": exact.w, "b": exact.b}
        parameters[name] = parameters[name] + by
        return loss(Readings(t_u=exact.t_u, t_c=exact.t_c, **parameters), {})["loss"]

    high, low = {"both": (delta, -delta), "forward": (delta, 0.0), "backward": (0.0, -delta)}[way.get("side", "both")]
    width = {"2 delta": 2 * delta, "delta": delta, "nothing": 1.0}[way.get("over", "2 delta")]
    return {name: way.get("sign", 1) * (moved(name, high) - moved(name, low)) / width for name in ("w", "b")}


def derivatives(readings: Readings, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The three derivatives. Ways: factor, sign, mean (of dloss_fn); dw and db: what the others are."""
    return {
        "dloss_fn": _of_loss(readings, way),
        "dmodel_dw": {
            "t_u": readings.t_u,
            "w": readings.w,
            "w everywhere": readings.w * torch.ones_like(readings.t_u),
            "one": torch.ones(()),
        }[way.get("dw", "t_u")],
        "dmodel_db": {"one": torch.ones(()), "b": readings.b, "zero": torch.zeros(())}[way.get("db", "one")],
    }


def _of_loss(readings: Readings, way: Mapping[str, Any]) -> Tensor:
    difference = line(readings, {})["model"] - readings.t_c
    value = way.get("sign", 1) * way.get("factor", 2) * difference
    return value / len(difference) if way.get("mean", True) else value


def gradient(readings: Readings, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The gradient. Ways: those of dloss_fn; reduced: "sum", "mean" or "none"; order; inner: with dmodel_dw."""
    outer = _of_loss(readings, way)
    products = [outer * readings.t_u if way.get("inner", True) else outer, outer]
    reduced = {"sum": Tensor.sum, "mean": Tensor.mean, "none": Tensor.clone}[way.get("reduced", "sum")]
    parts = [reduced(product) for product in products]
    return {"gradient": torch.stack(parts[::-1] if way.get("order") == "swapped" else parts)}


def trained(training: Training, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The parameters after a training. Ways: sign, rate, zero (the gradients), more_epochs, loss, learns, at.

    learns: "the training set", "both sets", "the validation set"; at: "the present", or "the start" for gradients that
    are always those of the first parameters.
    """
    start = training.readings.params.double()
    params = start.clone().requires_grad_()
    options = {**training.options, **({"lr": way["rate"]} if "rate" in way else {})}
    optimizer = getattr(torch.optim, training.optimizer)([params], **options)
    for _ in range(training.epochs + way.get("more_epochs", 0)):
        if way.get("zero", True):
            optimizer.zero_grad()
        if way.get("at") == "the start":
            with torch.no_grad():
                params.copy_(start)
        value = way.get("sign", 1) * _training_loss(training, params, way)
        value.backward()
        optimizer.step()
    return {"params": params.detach()}


def _training_loss(training: Training, params: Tensor, way: Mapping[str, Any]) -> Tensor:
    sets = {
        "the training set": [training.readings],
        "both sets": [training.readings, training.validation],
        "the validation set": [training.validation],
    }[way.get("learns", "the training set")]
    losses = []
    for readings in sets:
        if readings is None:
            raise ValueError("there is no validation set")
        difference = params[0] * readings.t_u.double() + params[1] - readings.t_c.double()
        huber = torch.nn.functional.huber_loss(difference, torch.zeros_like(difference))
        kind = way.get("loss", training.loss)
        losses.append({"squares": difference.square().mean(), "huber": huber, "sum": difference.square().sum()}[kind])
    return torch.stack(losses).sum()
