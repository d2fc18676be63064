"""The exercises with everything about them variable: what a mistake would have given is computed here, in float64.

The defaults are the right way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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
    """The predicted temperatures. Ways: value."""
    values = {
        "right": readings.w * readings.t_u + readings.b,
        "no intercept": readings.w * readings.t_u,
        "swapped": readings.b * readings.t_u + readings.w,
        "subtracted": readings.w * readings.t_u - readings.b,
        "added first": readings.w * (readings.t_u + readings.b),
        "given parameters": readings.t_u,
        "divided": readings.t_u / readings.w + readings.b,
    }
    return {"model": values[way.get("value", "right")]}


def loss(readings: Readings, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The loss. Ways: of, what is reduced; reduced, how."""
    predicted = line(readings, {})["model"]
    difference, number = predicted - readings.t_c, len(readings.t_c)
    of = {
        "squares": difference**2,
        "absolute": difference.abs(),
        "differences": difference,
        "turned round": -difference,
        "all pairs": (predicted[:, None] - readings.t_c) ** 2,
        "squares subtracted": predicted**2 - readings.t_c**2,
        "one squared": predicted - readings.t_c**2,
        "cubes": difference**3,
    }[way.get("of", "squares")]
    reduced = {
        "mean": of.mean(),
        "sum": of.sum(),
        "none": of,
        "root": of.mean().abs().sqrt(),
        "root of the sum": of.sum().abs().sqrt(),
        "half": of.mean() / 2,
        "mean first": difference.mean() ** 2,
        "sum first": difference.sum() ** 2,
        "sum first, then divided": difference.sum() ** 2 / number,
        "one less": of.sum() / (number - 1) if number > 1 else of.sum(),
        "by eleven": of.sum() / 11,
        "divided twice": of.mean() / number,
    }
    return {"loss": reduced[way.get("reduced", "mean")]}


#: What a difference of two losses is divided by, for a delta.
_WIDTHS: Mapping[str, Callable[[float], float]] = {
    "2 delta": lambda delta: 2 * delta,
    "delta": lambda delta: delta,
    "nothing": lambda _: 1.0,
    "2": lambda _: 2.0,
    "2, times delta": lambda delta: 2 / delta,
    "delta squared": lambda delta: delta**2,
}


def rates(readings: Readings, way: Mapping[str, Any], delta: float = 0.1) -> dict[str, Tensor]:
    """The rates of change. Ways: side: "both", "forward" or "backward"; over: of _WIDTHS; sign; of.

    of: "itself", "the other" parameter's rate, or "both" parameters moved together.
    """
    exact = readings.double()

    def moved(names: str, by: float) -> Tensor:
        parameters = {"w": exact.w, "b": exact.b}
        for name in names:
            parameters[name] = parameters[name] + by
        return loss(Readings(t_u=exact.t_u, t_c=exact.t_c, **parameters), {})["loss"]

    high, low = {"both": (delta, -delta), "forward": (delta, 0.0), "backward": (0.0, -delta)}[way.get("side", "both")]
    width = _WIDTHS[way.get("over", "2 delta")](delta)
    names = {"itself": {"w": "w", "b": "b"}, "the other": {"w": "b", "b": "w"}, "both": {"w": "wb", "b": "wb"}}
    return {
        name: way.get("sign", 1) * (moved(which, high) - moved(which, low)) / width
        for name, which in names[way.get("of", "itself")].items()
    }


def derivatives(readings: Readings, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The three derivatives. Ways: those of `_of_loss`; dw and db: what the others are."""
    return {
        "dloss_fn": _of_loss(readings, way),
        "dmodel_dw": {
            "t_u": readings.t_u,
            "w": readings.w,
            "w everywhere": readings.w * torch.ones_like(readings.t_u),
            "one": torch.ones(()),
            "one everywhere": torch.ones_like(readings.t_u),
            "line": readings.w * readings.t_u + readings.b,
            "product": readings.w * readings.t_u,
            "with intercept": readings.t_u + readings.b,
        }[way.get("dw", "t_u")],
        "dmodel_db": {
            "one": torch.ones(()),
            "b": readings.b,
            "b everywhere": readings.b * torch.ones_like(readings.t_u),
            "t_u": readings.t_u,
            "w": readings.w,
            "line": readings.w * readings.t_u + readings.b,
        }[way.get("db", "one")],
    }


def _of_loss(readings: Readings, way: Mapping[str, Any]) -> Tensor:
    """Ways: of: what of the differences; factor, sign; mean: over how many; reduced_early."""
    difference = line(readings, {})["model"] - readings.t_c
    of = {
        "differences": difference,
        "squares": difference**2,
        "squared derivative": 2 * difference**2,
        "signs": difference.sign(),
        "absolute": difference.abs(),
    }[way.get("of", "differences")]
    value = way.get("sign", 1) * way.get("factor", 2) * of
    number = {True: len(difference), False: 1, "eleven": 11, "one less": max(1, len(difference) - 1)}
    value = value / number[way.get("mean", True)]
    return value.sum() if way.get("reduced_early") else value


def gradient(readings: Readings, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The gradient. Ways: those of dloss_fn; reduced; order; inner: with dmodel_dw; outer: with dloss_fn; times: w."""
    outer = _of_loss(readings, way) if way.get("outer", True) else torch.ones_like(readings.t_u)
    inner = readings.t_u if way.get("inner", True) else torch.ones_like(readings.t_u)
    if way.get("times_w"):
        inner = inner * readings.w
    if way.get("reduced") == "each factor":
        parts = [outer.sum() * inner.sum(), outer.sum()]
    else:
        reduced = {"sum": Tensor.sum, "mean": Tensor.mean, "none": Tensor.clone}[way.get("reduced", "sum")]
        parts = [reduced(outer * inner), reduced(outer)]
    return {"gradient": torch.stack(parts[::-1] if way.get("order") == "swapped" else parts)}


def trained(training: Training, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The parameters after a training. Ways: sign, rate, zero (the gradients), more_ and only_epochs, loss, learns, at.

    learns: "the training set", "both sets", "both sets in one", "the validation set"; at: "the present", "the start"
    for epochs that all begin there, or "the first gradient" for steps that all go by it.
    """
    start = training.readings.params.double()
    first: Tensor | None = None
    params = start.clone().requires_grad_()
    options = {**training.options, **({"lr": way["rate"]} if "rate" in way else {})}
    optimizer = getattr(torch.optim, training.optimizer)([params], **options)
    for _ in range(way.get("only_epochs", training.epochs + way.get("more_epochs", 0))):
        if way.get("zero", True):
            optimizer.zero_grad()
        if way.get("at") == "the start":
            with torch.no_grad():
                params.copy_(start)
        value = way.get("sign", 1) * _training_loss(training, params, way)
        value.backward()
        first = params.grad.clone() if first is None and params.grad is not None else first
        if way.get("at") == "the first gradient":
            params.grad = first
        optimizer.step()
    return {"params": params.detach()}


def _joined(training: Training) -> Readings | None:
    if training.validation is None:
        return None
    both = training.readings, training.validation
    return replace(
        training.readings, t_u=torch.cat([each.t_u for each in both]), t_c=torch.cat([each.t_c for each in both])
    )


def _training_loss(training: Training, params: Tensor, way: Mapping[str, Any]) -> Tensor:
    sets = {
        "the training set": [training.readings],
        "both sets": [training.readings, training.validation],
        "the validation set": [training.validation],
        "both sets in one": [_joined(training)],
    }[way.get("learns", "the training set")]
    losses = []
    for readings in sets:
        if readings is None:
            raise ValueError("there is no validation set")
        difference = params[0] * readings.t_u.double() + params[1] - readings.t_c.double()
        huber = torch.nn.functional.huber_loss(difference, torch.zeros_like(difference))
        kind = way.get("loss", training.loss)
        squares = difference.square()
        losses.append(
            {"squares": squares.mean(), "huber": huber, "sum": squares.sum(), "half": squares.mean() / 2}[kind]
        )
    return torch.stack(losses).sum()
