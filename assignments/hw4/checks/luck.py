"""Whether a training was unlucky or cannot succeed: it is run again from other random starts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from grader.checks import Diagnosis, StudentFaultError

_LOCAL_MINIMUM = "This start ended in a local minimum; begin from another one."
_BARS = "▁▂▃▄▅▆▇█"
#: Wall clock that a start may take for each second of the budget: the machine may have other work.
_PATIENCE = 4.0
#: Columns of a drawn curve.
_WIDTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherStart:
    """How the training ended from another start.

    Attributes:
        loss: the lowest that `model` had after any statement, not finite where it had none.
        curve: the loss that the loop minimised, thinned.
    """

    loss: float
    curve: Sequence[float]


def try_other_starts(
    submission: Any,
    reference: Any,
    loss_of: Callable[[Any], float],
    *,
    last: tuple[str, int],
    starts: int,
    budget_s: float,
) -> list[OtherStart]:
    """The training from other starts, as many as there is time for; empty where it does not depend on the start.

    Args:
        submission: the student's.
        reference: has the given data, on which alone losses can be compared.
        loss_of: the loss that a submission's model has.
        last: label and line of the last statement that changed the model.
        starts: how many.
        budget_s: for all of them together, processor time, so that a busy machine gives the same answer.
    """
    found: list[OtherStart] = []
    spent_s = 0.0
    for number in range(1, starts + 1):
        # One more that takes as long as the others did would not end in time.
        if spent_s + spent_s / max(1, number - 1) > budget_s:
            break
        limit_s = (budget_s - spent_s) * _PATIENCE
        with submission.from_another_start(number, "model", last=last, limit_s=limit_s) as other:
            try:
                if not _has_the_given_data(other, reference):
                    return []
                episodes = [e for e in other.episodes("model") if e.trains_it or e.depends_on_it]
                found.append(OtherStart(loss=loss_of(other), curve=episodes[-1].curve if episodes else ()))
            except (StudentFaultError, AssertionError):
                # It is no answer; the next one may be.
                continue
            finally:
                spent_s += other.cpu_s
    return found if len({start.loss for start in found}) > 1 or len(found) == 1 else []


def _has_the_given_data(submission: Any, reference: Any) -> bool:
    if not submission.has("X") or submission.kind("X") != "tensor":
        return False
    x = submission.X.value()
    return isinstance(x, torch.Tensor) and x.shape == reference.X.shape and torch.allclose(x.float(), reference.X)


def told(
    starts: Sequence[OtherStart], target: float, *, still_falls: bool = False, is_right_loss: bool = True
) -> tuple[Diagnosis, ...]:
    """What the other starts say, for the student.

    Args:
        starts: those that were tried.
        target: the loss to reach.
        still_falls: whether the loss of the student's own start was still falling in the end.
        is_right_loss: whether what was minimised is known to be the loss that is asked for.
    """
    if not starts:
        return ()
    reached = sum(start.loss < target for start in starts)
    of = f"{reached} of {len(starts)} other random starts"
    if reached:
        return (
            Diagnosis(
                id="unlucky-start",
                message=f"Your loop is sound: from {of} it gets below {target:g}. "
                + ("This start is a slower one." if still_falls else _LOCAL_MINIMUM),
            ),
        )
    best = min(start.loss for start in starts)
    places = "the optimizer, its learning rate and the number of steps"
    places += "" if is_right_loss else ", and at the data that the loss is computed from"
    return (
        Diagnosis(
            id="no-start-gets-there",
            message=f"It is not bad luck: the same loop was run from {len(starts)} other random starts, and none "
            f"gets below {target:g} (the best reaches {best:.4f}). Look at {places}.",
        ),
    )


def drawn(own: Sequence[float], starts: Sequence[OtherStart]) -> str:
    """The curves for staff, a line each, on a logarithmic scale from 0.001 to 1."""
    lines = [f"own start       {sparkline(own)}", *(f"loss {s.loss:<9.4g}  {sparkline(s.curve)}" for s in starts)]
    return "Loss over the steps (logarithmic, 0.001 to 1):\n" + "\n".join(f"  {line}" for line in lines)


def sparkline(curve: Sequence[float]) -> str:
    """A curve as a line of bars."""
    if not curve:
        return "(no curve)"
    step = max(1, math.ceil(len(curve) / _WIDTH))
    return "".join(_bar(value) for value in curve[::step])


def _bar(value: float) -> str:
    if not math.isfinite(value):
        return "!"
    height = (math.log10(max(value, 1e-3)) + 3) / 3
    return _BARS[min(len(_BARS) - 1, max(0, int(height * len(_BARS))))]
