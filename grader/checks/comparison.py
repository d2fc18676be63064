"""Comparing what a student computed with what was expected, on this side of the wire.

The tolerance is relative to the size of the expected tensor as a whole: zeros never pass for small numbers, and a sum
taken in another order always does. Messages for the student tell the kind of the difference; numbers are for staff.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch

from grader.checks import closeness
from grader.checks.outcome import fail
from grader.checks.structure import Pair, structural_facts
from grader.model import Diagnosis

#: Allowed difference relative to the largest expected element, by dtype of the student's inputs. float32 has a unit
#: roundoff of 6e-8 (IEEE 754); sums over some dozens of terms and another order of operations stay below 5e-6 here,
#: and the closest wrong solutions lie above 1e-2. float64 has 1.1e-16; central differences come as near as 1e-10.
TOLERANCES = {torch.float32: 1e-4, torch.float64: 1e-12}


class Described(Protocol):
    """Something that stayed in the student's process."""

    @property
    def described(self) -> Any:
        """What is known of it without asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """How a tensor differs from the expected one."""

    #: For the student.
    message: str
    #: For the student where the course shows numbers: how many, how far off. No value.
    numbers: str = ""
    #: For staff.
    staff_message: str = ""


def assert_tensor(actual: Any, name: str) -> torch.Tensor:
    """The value as a dense floating-point tensor of finite numbers.

    Raises:
        CheckFailedError: it is something else; the message says what.
    """
    __tracebackhide__ = True
    if not isinstance(actual, torch.Tensor):
        fail(f"{name} is {_what_it_is(actual)}, expected a torch.Tensor")
    if actual.is_complex():
        fail(f"{name} has the complex dtype {_dtype(actual)}, expected real numbers")
    if not actual.is_floating_point():
        fail(f"{name} has dtype {_dtype(actual)}, expected floating-point numbers")
    for test, word in ((torch.isnan, "NaN"), (torch.isinf, "infinite")):
        count = int(test(actual).sum())
        if count:
            fail(f"{name} holds {count} {word} value{'s' if count > 1 else ''} among {actual.numel()}")
    return actual


def _what_it_is(value: Any) -> str:
    described = getattr(value, "described", None)
    if described is not None:
        return described.why or f"a {described.type_name}"
    if value is None:
        return "None (is a `return` missing?)"
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of {len(value)} values"
    return f"a {type(value).__name__}"


def _dtype(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def mismatch(
    actual: torch.Tensor, expected: torch.Tensor, name: str, *, tolerance: float, shapes: Sequence[tuple[int, ...]] = ()
) -> Mismatch | None:
    """How two tensors differ; None where they agree.

    Args:
        actual: the student's.
        expected: any shape and floating dtype.
        name: how messages call it.
        tolerance: allowed difference relative to the largest expected element.
        shapes: further shapes that are as good as the expected one, such as (4,) for (1, 4).
    """
    if tuple(actual.shape) not in (tuple(expected.shape), *shapes):
        wanted = " or ".join(str(tuple(s)) for s in dict.fromkeys((tuple(expected.shape), *shapes)))
        hint = _shape_hint(actual, expected)
        return Mismatch(message=f"{name} has shape {tuple(actual.shape)}, expected {wanted}.{hint}")
    got, want = actual.detach().double().reshape(-1), expected.detach().double().reshape(-1)
    if not want.numel():
        return None
    if not torch.isfinite(want).all():
        # What was expected was computed from the student's own numbers: no value may match what is none.
        return Mismatch(
            message=f"{name} cannot be compared: with these numbers the right values are not finite",
            staff_message=f"{name}: the expected values hold NaN or infinity",
        )
    allowed = tolerance * float(want.abs().max()) + torch.finfo(torch.float64).tiny
    difference = (got - want).abs().nan_to_num(nan=math.inf)
    place = int(difference.argmax())
    worst = float(difference[place])
    closeness.note(worst / allowed if math.isfinite(worst) else math.inf, tolerance)
    count = int((difference > allowed).sum())
    if not count:
        return None
    # Not torch.unravel_index, which imports sympy the first time.
    index = tuple(int(i) for i in np.unravel_index(place, actual.shape)) if actual.dim() else ()
    share = worst / float(want.abs().max()) if want.any() else math.inf
    return Mismatch(
        message=f"{name} has the right shape, but {'wrong values' if count == want.numel() else 'some wrong values'}",
        numbers=f"{count} of {want.numel()} values are wrong, by up to {_rough(share)} the largest right one.",
        staff_message=(
            f"{name}: {count} of {want.numel()} elements differ by more than {allowed:.3g} "
            f"({tolerance:g} of the largest expected). Greatest difference {worst:.6g} at {index}: "
            f"actual {float(got[place]):.8g}, expected {float(want[place]):.8g}"
        ),
    )


def _rough(share: float) -> str:
    """A share with one digit: enough to see how bad it is, too little to compute with."""
    if not share < 100:  # noqa: PLR2004
        return "more than 100 times"
    return f"{float(f'{100 * share:.0e}'):g} % of"


def _shape_hint(actual: torch.Tensor, expected: torch.Tensor) -> str:
    if tuple(actual.shape) == tuple(reversed(expected.shape)):
        return " Is it transposed?"
    if tuple(actual.shape[1:]) == tuple(expected.shape):
        return " Is the sum over the batch missing?"
    return ""


def assert_matches(
    actual: Any,
    expected: torch.Tensor | Sequence[torch.Tensor],
    name: str,
    *,
    tolerance: float | None = None,
    shapes: Sequence[tuple[int, ...]] = (),
    explain: Callable[[torch.Tensor], tuple[Diagnosis, ...]] | None = None,
) -> None:
    """Nothing, where the student's tensor is the expected one, or one of several that are equally right.

    Args:
        actual: what came from the student, of whatever type.
        expected: the right tensor, or all that are right.
        name: how messages call it: "forward(x)", "W1_grad".
        tolerance: see `mismatch`; by default the one for the expected tensor's dtype in TOLERANCES.
        shapes: further shapes that are as good.
        explain: called with the student's tensor where it is wrong; gives the diagnoses. By default what the two
            tensors tell by themselves.

    Raises:
        CheckFailedError: it is not.
    """
    __tracebackhide__ = True
    tensor = assert_tensor(actual, name)
    candidates = [expected] if isinstance(expected, torch.Tensor) else list(expected)
    first: Mismatch | None = None
    for candidate in candidates:
        limit = TOLERANCES.get(candidate.dtype, TOLERANCES[torch.float32]) if tolerance is None else tolerance
        found = mismatch(tensor, candidate, name, tolerance=limit, shapes=shapes)
        if found is None:
            return
        first = first or found
    if first is None:
        msg = "assert_matches needs at least one expected tensor"
        raise ValueError(msg)
    diagnosis = explain(tensor) if explain else structural_facts([Pair(actual=tensor, expected=candidates[0])])
    fail(first.message, numbers=first.numbers, staff_message=first.staff_message, diagnosis=diagnosis)
