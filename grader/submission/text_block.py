"""A part of a text notebook, and how parts become cells whose line numbers are those of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Cell, CellKind
from grader.submission.limits import refuse_many_cells
from grader.submission.magics import neutralise_magics

#: What all cells together may have of empty lines that put their own lines at the right place.
_MAX_PADDING_LINES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """Consecutive lines of a file that are one cell."""

    kind: CellKind
    lines: tuple[str, ...]
    #: The line of the file at which they begin, counted from 0.
    start: int


def cells_of(blocks: Sequence[TextBlock], name: str) -> tuple[Cell, ...]:
    """The cells, with magics neutralised; a line of code has the number that it has in the file of this name.

    Raises:
        RefusedError: More cells than a notebook has.
    """
    filled = [block for block in blocks if any(line.strip() for line in block.lines)]
    refuse_many_cells(len(filled), name)
    padded = sum(block.start for block in filled if block.kind is CellKind.CODE) <= _MAX_PADDING_LINES
    cells: list[Cell] = []
    for number, block in enumerate(filled, start=1):
        source = "\n".join(block.lines)
        if block.kind is CellKind.CODE:
            padding = "\n" * block.start if padded else ""
            source = padding + neutralise_magics(source)
        cells.append(Cell(kind=block.kind, source=source, label=name if padded else f"cell {number}"))
    return tuple(cells)
