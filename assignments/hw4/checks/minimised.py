"""What a loop minimised, told by its first loss: the losses that students write are computed with its first weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from torch import Tensor

#: The mean squared error of `model` on the given data, or its sum.
RIGHT = "right"
#: A mean over all 40 values, their sum, and the sums over outputs or rows: losses that are the same but for a factor.
SAME_BUT_FOR = (1.0, 40.0, 2.0, 20.0, 0.5)
#: How near a loss must come, relative to its size. A loss in float32 is off by 1e-6; another one is so near by chance
#: once in a few hundred times.
CLOSENESS = 1e-4

Loss = Callable[[Tensor, Tensor], Tensor]


def _square(y_hat: Tensor, y: Tensor) -> Tensor:
    return ((y_hat - y) ** 2).mean()


#: Mistake -> the losses that it leads to, the right one left out.
_OTHERS: Mapping[str, tuple[Loss, ...]] = {
    "errors-cancel": (
        lambda y_hat, y: (y_hat - y).mean(),
        lambda y_hat, y: (y_hat - y).sum(),
        lambda y_hat, y: (y_hat - y).mean() ** 2,
        lambda y_hat, y: (y_hat - y).sum() ** 2,
    ),
    "loss-over-all-pairs": (
        lambda y_hat, y: _square(y_hat[:, None], y),
        lambda y_hat, y: _square(y_hat[:, :, None], y[:, None]),
    ),
    "loss-on-wrong-tensor": (
        lambda y_hat, y: _square(y_hat.flip(1), y),
        lambda y_hat, y: _square(y_hat[:, 0], y[:, 0]),
        lambda y_hat, y: _square(y_hat[:, 1], y[:, 1]),
        lambda y_hat, y: _square(y_hat, 1 - y),
    ),
}


def recognised(loss: float, y_hat: Tensor, y: Tensor) -> str | None:
    """RIGHT, the mistake that gives this loss, or None for a loss that is known neither as right nor as wrong.

    Args:
        loss: the first that a loop went back from, of either sign.
        y_hat: the model's outputs at that time, (20, 2).
        y: the targets.
    """
    if _is_like(loss, _square(y_hat, y)):
        return RIGHT
    for mistake, losses in _OTHERS.items():
        if any(_is_like(loss, other(y_hat, y)) for other in losses):
            return mistake
    return None


def _is_like(loss: float, other: Tensor) -> bool:
    size = abs(float(other))
    return any(math.isclose(abs(loss), factor * size, rel_tol=CLOSENESS) for factor in SAME_BUT_FOR)
