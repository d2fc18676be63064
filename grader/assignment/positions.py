"""Where in a TOML text each key stands: the standard parser reads values but tells no positions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cached_property

#: Names of tables and keys, with the index (from 0) of an array's element: ("exercises", 1, "points").
KeyPath = tuple[str | int, ...]

#: A longer value than any manifest has: from there on no line is told, because finding it takes quadratic time.
_MOST_LINES_OF_A_VALUE = 400
#: Keys inside of more tables than any manifest has stand where the table around them does.
_DEEPEST = 20


class KeyLines:
    """The line, counted from 1, of every key of a valid TOML text. Nothing is computed before it is asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def find(self, path: KeyPath) -> int | None:
        """The line of the key, or of the innermost table around it where the key is absent; None at top level."""
        known = (self._lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in self._lines)
        return next(known, None)

    @cached_property
    def _lines(self) -> dict[KeyPath, int]:
        lines: dict[KeyPath, int] = {}
        table: KeyPath = ()
        elements: dict[KeyPath, int] = {}
        for line, statement, values in _statements(self._text):
            if statement.startswith("["):
                table = _table_path(values, elements, is_element=statement.startswith("[["))
                for length in range(1, len(table) + 1):
                    lines.setdefault(table[:length], line)
            else:
                for path in _paths(values, table):
                    lines.setdefault(path, line)
        return lines


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, object]]]:
    """Each table header and each assignment: its first line, its text, and what it alone parses to.

    An assignment that spans lines is one that the parser accepts only when its last line is there.
    """
    pending: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        pending.append(line)
        if len(pending) > _MOST_LINES_OF_A_VALUE:
            return
        statement = "\n".join(pending).strip()
        try:
            values = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        if values:
            yield number - len(pending) + 1, statement, values
        pending = []


def _table_path(header: dict[str, object], elements: dict[KeyPath, int], *, is_element: bool) -> KeyPath:
    """The path that a header opens; ``elements`` counts the elements of each array of tables so far."""
    names: list[str] = []
    inner: object = header
    while isinstance(inner, dict) and inner:
        name, inner = next(iter(inner.items()))
        names.append(name)
    path: KeyPath = ()
    for depth, name in enumerate(names, start=1):
        path = (*path, name)
        if is_element and depth == len(names):
            elements[path] = elements.get(path, 0) + 1
        if path in elements:
            path = (*path, elements[path] - 1)
    return path


def _paths(value: object, path: KeyPath) -> Iterator[KeyPath]:
    """Every key inside a value, by its path."""
    children: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    for key, child in children:
        yield (*path, key)
        if len(path) < _DEEPEST:
            yield from _paths(child, (*path, key))
