"""The reference solution of create-networks: networks, parameters set by hand, trainings, and both steps by hand.

The handout's given names (assignments/create-networks/given.py) are executed into this module before it. Handed in as a
submission it earns every point; loaded by a checker it makes and trains nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn, optim

if TYPE_CHECKING:
    # Given, not assigned here: x and y_obs (200, 1), and one training step with PyTorch's own loss and optimizer.
    x: Tensor
    y_obs: Tensor

    def make_data() -> tuple[Tensor, Tensor]:  # noqa: D103
        ...

    def update_model(  # noqa: D103
        model: nn.Module,
        loss_function: Callable[[Tensor, Tensor], Tensor],
        optimizer: optim.Optimizer,
        x: Tensor,
        y_obs: Tensor,
    ) -> float: ...


def make_network(*sizes: int) -> nn.Sequential:
    """Linear layers one after the other.

    Args:
        sizes: the number of inputs, then of each layer's outputs: 3, 2, 2 has one hidden layer.
    """
    return nn.Sequential(*(nn.Linear(inputs, outputs) for inputs, outputs in pairwise(sizes)))


def set_layer(layer: nn.Module, *, weight: float, bias: float | None = None) -> None:
    """Give all weights of a layer one value, and its biases too where a value is given for them."""
    assert isinstance(layer, nn.Linear)
    with torch.no_grad():
        layer.weight[:] = weight
        if bias is not None:
            layer.bias[:] = bias


def train(
    model: nn.Module, num_iterations: int, lr: float, kind: Callable[..., optim.Optimizer] = optim.SGD
) -> list[float]:
    """The loss before each iteration of a training on the given data."""
    optimizer = kind(model.parameters(), lr=lr)
    return [update_model(model, nn.MSELoss(), optimizer, x, y_obs) for _ in range(num_iterations)]


def train_anew(
    sizes: tuple[int, ...], num_iterations: int, lr: float, kind: Callable[..., optim.Optimizer]
) -> list[float]:
    """The losses of a training that starts from the weights which a network of these sizes has after `make_data`."""
    make_data()
    return train(make_network(*sizes), num_iterations, lr, kind)


def learning_rate_limit(inputs: Tensor) -> float:
    """The learning rate from which gradient descent on the mean squared error of a line lets the loss grow.

    Args:
        inputs: (N, 1).

    Source: descent on a quadratic converges while the rate is below 2 / L, where L is the largest eigenvalue of the
    second derivative, here 2/N times the products of the columns x and 1.
    """
    columns = torch.cat([inputs, torch.ones_like(inputs)], dim=1).double()
    curvature = 2 * columns.T @ columns / len(columns)
    return 2 / float(torch.linalg.eigvalsh(curvature)[-1])


def update_model2(model: nn.Module, optimizer: optim.Optimizer, x: Tensor, y_obs: Tensor) -> float:
    """The mean squared error before one training step, computed without PyTorch's loss."""
    optimizer.zero_grad()
    y_pred = model(x)
    loss: Tensor = ((y_pred - y_obs) ** 2).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


def update_model3(model: nn.Module, x: Tensor, y_obs: Tensor) -> float:
    """The mean squared error before one step of gradient descent with the rate 0.01, without PyTorch's optimizer."""
    model.zero_grad()
    y_pred = model(x)
    loss: Tensor = ((y_pred - y_obs) ** 2).mean()
    loss.backward()
    lr = 0.01
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p[:] = p - lr * p.grad
    return loss.item()


if __name__ == "__main__":
    # Section 1.
    network_4_1 = nn.Linear(4, 1)
    network_3_2_2 = make_network(3, 2, 2)
    network_8_20_1 = make_network(8, 20, 1)
    network_20_50_35_10_1 = make_network(20, 50, 35, 10, 1)

    # Section 2.
    steep = make_network(1, 1, 1)
    set_layer(steep[0], weight=-10)
    silent = make_network(100, 50, 1, 1)
    set_layer(silent[2], weight=0, bias=0)

    # Section 3.
    enough = train_anew((1, 1), 200, 0.01, optim.SGD)
    deeper = train_anew((1, 10, 1), 150, 0.01, optim.SGD)
    growing = train_anew((1, 1), 250, 1.0, optim.SGD)
    recovered = train_anew((1, 1), 75, 1.5, optim.Adam)
    for losses in (enough, deeper, growing, recovered):
        print(f"{len(losses)} iterations: {losses[0]:.4f} -> {losses[-1]:.4f}")
