"""IPython's own syntax in a notebook's cell, neutralised line for line so that Python can read the cell."""

from __future__ import annotations

import re

from grader.submission.statements import LineScanner, LineStart
from grader.submission.syntax import first_error

#: Cell magics that run their body as Python in the notebook's namespace: the body is kept.
_BODY_IS_PYTHON = frozenset({"time", "capture", "prun", "memit", "mprun", "lprun", "snakeviz", "wandb", "scalene"})
#: Names that IPython takes for a magic without a percent sign, where the line is no Python.
_AUTOMAGIC = re.compile(
    r"(?:pip3?|conda|mamba|cd|ls|ll|cat|cp|mv|rm|mkdir|matplotlib|load_ext|autoreload)\s+[^\s=(.\[,:]"
)
_MAX_LINE_CHARACTERS = 2_000
_CELL_MAGIC = re.compile(r"%%\s*([^\W\d]\w*)")
_TIMED_LINE = re.compile(r"%time\s+(?=[^\s?])")
_ASSIGNED = re.compile(r"(?P<target>[^\W\d][\w.\[\]'\", ]{0,200}?)\s*=\s*(?P<sign>%{1,2}|!{1,2})(?P<rest>\s*[^\s=].*)")
_HELP = re.compile(r"(?:\?{1,2}\s*%{0,2}[\w*.]|(?:[\w., ]{1,100}=\s*)?%{0,2}[\w*.\[\]'\"-]+\s*\?{1,2}\s*(?:#.*)?$)")


def neutralise_magics(source: str) -> str:
    """The cell as Python, with the same number of lines.

    Text that Python reads as it is comes back unchanged, and so does everything inside strings, brackets and continued
    lines. A shell line or a line magic becomes `pass`; an assigned one becomes `[]` (shell) or `None` (magic); `%time`
    keeps its statement; a cell magic loses its line when its body is Python, and otherwise the whole cell is blanked.
    An indentation that the whole cell has is taken off, as IPython does.

    Source: IPython's transformations of a cell, as its documentation of the input transformers describes them.
    """
    if first_error(source) is None:
        return source
    lines = _unindented(source.split("\n"))
    for number, line in enumerate(lines):
        text = line.strip()
        if not text or text[0] == "#":
            continue
        # A cell magic comes first in its cell, and below it may come another.
        if not text.startswith("%%"):
            break
        name = _CELL_MAGIC.match(text)
        if name is None or name[1] not in _BODY_IS_PYTHON:
            return "\n".join([""] * len(lines))
        lines[number] = ""
    return "\n".join(_without_line_magics(lines))


def _unindented(lines: list[str]) -> list[str]:
    """Without the indentation of the first line, which IPython takes off all lines of a cell."""
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines]


def _without_line_magics(lines: list[str]) -> list[str]:
    scanner = LineScanner()
    done: list[str] = []
    in_magic = False
    for line in lines:
        scanner.forget_brackets_before(line)
        neutral = _neutral(line) if scanner.next_start is LineStart.CODE else None
        if in_magic:
            done.append("")
        elif neutral is None:
            done.append(line)
            # What a magic's line holds is no Python: `!echo it's (` must not open a string for the lines below.
            scanner.read(line)
            continue
        else:
            done.append(neutral)
        in_magic = line.endswith("\\")
    return done


def _neutral(line: str) -> str | None:
    """What stands in for a line at the beginning of a statement, or None when it is no magic."""
    text = line.strip()
    indent = line[: len(line) - len(line.lstrip())]
    if not text or (len(text) > _MAX_LINE_CHARACTERS and text[0] not in "%!"):
        return None
    if timed := _TIMED_LINE.match(text):
        return indent + text[timed.end() :]
    if text[0] in "%!" or _HELP.match(text) or (_AUTOMAGIC.match(text) and first_error(text) is not None):
        return f"{indent}pass"
    if assigned := _ASSIGNED.match(text):
        timed = _TIMED_LINE.match(assigned["sign"] + assigned["rest"])
        value = "[]" if assigned["sign"][0] == "!" else "None"
        return f"{indent}{assigned['target']} = {assigned['rest'][len('time') :].strip() if timed else value}"
    return None
