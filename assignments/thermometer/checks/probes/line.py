"""Probes of the line, its loss, and their derivatives: values on many inputs, in double precision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from checks.readings import Readings
from torch import Tensor

#: Inputs on which a function is compared.
PROBES_EACH = 20
#: Relative to the largest value, in float64.
SAME = 1e-9


def cases(generator: torch.Generator, count: int = PROBES_EACH) -> Iterator[Readings]:
    """Readings of any number from 2 on, of any size, with any parameters, float64."""

    def normal(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator, dtype=torch.float64)

    for number in range(count):
        samples = 2 + 3 * number // 2
        yield Readings(t_u=3 * normal(samples), t_c=9 * normal(samples), w=normal(), b=normal())


def is_same(actual: Any, expected: Any, within: float = SAME) -> bool:
    """Whether a number or tensor is another one but for rounding."""
    try:
        got, want = (torch.as_tensor(value, dtype=torch.float64) for value in (actual, expected))
    except (TypeError, ValueError):
        return False
    return got.shape == want.shape and bool((got - want).abs().max() <= within * want.abs().max())


def _agree(*names: str, arguments: Callable[[Readings, Tensor], tuple[Any, ...]]) -> Callable[..., bool]:
    """A probe: functions of these names give what the reference's give."""

    def is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
        for case in cases(generator):
            t_p = reference.model(case.t_u, case.w, case.b) + torch.randn(case.t_u.shape, generator=generator)
            given = arguments(case, t_p)
            for name in names:
                if not is_same(getattr(submission, name)(*given), getattr(reference, name)(*given)):
                    return False
        return True

    return is_right


def _both(one: Callable[..., bool], other: Callable[..., bool]) -> Callable[..., bool]:
    def is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
        return one(submission, reference, generator) and other(submission, reference, generator)

    return is_right


def _line(case: Readings, _t_p: Tensor) -> tuple[Any, ...]:
    return case.t_u, case.w, case.b


def _predicted(case: Readings, t_p: Tensor) -> tuple[Any, ...]:
    return t_p, case.t_c


def _whole(case: Readings, t_p: Tensor) -> tuple[Any, ...]:
    return case.t_u, case.t_c, t_p, case.w, case.b


line_is_right = _both(_agree("model", arguments=_line), _agree("loss_fn", arguments=_predicted))
derivatives_are_right = _both(
    _agree("dloss_fn", arguments=_predicted), _agree("dmodel_dw", "dmodel_db", arguments=_line)
)
gradient_is_right = _agree("grad_fn", arguments=_whole)


def rates_are_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether both rates are the derivatives of the loss, which is a parabola, for steps of any size."""
    for number, case in enumerate(cases(generator)):
        names = {"t_u": case.t_u, "t_c": case.t_c, "w": case.w, "b": case.b, "delta": 0.05 * (1 + number % 7)}
        t_p = reference.model(case.t_u, case.w, case.b)
        expected = reference.grad_fn(case.t_u, case.t_c, t_p, case.w, case.b)
        setting = submission.given(**names)
        for name, rate in zip("wb", expected, strict=True):
            if not is_same(setting.again(f"loss_rate_of_change_{name}"), rate, within=1e-6):
                return False
    return True
