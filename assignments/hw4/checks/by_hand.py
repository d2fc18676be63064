"""The network by hand with everything about it variable: what a mistake would have given is computed here.

The defaults are the right way. Where a choice makes shapes that do not fit, there is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import torch
from checks.cases import Case
from torch import Tensor
from torch.nn import functional as F

#: What was computed for the cases of a few checks: pairs of mistakes share most of it.
KEPT = 4096


@lru_cache(maxsize=KEPT)
def _exact(case: Case) -> Case:
    return case.to(torch.float64)


def _same(z: Tensor) -> Tensor:
    return z


ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "none": _same,
    "tanh": torch.tanh,
    "leaky relu": F.leaky_relu,
    "elu": F.elu,
    "gelu": F.gelu,
    "softplus": F.softplus,
    "softmax": lambda z: torch.softmax(z, dim=-1),
    "softmax over the batch": lambda z: torch.softmax(z, dim=0),
    "log sigmoid": F.logsigmoid,
    "sigmoid of -z": lambda z: torch.sigmoid(-z),
    "sigmoid twice": lambda z: torch.sigmoid(torch.sigmoid(z)),
    "1/1 + exp(-z)": lambda z: 1 + torch.exp(-z),
    "relu, then sigmoid": lambda z: torch.sigmoid(torch.relu(z)),
    "absolute value": torch.abs,
    "negative part": lambda z: torch.clamp(z, max=0),
    "step": lambda z: (z > 0).to(z.dtype),
    "one less": lambda z: torch.relu(z) - 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """How the outputs are computed.

    Attributes:
        first: the hidden layer's activation; last: the output's. Keys of ACTIVATIONS.
        first_bias, last_bias: "before" the activation, "after" it, "twice", "subtracted", or "none".
        inputs: what happens to the inputs first; between: what happens to the hidden values before the second layer.
        uses: "x", or "X", the given inputs whatever the function is called with.
        returns: which value is returned.
    """

    first: str = "relu"
    last: str = "sigmoid"
    first_bias: str = "before"
    last_bias: str = "before"
    inputs: str = "none"
    between: str = "none"
    uses: str = "x"
    returns: str = "y_hat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What a forward pass leaves behind: x (N, 3), z1 and h (N, 4), z2 and y_hat (N, 2)."""

    x: Tensor
    z1: Tensor
    h: Tensor
    z2: Tensor
    y_hat: Tensor


@lru_cache(maxsize=KEPT)
def forward(case: Case, way: Forward) -> Passed:
    """The forward pass, in float64."""
    case = _exact(case)
    x = ACTIVATIONS[way.inputs](case.x if way.uses == "x" else case.X)
    z1, h = _layer(x @ case.W1, case.B1, way.first_bias, ACTIVATIONS[way.first])
    h = ACTIVATIONS[way.between](h)
    z2, y_hat = _layer(h @ case.W2, case.B2, way.last_bias, ACTIVATIONS[way.last])
    return Passed(x=x, z1=z1, h=h, z2=z2, y_hat=y_hat)


def _layer(product: Tensor, bias: Tensor, place: str, activation: Callable[[Tensor], Tensor]) -> tuple[Tensor, Tensor]:
    """A layer's value before its activation, and after."""
    if place == "after":
        return product, activation(product) + bias
    z = {"before": product + bias, "twice": product + 2 * bias, "subtracted": product - bias, "none": product}[place]
    return z, activation(z)


def outputs(case: Case, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """What `forward` gives in this way, float64, as {"y_hat": ...}."""
    chosen = Forward(**way)
    return {"y_hat": getattr(forward(case, chosen), chosen.returns)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backward:
    """How the gradients are computed.

    Attributes:
        loss_gradient: a key of LOSS_GRADIENTS.
        factor: of the squared error's derivative.
        mean_over: "nothing", "batch", or "values".
        last_slope: a key of LAST_SLOPES; first_slope: of FIRST_SLOPES.
        way_back: how W2 is turned: "transposed", "reshaped", or "absolute".
        hidden_from: what goes back through W2: "z2_grad" or "y_hat_grad".
        biases: "summed", "not summed", "mean", "summed over units", "summed over everything" or "mean over everything".
        weights: "products", "mean", "not summed", or "transposed".
        first_inputs: what W1's products are made with: "x" or "h"; second_inputs: W2's: "h" or "z1".
        rows: whose contributions there are: of "all", of the "first", the "first 20" or the "last".
        times: what every gradient is multiplied by at the end.
        gives: "gradients", or "updated" parameters.
    """

    loss_gradient: str = "difference"
    factor: float = 2.0
    mean_over: str = "nothing"
    last_slope: str = "y(1-y)"
    first_slope: str = "z1>=0"
    way_back: str = "transposed"
    hidden_from: str = "z2_grad"
    biases: str = "summed"
    weights: str = "products"
    first_inputs: str = "x"
    second_inputs: str = "h"
    rows: str = "all"
    times: float = 1.0
    gives: str = "gradients"


LOSS_GRADIENTS: dict[str, Callable[[Tensor, Tensor, float], Tensor]] = {
    "difference": lambda y_hat, y, factor: factor * (y_hat - y),
    "turned round": lambda y_hat, y, factor: factor * (y - y_hat),
    "square": lambda y_hat, y, factor: factor * (y_hat - y) ** 2,
    "square alone": lambda y_hat, y, _: (y_hat - y) ** 2,
    "factor before y_hat alone": lambda y_hat, y, factor: factor * y_hat - y,
    "sign": lambda y_hat, y, _: (y_hat - y).sign(),
    "absolute": lambda y_hat, y, factor: factor * (y_hat - y).abs(),
    "cross entropy": lambda y_hat, y, _: (y_hat - y) / (y_hat * (1 - y_hat)),
    "summed over everything": lambda y_hat, y, factor: factor * (y_hat - y).sum().expand_as(y),
    "summed over the batch": lambda y_hat, y, factor: factor * (y_hat - y).sum(0).expand_as(y),
    "mean over everything": lambda y_hat, y, factor: factor * (y_hat - y).mean().expand_as(y),
    "mean over the batch": lambda y_hat, y, factor: factor * (y_hat - y).mean(0).expand_as(y),
}

ROWS = {"all": slice(None), "first": slice(None, 1), "first 20": slice(None, 20), "last": slice(-1, None)}

LAST_SLOPES: dict[str, Callable[[Passed], Tensor | float]] = {
    "y(1-y)": lambda p: p.y_hat * (1 - p.y_hat),
    "none": lambda _: 1.0,
    "z(1-z)": lambda p: p.z2 * (1 - p.z2),
    "s'(y)": lambda p: torch.sigmoid(p.y_hat) * (1 - torch.sigmoid(p.y_hat)),
    "y": lambda p: p.y_hat,
    "1-y": lambda p: 1 - p.y_hat,
    "y(y-1)": lambda p: p.y_hat * (p.y_hat - 1),
    "y(1+y)": lambda p: p.y_hat * (1 + p.y_hat),
    "y, then less y": lambda p: p.y_hat,
    "1-y^2": lambda p: 1 - p.y_hat**2,
    "y^2(1-y)^2": lambda p: (p.y_hat * (1 - p.y_hat)) ** 2,
    "z2>=0": lambda p: (p.z2 >= 0).to(p.z2.dtype),
    "z2": lambda p: p.z2,
}

#: From the forward pass and the derivative with respect to h.
FIRST_SLOPES: dict[str, Callable[[Passed, Tensor], Tensor | float]] = {
    "z1>=0": lambda p, _: (p.z1 >= 0).to(p.z1.dtype),
    "none": lambda _, __: 1.0,
    "h_grad>=0": lambda _, g: (g >= 0).to(g.dtype),
    "h": lambda p, _: p.h,
    "z1": lambda p, _: p.z1,
    "z1<0": lambda p, _: (p.z1 < 0).to(p.z1.dtype),
    "sign": lambda p, _: p.z1.sign(),
    "s'(z1)": lambda p, _: torch.sigmoid(p.z1) * (1 - torch.sigmoid(p.z1)),
    "h(1-h)": lambda p, _: p.h * (1 - p.h),
    "z1(1-z1)": lambda p, _: p.z1 * (1 - p.z1),
    "z1>=1": lambda p, _: (p.z1 >= 1).to(p.z1.dtype),
    "row of x": lambda p, _: (p.x.sum(dim=1, keepdim=True) >= 0).to(p.x.dtype),
    "row of y_hat": lambda p, _: (p.y_hat.sum(dim=1, keepdim=True) >= 1).to(p.x.dtype),
}


_OF_FORWARD = frozenset(field.name for field in fields(Forward))


def gradients(case: Case, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """What `backprop` gives in this way, float64, as {"W1": ..., "B1": ..., "W2": ..., "B2": ...}.

    The way has parameters of Backward, and those of Forward for the forward pass that comes first.
    """
    chosen = Backward(**{key: value for key, value in way.items() if key not in _OF_FORWARD})
    network = Forward(**{key: value for key, value in way.items() if key in _OF_FORWARD})
    exact, passed = _exact(case), forward(case, network)
    at_output = chosen.loss_gradient, chosen.factor, chosen.mean_over
    y_hat_grad, z2_grad = _at_output(case, network, chosen.last_slope, *at_output)
    turned = {"transposed": exact.W2.T, "reshaped": exact.W2.reshape(2, 4), "absolute": exact.W2.T.abs()}
    h_grad = (z2_grad if chosen.hidden_from == "z2_grad" else y_hat_grad) @ turned[chosen.way_back]
    z1_grad = h_grad * FIRST_SLOPES[chosen.first_slope](passed, h_grad)
    rows = ROWS[chosen.rows]
    found = {
        "W1": _weights(getattr(passed, chosen.first_inputs)[rows], z1_grad[rows], chosen.weights),
        "B1": _biases(z1_grad[rows], chosen.biases),
        "W2": _weights(getattr(passed, chosen.second_inputs)[rows], z2_grad[rows], chosen.weights),
        "B2": _biases(z2_grad[rows], chosen.biases),
    }
    if chosen.gives == "updated":
        before = {name: _flat(getattr(exact, name)) for name in found}
        return {name: before[name] - 0.01 * value for name, value in found.items() if value.shape == before[name].shape}
    return {name: chosen.times * value for name, value in found.items()}


@lru_cache(maxsize=KEPT)
def _at_output(
    case: Case, network: Forward, last_slope: str, loss_gradient: str, factor: float, mean_over: str
) -> tuple[Tensor, Tensor]:
    """The derivatives with respect to y_hat and to z2."""
    passed, y = forward(case, network), _exact(case).Y
    y_hat_grad = LOSS_GRADIENTS[loss_gradient](passed.y_hat, y, factor)
    y_hat_grad = y_hat_grad / {"nothing": 1, "batch": len(y), "values": y.numel()}[mean_over]
    z2_grad = y_hat_grad * LAST_SLOPES[last_slope](passed)
    # Without its parentheses: y_hat_grad * y_hat * 1 - y_hat.
    return y_hat_grad, z2_grad - passed.y_hat if last_slope == "y, then less y" else z2_grad


def _weights(inputs: Tensor, z_grad: Tensor, how: str) -> Tensor:
    if how == "not summed":
        return inputs[:, :, None] * z_grad[:, None, :]
    product = inputs.T @ z_grad
    if how == "mean":
        return product / len(inputs)
    return product.T if how == "transposed" else product


def _biases(z_grad: Tensor, how: str) -> Tensor:
    return _AGGREGATES[how](z_grad)


_AGGREGATES: dict[str, Callable[[Tensor], Tensor]] = {
    "summed": lambda g: g.sum(0),
    "not summed": lambda g: g,
    "mean": lambda g: g.mean(0),
    "summed over units": lambda g: g.sum(1),
    "summed over everything": lambda g: g.sum(),
    "mean over everything": lambda g: g.mean(),
}


def _flat(parameter: Tensor) -> Tensor:
    return parameter.reshape([size for size in parameter.shape if size != 1])
