"""Where statements begin in Python text that may be broken, found without parsing it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

_TOKEN = re.compile(r"""\#|\"{3}|'{3}|"|'|[(\[{]|[)\]}]""")
_STRING_END = {
    mark: re.compile(rf"(?:\\.|[^\\])*?{mark}") if len(mark) == 3 else re.compile(rf"(?:\\.|[^\\{mark}])*{mark}")  # noqa: PLR2004 - three quotes
    for mark in ('"""', "'''", '"', "'")
}
#: A line which begins with one of these cannot be inside brackets: a bracket above it was never closed.
_NEVER_IN_BRACKETS = re.compile(r"(?:async\s+def|def|class|import|return|while|with|try|raise|del|pass|assert)\b")
_BELONGS_TO_THE_ABOVE = re.compile(r"(?:else|elif|except|finally)\b|[)\]}]")
_COMPOUND = re.compile(r"(?:async|def|class|if|for|while|with|try|match|else|elif|except|finally)\b|@")


class LineStart(Enum):
    """What surrounds the first character of a line."""

    CODE = "code"
    BRACKETS = "brackets"
    STRING = "string"
    #: The line above ends with a backslash.
    CONTINUED = "continued"


class LineScanner:
    """Reads Python line by line and knows what surrounds the next one."""

    __slots__ = ("_continued", "_depth", "_quote")

    def __init__(self) -> None:
        self._depth = 0
        self._quote: str | None = None
        self._continued = False

    @property
    def next_start(self) -> LineStart:
        """What surrounds the beginning of the line that comes next."""
        if self._quote is not None:
            return LineStart.STRING
        if self._depth:
            return LineStart.BRACKETS
        return LineStart.CONTINUED if self._continued else LineStart.CODE

    def forget_brackets_before(self, line: str) -> bool:
        """Whether brackets are open that `line` proves to have never been closed; they are then forgotten."""
        proven = self.next_start is LineStart.BRACKETS and _NEVER_IN_BRACKETS.match(line) is not None
        if proven:
            self._depth = 0
        return proven

    def read(self, line: str) -> None:
        """Take in one line, without its line feed."""
        position = 0 if self._quote is None else self._after_string(line, 0)
        self._continued = False
        while position >= 0 and (token := _TOKEN.search(line, position)):
            text, position = token[0], token.end()
            if text == "#":
                return
            if text in _STRING_END:
                self._quote = text
                position = self._after_string(line, position)
            elif text in "([{":
                self._depth += 1
            else:
                self._depth = max(0, self._depth - 1)
        self._continued = self._quote is None and line.endswith("\\")

    def _after_string(self, line: str, position: int) -> int:
        """Where the open string ends in this line, or -1 when the line ends first."""
        quote = self._quote or '"'
        if end := _STRING_END[quote].match(line, position):
            self._quote = None
            return end.end()
        backslashes = len(line) - len(line.rstrip("\\"))
        if len(quote) == 1 and backslashes % 2 == 0:
            self._quote = None
        return -1


def line_starts(lines: Sequence[str]) -> list[LineStart]:
    """What surrounds the beginning of each line.

    A bracket or a string that is never closed surrounds nothing: the lines below it count as code.
    """
    scanner = LineScanner()
    starts: list[LineStart] = []
    opened = 0
    for number, line in enumerate(lines):
        if scanner.forget_brackets_before(line):
            starts[opened:] = [LineStart.CODE] * (number - opened)
        starts.append(scanner.next_start)
        if scanner.next_start is LineStart.CODE:
            opened = number + 1
        scanner.read(line)
    if scanner.next_start in {LineStart.BRACKETS, LineStart.STRING}:
        starts[opened:] = [LineStart.CODE] * (len(lines) - opened)
    return starts


def statement_lines(lines: Sequence[str]) -> list[int]:
    """The lines, counted from 0, at which the statements of the module itself begin; the first is always 0.

    A decorator belongs to the definition below it. A line that is indented without a reason begins a statement of its
    own, so that it can be left out alone.
    """
    found = [0]
    head = ""
    for number, start in enumerate(line_starts(lines)):
        text = lines[number].strip()
        if start is not LineStart.CODE or not text or text[0] == "#":
            continue
        if head and not _begins_statement(lines[number], head):
            head = text if head[0] == "@" else head
            continue
        if head:
            found.append(number)
        head = text
    return found


def _begins_statement(line: str, head: str) -> bool:
    """Whether a line of code begins a statement, after one whose first line is `head`."""
    if line[0].isspace():
        return _COMPOUND.match(head) is None
    return _BELONGS_TO_THE_ABOVE.match(line) is None and head[0] != "@"
