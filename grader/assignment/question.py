"""What the handout asks in an exercise that is answered in prose."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.model import ExerciseSpec

_MAX_HANDOUT_BYTES = 20 * 2**20


def with_question(exercise: ExerciseSpec, directory: Path) -> ExerciseSpec:
    """The exercise with the handout's text for it, where there is a notebook among what students get.

    A student who answers in the question's own cell has both in it; the question is what is taken away.
    """
    if exercise.written is None:
        return exercise
    question = "\n\n".join(cell for path in sorted((directory / "handout").glob("*.ipynb")) for cell in _prose(path))
    return replace(exercise, written=replace(exercise.written, question=question[:100_000]))


def _prose(notebook: Path) -> list[str]:
    """The text cells of a notebook of ours; none where it is not one."""
    if notebook.stat().st_size > _MAX_HANDOUT_BYTES:
        return []
    try:
        cells: Any = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    except (ValueError, KeyError, TypeError):
        return []
