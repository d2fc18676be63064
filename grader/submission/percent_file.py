"""A module with cells: `# %%` begins one, `# %% [markdown]` one of prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.model import Cell, CellKind
from grader.submission.statements import LineStart, line_starts
from grader.submission.text_block import TextBlock, cells_of

_MARKER = re.compile(r"#[ \t]?%%(?!%)(?P<rest>.*)$")
_PROSE = re.compile(r"\[(?:markdown|md)\]")
_RAW = re.compile(r"\[raw\]")
_QUOTE = re.compile(r"""[rR]?(\"{3}|'{3})""")


def has_cell_markers(text: str) -> bool:
    """Whether there is a line that begins a cell, outside of strings."""
    return "%%" in text and bool(_marker_lines(text.split("\n")))


def read_percent(text: str, name: str) -> tuple[Cell, ...]:
    """The cells of code and of prose; what stands above the first marker is a cell of code.

    Raises:
        RefusedError: More cells than a notebook has.
    """
    lines = text.split("\n")
    markers = _marker_lines(lines)
    blocks = [TextBlock(kind=CellKind.CODE, lines=tuple(lines[: markers[0] if markers else None]), start=0)]
    for begin, end in zip(markers, [*markers[1:], len(lines)], strict=True):
        body = lines[begin + 1 : end]
        if _PROSE.search(lines[begin]):
            blocks.append(TextBlock(kind=CellKind.MARKDOWN, lines=tuple(_prose(body)), start=begin + 1))
        elif not _RAW.search(lines[begin]):
            blocks.append(TextBlock(kind=CellKind.CODE, lines=tuple(body), start=begin + 1))
    return cells_of(blocks, name)


def _marker_lines(lines: Sequence[str]) -> list[int]:
    starts = line_starts(lines)
    return [n for n, line in enumerate(lines) if _MARKER.match(line) and starts[n] is not LineStart.STRING]


def _prose(lines: Sequence[str]) -> list[str]:
    """The text of a prose cell, which is written as comments or as one long string."""
    text = "\n".join(lines).strip()
    if quote := _QUOTE.match(text):
        return text[quote.end() :].removesuffix(quote[1]).strip("\n").split("\n")
    return [line[2:] if line.startswith("# ") else line.removeprefix("#") for line in lines]
