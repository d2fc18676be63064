r"""Text that is safe to show: the one place where a stranger's characters are made harmless.

What comes out holds no control character but newline and tab, no escape sequence, no lone surrogate and nothing that
turns the direction of the text around, so that it fits in JSON, XML and HTML (once escaped there) and on a terminal.
What is taken out stays visible in Python's own notation (`\x00`, `\u202e`), except colours and cursor movements.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")

# ECMA-48: control sequences, then the string sequences (titles, links), then the two- and three-character escapes.
_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[ -/]*[0-Z\\^-~]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# C0 (without tab and newline), DEL, C1, direction controls, surrogates, characters that Unicode calls no characters
# (XML refuses two of them), and the invisible tags in which text can be smuggled.
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
# Where an object or a thread lies in memory: the only part of a repr that differs from run to run.
_ADDRESS = re.compile(r"\b(at|[Tt]hread) 0x[0-9A-Fa-f]{4,}")


def printable(text: str) -> str:
    """The same text without anything that acts instead of being read. Applying it twice changes nothing."""
    if text.replace("\n", "").replace("\t", "").isprintable() and " 0x" not in text:
        return text  # almost every text; the substitutions below cost fifty times as much
    text = _ANSI.sub("", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _UNSAFE.sub(_notation, text)
    return _ADDRESS.sub(r"\1 0x…", text)


def printable_record(record: T) -> T:
    """A copy of a record, or of a container of records, in which every text is printable."""
    return cast("T", _walk(record))


def _walk(value: Any) -> Any:
    if isinstance(value, str):
        # An Enum that is also a text is one of our own words.
        return printable(value) if type(value) is str else value
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, (tuple, list)):
        return type(value)(_walk(item) for item in value)
    if isinstance(value, dict):
        return value if _is_printable(value) else {_walk(key): _walk(item) for key, item in value.items()}
    kind: Any = type(value)
    changed = {name: new for name in _field_names(kind) if (new := _walk(old := getattr(value, name))) is not old}
    return replace(value, **changed) if changed else value


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    """A record's; none of anything else."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _is_printable(document: dict[Any, Any]) -> bool:
    """Whether every text in it is printable as it is: asked of all at once, a tenth of the work."""
    try:
        text = json.dumps(document, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return False
    # JSON writes what acts as an escape.
    return (
        text.isprintable()
        and "\\u" not in text
        and "\\r" not in text
        and "\\b" not in text
        and not _ADDRESS.search(text)
    )


def _notation(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape").decode("ascii")
