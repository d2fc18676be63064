"""What loops with a validation set are called with: the handout's, and the course's own, which takes a module."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import torch
from checks.followed import Made
from checks.readings import Readings
from checks.solution import Loop, loops, one_tensor

from grader.checks import CheckFailedError


def loops_with_validation(submission: Any) -> list[Loop]:
    """The handout's loops of exercise 9. Where there are none, those that take a module and a loss.

    The course's own document has the latter alone, and looks at the validation set there. Whether it records a graph is
    asked of the handout's loop.
    """
    try:
        return loops(submission, arguments=7, second="optimizer")
    except CheckFailedError:
        with contextlib.suppress(CheckFailedError):
            return loops(submission, arguments=8, second="optimizer")
        raise


def with_validation(loop: Loop, readings: Readings, validation: Sequence[Any], epochs: int, *, lr: float) -> Made:
    """What such a loop is called with, for descent with a learning rate.

    Args:
        loop: the student's.
        readings: the training set, and where the parameters begin.
        validation: readings and temperatures, (samples,), or tensors in the student's process.
        epochs: how many.
        lr: the learning rate.
    """
    submission = loop.setting
    torch_there = submission.library("torch")
    if not loop.takes_module:
        params = one_tensor(submission, readings.params)
        optimizer = torch_there.optim.SGD.keep([params], lr=lr)
        arguments = (epochs, optimizer, params, readings.t_u, validation[0], readings.t_c, validation[1])
        return Made(arguments=arguments, trained=params, optimizer=optimizer)
    module = torch_there.nn.Linear.keep(1, 1)
    module.load({"weight": readings.w.reshape(1, 1), "bias": readings.b.reshape(1)})
    parameters = submission.library("builtins").getattr.keep(module, "parameters")
    optimizer = torch_there.optim.SGD.keep(parameters.keep(), lr=lr)
    sets = [readings.t_u, validation[0], readings.t_c, validation[1]]
    columns = [each.reshape(-1, 1) if isinstance(each, torch.Tensor) else each for each in sets]
    arguments = (epochs, optimizer, module, torch_there.nn.MSELoss.keep(), *columns)
    return Made(arguments=arguments, trained=module, optimizer=optimizer, is_module=True)
