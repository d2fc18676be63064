"""Finding a student's prose: the markdown under an exercise's heading, or a string of an agreed name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.model import Cell, CellKind, WrittenAnswer

_HEADING = re.compile(r"^\s*(#{1,6}\s|\*\*)")
MAX_ANSWER_CHARACTERS = 50_000


def find_answer(cells: Sequence[Cell], wanted: WrittenAnswer, variable: object) -> str | None:
    """The answer's text, or None where there is none.

    Args:
        cells: the submission's.
        wanted: which heading and which name.
        variable: what the submission's global of that name holds after it ran; anything but a string is no answer.
    """
    for text in (_below_heading(cells, wanted.heading), variable):
        if isinstance(text, str):
            answer = text.replace(wanted.placeholder, "") if wanted.placeholder else text
            if answer.strip():
                return answer.strip()[:MAX_ANSWER_CHARACTERS]
    return None


def _below_heading(cells: Sequence[Cell], heading: str) -> str | None:
    """The markdown cells between the exercise's own and the next code or heading."""
    for position, cell in enumerate(cells):
        if cell.kind is CellKind.MARKDOWN and _has_heading(cell.source, heading):
            answer = []
            for later in cells[position + 1 :]:
                if later.kind is not CellKind.MARKDOWN or _starts_section(later.source):
                    break
                answer.append(later.source)
            return "\n\n".join(answer) or None
    return None


def _has_heading(source: str, heading: str) -> bool:
    wanted = re.compile(re.escape(heading) + r"(?!\w)", re.IGNORECASE)
    return any(_HEADING.match(line) and wanted.search(line) for line in source.splitlines())


def _starts_section(source: str) -> bool:
    first = next((line for line in source.splitlines() if line.strip()), "")
    return bool(re.match(r"^\s*#{1,6}\s", first))
