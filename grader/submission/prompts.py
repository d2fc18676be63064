r"""The text of a notebook's PDF: prompts such as `[3]:` tell code from output, and long lines are broken with an arrow.

A notebook that was printed and turned back into text has lost what a file says plainly. This reads what can still be
told: a number's first prompt is code, its second one output; a fence without a prompt that follows code directly is the
rest of that code (a page ended there) when both together are Python, and otherwise printed output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grader.model import CellKind
from grader.submission.syntax import first_error
from grader.submission.text_block import TextBlock

_PROMPT = re.compile(r"\s*(?:(?P<word>In|Out)\s*)?\[(?P<number>\d{1,6}|\s|\*)\]:(?: |$)")
_ARROWS = ("\u21aa", "\u21b3")
#: How a printed value begins that nobody writes as a statement of its own.
_PRINTED = re.compile(r"(?:tensor|array|OrderedDict|torch\.Size)\(|Parameter containing:|<[\w.]+ (?:object )?at 0x")
#: Longer than any page; what is longer is read as it stands.
_MAX_LINES = 1_000


@dataclass(slots=True, kw_only=True)
class _Input:
    """The code behind a prompt, still growing."""

    start: int
    #: The width of the prompt, which the lines below the first may be indented by.
    width: int
    lines: list[str] = field(default_factory=list)

    def block(self) -> TextBlock:
        return TextBlock(kind=CellKind.CODE, lines=tuple(_readable(self.lines, self.width)), start=self.start)


def has_prompt(lines: Sequence[str]) -> bool:
    """Whether these lines begin with a prompt."""
    return any(_PROMPT.match(line) for line in lines[:1])


def read_prompts(parts: Sequence[tuple[bool, tuple[str, ...], int]]) -> list[TextBlock]:
    """The cells of a text with prompts.

    Args:
        parts: For each part of the text whether it is fenced, its lines, and the line at which it begins.
    """
    found: list[TextBlock | _Input] = []
    seen: set[str] = set()
    #: The code that may go on; "output" below a prompt's output; None below prose.
    above: _Input | str | None = None
    for fenced, lines, start in parts:
        if not fenced:
            if any(line.strip() for line in lines):
                above = None
            found.append(TextBlock(kind=CellKind.MARKDOWN, lines=lines, start=start))
            continue
        for piece, begin in _split_at_prompts(lines, start):
            prompt = _PROMPT.match(piece[0])
            if prompt and prompt["word"] != "Out" and prompt["number"] not in seen:
                if prompt["number"].isdigit():
                    seen.add(prompt["number"])
                above = _Input(start=begin, width=prompt.end(), lines=[piece[0][prompt.end() :], *piece[1:]])
                found.append(above)
            elif prompt:
                above = "output"
            elif isinstance(above, _Input):
                above = above if _goes_on(above, piece, begin) else "output"
            elif above is None:
                found.append(TextBlock(kind=CellKind.MARKDOWN, lines=tuple(piece), start=begin))
    return [part.block() if isinstance(part, _Input) else part for part in found]


def _split_at_prompts(lines: Sequence[str], start: int) -> Iterator[tuple[list[str], int]]:
    marks = [n for n, line in enumerate(lines) if n == 0 or _PROMPT.match(line)]
    for begin, end in zip(marks, [*marks[1:], len(lines)], strict=True):
        yield list(lines[begin:end]), start + begin


def _goes_on(above: _Input, piece: list[str], begin: int) -> bool:
    """Whether the piece is the rest of the code above it; it is then added to it."""
    gap = [""] * (begin - above.start - len(above.lines))
    if len(above.lines) + len(gap) + len(piece) > _MAX_LINES:
        return False
    filled = [line for line in above.lines if line.strip()]
    indent = filled[-1][: len(filled[-1]) - len(filled[-1].lstrip())] if filled else ""
    for candidate in ([indent + line if line.strip() else line for line in piece], piece):
        lines = above.lines + gap + candidate
        if _is_python(_readable(lines, above.width)):
            above.lines = lines
            return True
    return False


def _readable(lines: list[str], width: int) -> list[str]:
    """The lines in the first of the ways of reading them that is Python: aligned below the prompt, broken by arrows."""
    if len(lines) > _MAX_LINES:
        return lines
    ways = [
        unbroken
        for aligned in (lines, _aligned(lines, width))
        for unbroken in (
            [aligned] if not any(map(_is_broken_off, aligned)) else [_joined(aligned), _without_arrows(aligned)]
        )
    ]
    readable = next((way for way in ways if _is_python(way)), None)
    return readable or next((code for way in ways if (code := _above_output(way))), ways[0])


def _above_output(lines: list[str]) -> list[str]:
    """The code above what it printed, which is set below an empty line; nothing where there is no such line.

    Empty lines take the place of what was printed.
    """
    for number in range(1, len(lines)):
        is_printed = _PRINTED.match(lines[number]) and not lines[number - 1].strip()
        if is_printed and _is_python(lines[:number]):
            return [*lines[:number], *[""] * (len(lines) - number)]
    return []


def _is_python(lines: list[str]) -> bool:
    return first_error("\n".join(lines)) is None


def _aligned(lines: list[str], width: int) -> list[str]:
    """Without the indentation that puts the lines below the prompt's text."""
    return [lines[0], *(line[width:] if not line[:width].strip() else line for line in lines[1:])]


def _joined(lines: list[str]) -> list[str]:
    """With each line that an arrow begins put behind the one above it; an empty line takes its place."""
    joined: list[str] = []
    last = 0
    for line in lines:
        if _is_broken_off(line) and joined:
            joined[last] = joined[last].rstrip() + " " + line.lstrip()[1:].lstrip()
            joined.append("")
        else:
            last = len(joined)
            joined.append(line)
    return joined


def _is_broken_off(line: str) -> bool:
    return line.lstrip().startswith(_ARROWS)


def _without_arrows(lines: list[str]) -> list[str]:
    return ["" if _is_broken_off(line) else line for line in lines]
