"""Whether a changed reference still does what an exercise asks for, told on many inputs and apart from the checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from checks.readings import Readings
from torch import Tensor

#: Inputs on which a function is compared.
PROBES_EACH = 20
#: Relative to the largest value, in float64.
SAME = 1e-9


def _cases(generator: torch.Generator) -> list[Readings]:
    """Readings of any number from 2 to 31, of any size, with any parameters."""

    def normal(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator, dtype=torch.float64)

    return [
        Readings(t_u=3 * normal(2 + number), t_c=9 * normal(2 + number), w=normal(), b=normal())
        for number in range(0, 3 * PROBES_EACH // 2, 3)
    ]


def _same(actual: Any, expected: Any) -> bool:
    got, want = (torch.as_tensor(value, dtype=torch.float64) for value in (actual, expected))
    return got.shape == want.shape and bool((got - want).abs().max() <= SAME * want.abs().max())


def _agree(*names: str, arguments: Callable[[Readings, Tensor], tuple[Any, ...]]) -> Callable[..., bool]:
    """A probe: functions of these names give what the reference's give."""

    def is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
        for case in _cases(generator):
            t_p = reference.model(case.t_u, case.w, case.b) + torch.randn(case.t_u.shape, generator=generator)
            given = arguments(case, t_p)
            for name in names:
                if not _same(getattr(submission, name)(*given), getattr(reference, name)(*given)):
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


#: Exercise -> the probe. A training is compared by its checks alone.
PROBES = {
    "model-and-loss": _both(_agree("model", arguments=_line), _agree("loss_fn", arguments=_predicted)),
    "derivatives": _both(_agree("dloss_fn", arguments=_predicted), _agree("dmodel_dw", "dmodel_db", arguments=_line)),
    "gradient": _agree("grad_fn", arguments=_whole),
}
