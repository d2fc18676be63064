"""A text notebook in Markdown (jupytext, R Markdown, Quarto, MyST, or the text of a notebook's PDF)."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Cell, CellKind
from grader.submission.prompts import has_prompt, read_prompts
from grader.submission.syntax import first_error
from grader.submission.text_block import TextBlock, cells_of

_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})(?P<info>[^`]*)$")
_PYTHON = re.compile(r"(?:\{\.?(?:python3?|code-cell)\b|(?:i?python3?|py3?|pycon)\b|\{code-cell\})", re.IGNORECASE)
_NOT_RUN = re.compile(r"\.noeval\b|\beval\s*=\s*(?:FALSE|F|False|false)\b")
_REGION = re.compile(r"\s*<!--\s*#(?P<end>end)?(?P<kind>region|md|markdown|raw)\b.*-->\s*$")
_MAX_HEADER_LINES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Prose, or the inside of a fence."""

    #: What stands behind the opening fence; None where this is prose.
    info: str | None
    lines: tuple[str, ...]
    #: Counted from 0.
    start: int

    @property
    def is_python(self) -> bool:
        """Whether the fence says that it holds Python which runs."""
        return self.info is not None and bool(_PYTHON.match(self.info)) and not _NOT_RUN.search(self.info)


def has_code_fences(text: str) -> bool:
    """Whether any line could open a fence."""
    return any(_FENCE.match(line) for line in text.split("\n") if "```" in line or "~~~" in line)


def read_markdown(text: str, name: str) -> tuple[Cell, ...]:
    """The cells of code, which are the fences that say Python, and of prose, which is everything else.

    Where prompts such as `[3]:` stand in the fences (the text of a PDF), they tell code from output. Where no fence
    names a language, those which Python can read are code.

    Raises:
        RefusedError: More cells than a notebook has.
    """
    parts = _parts(text.split("\n"))
    fences = [part for part in parts if part.info is not None]
    if any(has_prompt(part.lines) for part in fences if part.is_python or not part.info):
        blocks = read_prompts([(part.info is not None, part.lines, part.start) for part in parts])
    else:
        tagged = any(part.is_python for part in fences)
        blocks = [_block(part, is_code=part.is_python if tagged else _could_be_code(part)) for part in parts]
    return cells_of(blocks, name)


def _block(part: Part, *, is_code: bool) -> TextBlock:
    return TextBlock(kind=CellKind.CODE if is_code else CellKind.MARKDOWN, lines=part.lines, start=part.start)


def _could_be_code(part: Part) -> bool:
    return part.info == "" and first_error("\n".join(part.lines)) is None


def _parts(lines: Sequence[str]) -> list[Part]:
    parts: list[Part] = []
    begin = number = _header_end(lines)
    region_ends = [n for n, line in enumerate(lines) if (region := _REGION.match(line)) and region["end"]]
    while number < len(lines):
        if region := _REGION.match(lines[number]):
            # A region is one cell of prose (or a raw one), with whatever fences are in it.
            end = _region_end(region_ends, number)
            parts.append(Part(info=None, lines=tuple(lines[begin:number]), start=begin))
            if region["kind"] != "raw":
                parts.append(Part(info=None, lines=tuple(lines[number + 1 : end]), start=number + 1))
            begin = number = end + 1
        elif fence := _FENCE.match(lines[number]):
            end = _fence_end(lines, number, fence["mark"])
            parts.append(Part(info=None, lines=tuple(lines[begin:number]), start=begin))
            inside = tuple(_unindented(line, len(fence["indent"])) for line in lines[number + 1 : end])
            parts.append(Part(info=fence["info"].strip(), lines=inside, start=number + 1))
            begin = number = end + 1
        else:
            number += 1
    parts.append(Part(info=None, lines=tuple(lines[begin:]), start=begin))
    return parts


def _header_end(lines: Sequence[str]) -> int:
    """Where the text begins, below the metadata at the top."""
    first = next((n for n, line in enumerate(lines[:5]) if line.strip()), 0)
    mark = lines[first].rstrip()
    if mark not in {"---", "+++"}:
        return 0
    ends = (n for n in range(first + 1, min(len(lines), _MAX_HEADER_LINES)) if lines[n].rstrip() == mark)
    return next(ends, -1) + 1


def _fence_end(lines: Sequence[str], opening: int, mark: str) -> int:
    closing = re.compile(rf"[ \t]*{mark[0]}{{{len(mark)},}}[ \t]*$")
    return next((n for n in range(opening + 1, len(lines)) if closing.match(lines[n])), len(lines))


def _region_end(ends: Sequence[int], opening: int) -> int:
    """The line that ends the region, or its own where none does."""
    following = bisect.bisect(ends, opening)
    return ends[following] if following < len(ends) else opening


def _unindented(line: str, width: int) -> str:
    return line[width:] if not line[:width].strip() else line.lstrip()
