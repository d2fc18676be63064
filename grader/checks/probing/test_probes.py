"""Not checks of an exercise: they tell whether a changed reference is still right, by the assignment's own probes.

`grader validate` runs them in place of the checks, to know of a mutant that passes whether it should have failed.
"""

from __future__ import annotations

from typing import Any

import pytest
import torch
from misconceptions import PROBES  # type: ignore[import-not-found]  # the assignment's, found in its folder


@pytest.mark.points(1)
@pytest.mark.parametrize("exercise", [pytest.param(name, marks=pytest.mark.exercise(name)) for name in PROBES])
def test_is_right(submission: Any, reference: Any, generator: torch.Generator, exercise: str) -> None:
    """The solution is right on many inputs."""
    if not PROBES[exercise](submission, reference, generator):
        pytest.fail("the probe says no")
