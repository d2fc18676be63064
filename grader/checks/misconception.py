"""Wrong solutions that students really write, evaluated beside the right one to explain a wrong value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconception:
    """A named wrong solution.

    Attributes:
        id: "missing-factor-2".
        message: for the student: names the mistake without giving the code away.
        staff_message: for staff, longer.
        values: what this mistake would have given, called with the same inputs as the right solution.
    """

    id: str
    message: str
    values: Callable[..., Any]
    staff_message: str = ""


Catalogue = Sequence[Misconception]
