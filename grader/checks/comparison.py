"""Comparing what a student computed with what was expected, on this side of the wire.

The tolerance is relative to the size of the expected tensor as a whole: zeros never pass for small numbers, and a sum
taken in another order always does. Messages for the student tell the kind of the difference; numbers are for staff.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch

from grader.checks.outcome import fail
from grader.model import Diagnosis

#: Allowed difference relative to the largest expected element, by dtype of the student's inputs. float32 has a unit
#: roundoff of 6e-8 (IEEE 754); sums over some dozens of terms and another order of operations stay below 5e-6 here,
#: and the closest wrong solutions lie above 1e-2. float64 has 1.1e-16; finite differences reach 1e-9 at best.
TOLERANCES = {torch.float32: 1e-4, torch.float64: 1e-10}


class Described(Protocol):
    """Something that stayed in the student's process."""

    @property
    def described(self) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """How a tensor differs from the expected one."""

    #: For the student.
    message: str
    #: For staff.
    staff_message: str


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
        return Mismatch(message=f"{name} has shape {tuple(actual.shape)}, expected {wanted}.{hint}", staff_message="")
    got, want = actual.detach().double().reshape(-1), expected.detach().double().reshape(-1)
    if not want.numel():
        return None
    allowed = tolerance * float(want.abs().max()) + torch.finfo(torch.float64).tiny
    difference = (got - want).abs()
    wrong = difference > allowed
    count = int(wrong.sum())
    if not count:
        return None
    place = int(difference.argmax())
    # Not torch.unravel_index, which imports sympy the first time.
    index = tuple(int(i) for i in np.unravel_index(place, actual.shape)) if actual.dim() else ()
    staff = (
        f"{name}: {count} of {want.numel()} elements differ by more than {allowed:.3g} "
        f"({tolerance:g} of the largest expected). Greatest difference {float(difference[place]):.6g} at {index}: "
        f"actual {float(got[place]):.8g}, expected {float(want[place]):.8g}"
    )
    how_many = "all its" if count == want.numel() else f"{count} of its"
    return Mismatch(message=f"{name} has the right shape, but {how_many} {want.numel()} values are wrong", staff_message=staff)


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
    explain: Any = None,
) -> None:
    """Nothing, where the student's tensor is the expected one, or one of several that are equally right.

    Args:
        actual: what came from the student, of whatever type.
        expected: the right tensor, or all that are right.
        name: how messages call it: "forward(x)", "W1_grad".
        tolerance: see `mismatch`; by default the one for the expected tensor's dtype in TOLERANCES.
        shapes: further shapes that are as good.
        explain: called with the student's tensor where it is wrong; gives a tuple of Diagnosis.

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
    diagnosis: tuple[Diagnosis, ...] = explain(tensor) if explain else ()
    fail(first.message, staff_message=first.staff_message, diagnosis=diagnosis)
