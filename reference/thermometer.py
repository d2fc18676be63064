"""The reference solution of thermometer: a line fitted by hand, with autograd, with an optimizer, with modules.

The given names (assignments/thermometer/given.py) are executed into this module before it. The exercises build on one
another and bind `training_loop` anew each time, as the course does; each of its versions also has a name of its own
here. Handed in as a submission this file earns every point; loaded by a checker it trains nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn, optim

# Given, not assigned here: the readings t_u and the temperatures t_c, both (samples,); w and b, both (); delta.
t_u: Tensor
t_c: Tensor
w: Tensor
b: Tensor
delta: float

#: Each exercise's loop takes other arguments.
training_loop: Callable[..., Any]


def model(t_u: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The line's temperatures for some readings, in their shape."""
    return w * t_u + b


def loss_fn(t_p: Tensor, t_c: Tensor) -> Tensor:
    """The mean squared difference of predicted and measured temperatures: ()."""
    squared_differences = (t_p - t_c) ** 2
    return squared_differences.mean()


loss_rate_of_change_w = (loss_fn(model(t_u, w + delta, b), t_c) - loss_fn(model(t_u, w - delta, b), t_c)) / (2 * delta)
loss_rate_of_change_b = (loss_fn(model(t_u, w, b + delta), t_c) - loss_fn(model(t_u, w, b - delta), t_c)) / (2 * delta)


def dloss_fn(t_p: Tensor, t_c: Tensor) -> Tensor:
    """The derivatives of the loss with respect to each predicted temperature: (samples,)."""
    return 2 * (t_p - t_c) / t_p.size(0)


def dmodel_dw(t_u: Tensor, w: Tensor, b: Tensor) -> Tensor:  # noqa: ARG001  the course's own arguments
    """The derivative of each predicted temperature with respect to the slope."""
    return t_u


def dmodel_db(t_u: Tensor, w: Tensor, b: Tensor) -> float:  # noqa: ARG001  the course's own arguments
    """The derivative of each predicted temperature with respect to the intercept."""
    return 1.0


def grad_fn(t_u: Tensor, t_c: Tensor, t_p: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The gradient of the loss by the chain rule: (2,), slope first."""
    dloss_dtp = dloss_fn(t_p, t_c)
    return torch.stack([(dloss_dtp * dmodel_dw(t_u, w, b)).sum(), (dloss_dtp * dmodel_db(t_u, w, b)).sum()])


def train_by_hand(
    n_epochs: int,
    learning_rate: float,
    params: Tensor,
    t_u: Tensor,
    t_c: Tensor,
    log: Callable[[int, float], object] | None = None,
) -> Tensor:
    """The parameters after descending along `grad_fn`; where the loss is no longer finite it ends.

    Args:
        n_epochs: steps.
        learning_rate: the step's length relative to the gradient.
        params: (2,), slope and intercept; not changed.
        t_u: (samples,).
        t_c: (samples,).
        log: called with each epoch and the loss before its step.
    """
    for epoch in range(1, n_epochs + 1):
        w, b = params
        t_p = model(t_u, w, b)
        loss = loss_fn(t_p, t_c)
        params = params - learning_rate * grad_fn(t_u, t_c, t_p, w, b)
        if log:
            log(epoch, float(loss))
        if not torch.isfinite(loss):
            break
    return params


training_loop = train_by_hand

t_un = 0.1 * t_u


def train_with_autograd(
    n_epochs: int,
    learning_rate: float,
    params: Tensor,
    t_u: Tensor,
    t_c: Tensor,
    log: Callable[[int, float], object] | None = None,
) -> Tensor:
    """The same, with the gradient from autograd; params requires it and is changed in place."""
    for epoch in range(1, n_epochs + 1):
        if params.grad is not None:
            params.grad.zero_()
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        assert params.grad is not None
        with torch.no_grad():
            params -= learning_rate * params.grad
        if log:
            log(epoch, float(loss.detach()))
    return params


training_loop = train_with_autograd


def train_with_optimizer(
    n_epochs: int,
    optimizer: optim.Optimizer,
    params: Tensor,
    t_u: Tensor,
    t_c: Tensor,
    log: Callable[[int, float], object] | None = None,
) -> Tensor:
    """The same, with an optimizer that holds params."""
    for epoch in range(1, n_epochs + 1):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if log:
            log(epoch, float(loss.detach()))
    return params


training_loop = train_with_optimizer


def train_and_validate(
    n_epochs: int,
    optimizer: optim.Optimizer,
    params: Tensor,
    train_t_u: Tensor,
    val_t_u: Tensor,
    train_t_c: Tensor,
    val_t_c: Tensor,
    log: Callable[[int, float, float], object] | None = None,
) -> Tensor:
    """The same on the training set; the loss on the validation set is computed without a graph, and only told."""
    for epoch in range(1, n_epochs + 1):
        train_loss = loss_fn(model(train_t_u, *params), train_t_c)
        with torch.no_grad():
            val_loss = loss_fn(model(val_t_u, *params), val_t_c)
        optimizer.zero_grad()
        train_loss.backward()
        optimizer.step()
        if log:
            log(epoch, float(train_loss.detach()), float(val_loss))
    return params


training_loop = train_and_validate


def train_module(
    n_epochs: int,
    optimizer: optim.Optimizer,
    model: nn.Module,
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    t_u_train: Tensor,
    t_u_val: Tensor,
    t_c_train: Tensor,
    t_c_val: Tensor,
) -> None:
    """Train a module in place, and print its losses now and then; all tensors are (samples, 1)."""
    for epoch in range(1, n_epochs + 1):
        train_loss = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            val_loss = loss_fn(model(t_u_val), t_c_val)
        optimizer.zero_grad()
        train_loss.backward()
        optimizer.step()
        if epoch == 1 or epoch % 1000 == 0:
            print(f"epoch {epoch}: {train_loss.item():.4f} on the training set, {val_loss.item():.4f} on the other")


training_loop = train_module

linear_model = nn.Linear(1, 1)

seq_model = nn.Sequential(nn.Linear(1, 13), nn.Tanh(), nn.Linear(13, 1))

namedseq_model = nn.Sequential(
    OrderedDict(
        [
            ("hidden_linear", nn.Linear(1, 13)),
            ("hidden_activation", nn.Tanh()),
            ("output_linear", nn.Linear(13, 1)),
        ]
    )
)


class SubclassModel(nn.Module):
    """One hidden layer of 13 units: (batch, 1) to (batch, 1)."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden_linear = nn.Linear(1, 13)
        self.hidden_activation = nn.Tanh()
        self.output_linear = nn.Linear(13, 1)

    def forward(self, input: Tensor) -> Tensor:
        """The network's outputs."""
        output: Tensor = self.output_linear(self.hidden_activation(self.hidden_linear(input)))
        return output


class SubclassFunctionalModel(nn.Module):
    """The same with 14 units; the activation, which has no state, is a function."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden_linear = nn.Linear(1, 14)
        self.output_linear = nn.Linear(14, 1)

    def forward(self, input: Tensor) -> Tensor:
        """The network's outputs."""
        output: Tensor = self.output_linear(torch.tanh(self.hidden_linear(input)))
        return output


if __name__ == "__main__":
    params = train_by_hand(5000, 1e-2, torch.tensor([1.0, 0.0]), t_un, t_c)
    print(f"by hand: {params}")

if __name__ == "__main__":
    # A statement of its own: what goes wrong above costs nothing here.
    inputs, outputs = t_un.unsqueeze(1), t_c.unsqueeze(1)
    train_module(
        1000,
        optim.SGD(linear_model.parameters(), lr=1e-2),
        linear_model,
        nn.MSELoss(),
        inputs[:-2],
        inputs[-2:],
        outputs[:-2],
        outputs[-2:],
    )
    print(f"with a module: {linear_model.weight.item():.4f}, {linear_model.bias.item():.4f}")
