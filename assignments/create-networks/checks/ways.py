"""Training steps with everything about them variable: what a mistake would have given is computed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from checks.cases import Case, build, in_one_row
from torch import Tensor, nn


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How a training step is computed.

    Attributes:
        error: a key of ERRORS, "square of the mean", or "inputs", which the predictions are compared with.
        reduced: a key of REDUCED.
        zeroed: whether gradients are reset.
        update: a key of UPDATES, "first" (parameter alone), "none", or "optimizer".
        rate: what the learning rate is multiplied by.
        returned: whether the loss is that "before" or "after" the step.
    """

    error: str = "squared"
    reduced: str = "mean"
    zeroed: bool = True
    update: str = "optimizer"
    rate: float = 1.0
    returned: str = "before"


#: Of predictions and observations, both (N, 1).
ERRORS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "squared": lambda p, y: (p - y) ** 2,
    "absolute": lambda p, y: (p - y).abs(),
    "difference": lambda p, y: p - y,
    "turned round": lambda p, y: y - p,
    "all pairs": lambda p, y: (p.flatten() - y) ** 2,
    "observations squared": lambda p, y: p - y**2,
    "predictions squared": lambda p, y: y - p**2,
    "squares subtracted": lambda p, y: p**2 - y**2,
    "squares turned round": lambda p, y: y**2 - p**2,
    "summed": lambda p, y: (p + y) ** 2,
    "cubed": lambda p, y: (p - y) ** 3,
}
#: Of the errors and the number of observations.
REDUCED: dict[str, Callable[[Tensor, int], Tensor]] = {
    "mean": lambda e, _: e.mean(),
    "sum": lambda e, _: e.sum(),
    "sum by observations": lambda e, n: e.sum() / n,
    "half the mean": lambda e, _: e.mean() / 2,
    "root": lambda e, _: e.mean().sqrt(),
    "root of the sum": lambda e, _: e.sum().sqrt(),
    "one less": lambda e, _: e.sum() / (e.numel() - 1),
    "by 200": lambda e, _: e.sum() / 200,
    "mean again": lambda e, n: e.mean() / n,
}
#: (parameter, gradient, learning rate) -> what the parameter becomes.
UPDATES: dict[str, Callable[[Tensor, Tensor, float], Tensor]] = {
    "ascent": lambda p, g, lr: p + lr * g,
    "replaced": lambda _, g, lr: lr * g,
    "replaced by the negative": lambda _, g, lr: -lr * g,
    "own value": lambda p, _, lr: p - lr * p,
    "squared": lambda p, g, lr: p - lr * g**2,
    "sign alone": lambda p, g, lr: p - lr * g.sign(),
    "divided": lambda p, g, lr: p - g / lr,
    "twice": lambda p, g, lr: p - 2 * lr * g,
}


def _loss(case: Case, model: nn.Module, way: Step) -> Tensor:
    predicted = model(case.x)
    if way.error == "square of the mean":
        return (predicted - case.y_obs).mean() ** 2
    if way.error == "inputs":
        return REDUCED[way.reduced]((predicted - case.x) ** 2, len(case.x))
    return REDUCED[way.reduced](ERRORS[way.error](predicted, case.y_obs), len(case.y_obs))


def _update(case: Case, model: nn.Module, optimizer: torch.optim.Optimizer, way: Step) -> None:
    graded = [(p, p.grad) for p in model.parameters() if p.grad is not None]
    if way.update in UPDATES:
        with torch.no_grad():
            for parameter, gradient in graded:
                parameter.copy_(UPDATES[way.update](parameter, gradient, case.lr))
        return
    for parameter, gradient in graded[1:] if way.update == "first" else ():
        parameter.grad = torch.zeros_like(gradient)
    if way.update != "none":
        optimizer.step()


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
        _update(case, model, optimizer, chosen)
        returned = _loss(case, model, chosen) if chosen.returned == "after" else loss
        values[f"{prefix}loss"] = returned.detach()
        values[f"{prefix}parameters"] = in_one_row(dict(model.named_parameters()))
    return values
