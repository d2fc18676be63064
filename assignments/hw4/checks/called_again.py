"""What calling a function again tells: whether it keeps something between calls, and what it does not look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from checks.cases import Case
from torch import Tensor

from grader.checks import CheckFailedError, StudentFaultError

#: What a student's function gives for a case, by name.
Call = Callable[[Case], Mapping[str, Any]]


def mistake_in_calls(call: Call, case: Case, names: Sequence[str]) -> str | None:
    """The mistake "not-the-same-twice" or "own-parameters"; None where calling again tells nothing.

    Args:
        call: a student's function whose values are wrong.
        case: what it is called for.
        names: of the globals on which its values depend.
    """
    try:
        once = call(case)
        if not _are_same(once, call(case)):
            return "not-the-same-twice"
        others = [replace(case, **{name: getattr(case, name) + 1}) for name in names]
        return "own-parameters" if any(_are_same(once, call(other)) for other in others) else None
    except (StudentFaultError, CheckFailedError):
        return None


def _are_same(values: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    """Whether all are equal, those left out that are no tensors."""
    pairs = [(values[name], others.get(name)) for name in values if isinstance(values[name], Tensor)]
    return bool(pairs) and all(isinstance(other, Tensor) and torch.equal(value, other) for value, other in pairs)
