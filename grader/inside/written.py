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
    for text in (_below_heading(cells, wanted), variable):
        if isinstance(text, str):
            answer = text.replace(wanted.placeholder, "") if wanted.placeholder else text
            if answer.strip():
                return answer.strip()[:MAX_ANSWER_CHARACTERS]
    return None


def _below_heading(cells: Sequence[Cell], wanted: WrittenAnswer) -> str | None:
    """The markdown cells between the exercise's own and the next code or heading; else what its own cell adds.

    Its own cell holds the handout's question, which is taken away paragraph by paragraph.
    """
    for position, cell in enumerate(cells):
        if cell.kind is CellKind.MARKDOWN and _has_heading(cell.source, wanted.heading):
            answer = []
            for later in cells[position + 1 :]:
                if later.kind is not CellKind.MARKDOWN or _starts_section(later.source):
                    break
                answer.append(later.source)
            return "\n\n".join(answer) or _added(cell.source, wanted)
    return None


def _added(source: str, wanted: WrittenAnswer) -> str | None:
    """What stands below the heading and is not the handout's."""
    if not wanted.question:
        return None
    lines = source.splitlines()
    start = next(i for i, line in enumerate(lines) if _has_heading(line, wanted.heading))
    end = next((i for i in range(start + 1, len(lines)) if _starts_section(lines[i])), len(lines))
    known = {_normal(paragraph) for paragraph in _paragraphs(wanted.question)}
    rest = [p for p in _paragraphs("\n".join(lines[start + 1 : end])) if _normal(p) not in known]
    return "\n\n".join(rest) or None


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def _normal(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _has_heading(source: str, heading: str) -> bool:
    wanted = re.compile(re.escape(heading) + r"(?!\w)", re.IGNORECASE)
    return any(_HEADING.match(line) and wanted.search(line) for line in source.splitlines())


def _starts_section(source: str) -> bool:
    first = next((line for line in source.splitlines() if line.strip()), "")
    return bool(re.match(r"^\s*#{1,6}\s", first))
