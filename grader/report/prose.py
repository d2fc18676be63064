"""A message split into what is read as prose and what keeps its columns: code, tables, tracebacks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines of a message that are set alike."""

    text: str
    #: Whether the columns matter: set in a fixed width, without folding.
    is_code: bool


def blocks(message: str) -> list[Block]:
    """The message's blocks in order. Lines that begin with two spaces or a tab are code; blank lines part blocks."""
    found: list[Block] = []
    for is_code, lines in groupby(message.split("\n"), key=_is_code):
        text = "\n".join(lines).strip("\n")
        if not text.strip():
            continue
        if is_code and found and found[-1].is_code:
            text = f"{found.pop().text}\n\n{text}"
        found.append(Block(text=text, is_code=is_code))
    return found


def _is_code(line: str) -> bool:
    return line.startswith(("  ", "\t")) and bool(line.strip())
