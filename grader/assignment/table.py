"""A strict reader of one TOML table: every mistake is written down with its place, and reading goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from grader.assignment.positions import KeyLines, KeyPath
from grader.errors import AssignmentMistake

_SHOWN_CHARACTERS = 60
_SHOWN_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table and where it stands. Each reading method gives a usable value, whatever it had to complain about."""

    values: Mapping[str, object]
    file: str
    lines: KeyLines
    #: All tables of a file share one list.
    mistakes: list[AssignmentMistake]
    path: KeyPath = ()
    #: The path as people read it: "exercises.backprop".
    label: str = ""

    def complain(self, key: str, message: str) -> None:
        """Note a mistake at a key of this table, or at the table itself where the key is empty."""
        path = (*self.path, key) if key else self.path
        label = ".".join(part for part in (self.label, key) if part)
        mistake = AssignmentMistake(file=self.file, line=self.lines.find(path), key=label, message=message)
        self.mistakes.append(mistake)

    def allow(self, known: Iterable[str]) -> None:
        """Complain about every other key."""
        names = sorted(known)
        for key in self.values:
            if key not in names:
                self.complain(key, f"unknown key. {suggest(key, names)}")

    def text(self, key: str, *, longest: int, default: str | None = None) -> str:
        """A text of at most so many characters; without a default it must be there and not be blank."""
        expected = (
            f"a text of 1 to {longest} characters" if default is None else f"a text of at most {longest} characters"
        )
        value = self._value(key, default, expected)
        if isinstance(value, str) and len(value) <= longest and (value.strip() or default is not None):
            return value
        self._refuse(key, expected)
        return default or ""

    def number(self, key: str, *, least: float, most: float, default: float | None = None) -> float:
        """A finite number within the bounds."""
        expected = f"a number from {least:g} to {most:g}"
        value = self._value(key, default, expected)
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        self._refuse(key, expected)
        return least if default is None else default

    def whole(self, key: str, *, least: int, most: int, default: int) -> int:
        """A whole number within the bounds."""
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._refuse(key, f"a whole number from {least} to {most}")
        return default

    def flag(self, key: str) -> bool:
        """True or false; false where it is not there."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self._refuse(key, "true or false")
        return value is True

    def texts(self, key: str, *, longest: int, most: int) -> tuple[str, ...]:
        """Different texts of at most so many characters each; none where the key is not there."""
        value = self.values.get(key, [])
        expected = f"an array of at most {most} different texts of 1 to {longest} characters"
        if not isinstance(value, list) or len(value) > most:
            self._refuse(key, expected)
            return ()
        texts = [text for text in value if isinstance(text, str) and text.strip() and len(text) <= longest]
        if len(set(texts)) < len(value):
            self._refuse(key, expected)
        return tuple(dict.fromkeys(texts))

    def table(self, key: str) -> Table:
        """The table under a key; an empty one where it is not there."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self._refuse(key, "a table")
            value = {}
        return self._inner(value, (*self.path, key), ".".join(part for part in (self.label, key) if part))

    def tables(self, key: str, *, named_by: str) -> list[Table]:
        """The tables of an array, each labelled by the text under a key of its own, or else by its number from 1."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(element, dict) for element in value):
            self._refuse(key, f"tables, each with the header [[{key}]]")
            return []
        return [
            self._inner(element, (*self.path, key, index), f"{key}.{_name(element.get(named_by)) or index + 1}")
            for index, element in enumerate(value)
        ]

    def _value(self, key: str, default: object, expected: str) -> object:
        if key not in self.values and default is None:
            self.complain(key, f"is missing; expected {expected}")
        return self.values.get(key, default)

    def _refuse(self, key: str, expected: str) -> None:
        if key in self.values:
            self.complain(key, f"expected {expected}, found {describe(self.values[key])}")

    def _inner(self, values: Mapping[str, object], path: KeyPath, label: str) -> Table:
        return Table(values=values, file=self.file, lines=self.lines, mistakes=self.mistakes, path=path, label=label)


def suggest(name: str, known: Iterable[str]) -> str:
    """The nearest known names, or all of them where none is near."""
    names = sorted(known)
    near = get_close_matches(name, names, n=2)
    return f"Did you mean {' or '.join(near)}?" if near else f"Known: {', '.join(names)}."


def describe(value: object) -> str:
    """A TOML value and its kind, short enough for a message."""
    if isinstance(value, bool):
        return f"{str(value).lower()} (a boolean)"
    if isinstance(value, str):
        return _describe_text(value)
    if isinstance(value, int) and abs(value) >= 10**_SHOWN_DIGITS:
        return f"a whole number of more than {_SHOWN_DIGITS} digits"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "an array"
    return "a date or time"


def _describe_text(value: str) -> str:
    if len(value) > _SHOWN_CHARACTERS:
        return f"a text of {len(value)} characters"
    return f'"{value}" (a text)' if value.isprintable() else f"{value!r} (a text)"


def _name(value: object) -> str:
    is_name = isinstance(value, str) and value.isprintable() and 0 < len(value) <= _SHOWN_CHARACTERS
    return str(value) if is_name else ""
