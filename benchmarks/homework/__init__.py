"""The homework that every harness gets: what is handed in, and ten hidden checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
CHECKS = FOLDER / "checks.py"
#: Each a function of checks.py, worth a point; its exercise, as the harnesses that have such a thing group them.
EXERCISES = {
    "forward": ("forward_values", "forward_batches"),
    "backprop": ("gradient_of_w1", "gradient_of_b1", "gradient_of_w2", "gradient_of_b2"),
    "module": ("module_parameters", "module_outputs"),
    "training": ("training_comes_near", "training_reaches_the_goal"),
}
POINTS = sum(map(len, EXERCISES.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A part of what is handed in."""

    title: str
    source: str


def cells(text: str) -> tuple[Cell, ...]:
    """A submission's parts: each begins with a line `# Cell: title`."""
    _, *pieces = re.split(r"^# Cell: (.*)\n", text, flags=re.MULTILINE)
    return tuple(
        Cell(title=title, source=source.strip()) for title, source in zip(pieces[::2], pieces[1::2], strict=True)
    )


def honest(number: int = 0) -> str:
    """A right solution with 600 training steps. No two numbers give the same text."""
    return _numbered("honest.py", number)


def stub(number: int = 0) -> str:
    """Zeros everywhere."""
    return _numbered("stub.py", number)


def _numbered(name: str, number: int) -> str:
    return f"{(FOLDER / name).read_text(encoding='utf-8')}\n# Handed in by student {number}\n"
