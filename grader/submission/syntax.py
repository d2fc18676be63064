"""Text that Python cannot read: the broken statements are taken out, the rest survives."""

from __future__ import annotations

import ast
import itertools
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from grader.model import ErrorKind, Problem
from grader.submission.statements import statement_lines

_MAX_PROBLEMS = 20
#: After so many broken statements the rest is not looked at.
_MAX_PIECES = 1_000
#: Within one statement, how often another beginning is looked for.
_MAX_RESTARTS = 10
#: How far that search looks, in lines and in characters.
_RESTART_WINDOW_LINES = 400
_RESTART_WINDOW_CHARACTERS = 20_000
#: Over the whole module, how often an error is looked for that no statement has by itself.
_MAX_WHOLE_ATTEMPTS = 8
_MAX_NAMES = 8
_SHOWN_COLUMNS = 100
#: A longer text is taken for work without a look at it.
_MAX_IDLE_CHARACTERS = 20_000

_DEFINITION = re.compile(r"^[ \t]{0,8}(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w{0,99})", re.MULTILINE)
_ASSIGNMENT = re.compile(
    r"^([^\W\d]\w{0,99}(?:[ \t]*,[ \t]*[^\W\d]\w{0,99}){0,20})[ \t]*(?::[^=\n]{0,99})?=(?!=)", re.MULTILINE
)
_DEFINITION_LINE = re.compile(r"(?:@|(?:async\s+)?def\b|class\b)")
_warnings_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unparsable:
    """What Python says about text that it cannot compile."""

    message: str
    #: Counted from 1; None where Python names no place.
    line: int | None = None
    #: Counted from 1, in characters.
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Lines [start, end) that were taken out, counted from 0."""

    start: int
    end: int
    #: Where the piece by itself has no error.
    error: Unparsable | None = None


def first_error(source: str) -> Unparsable | None:
    """What keeps Python from compiling this, or None. Nothing is run."""
    try:
        with _quiet():
            compile(source, "submission", "exec", dont_inherit=True)
    except SyntaxError as error:
        return Unparsable(message=f"{type(error).__name__}: {error.msg}", line=error.lineno, column=error.offset)
    except (RecursionError, MemoryError):
        return Unparsable(message="the expression is nested too deeply for Python")
    except (ValueError, OverflowError) as error:
        return Unparsable(message=f"{type(error).__name__}: {error}")
    return None


def has_statements(source: str) -> bool:
    """Whether text that compiles does anything when it runs: more than `pass`, comments and loose strings."""
    lines = source.split("\n")
    return any(
        _does_something("\n".join(lines[start:end]))
        for start, end in itertools.pairwise([*statement_lines(lines), len(lines)])
    )


def _does_something(source: str) -> bool:
    if sum(len(line) for line in source.split("\n") if line.lstrip()[:1] not in {"", "#"}) > _MAX_IDLE_CHARACTERS:
        return True
    try:
        with _quiet():
            body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # As a whole it compiles: here it was cut in the wrong place, or is too deep for a tree of objects.
        return True
    return any(
        not isinstance(statement, ast.Pass)
        and not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in body
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Without warnings: one about the student's strings must neither show nor raise."""
    # The filters are of the whole process.
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def recover(source: str, label: str) -> tuple[str, tuple[Problem, ...]]:
    """The source with its broken top-level statements blanked line for line, and a problem for each of them.

    A source that compiles comes back unchanged. Line numbers stay true. Broken statements that follow one another are
    one problem. Where the damage cannot be kept within single statements, everything is blanked.

    Args:
        source: Python text, with line feeds as line ends.
        label: What a person calls the text: "submit.py", "cell 3".
    """
    broken = first_error(source)
    if broken is None:
        return source, ()
    lines = source.split("\n")
    if len(statement_lines(lines)) == 1 and _next_whole_statement(lines, 0, len(lines)) is None:
        return "\n" * (len(lines) - 1), _problems(lines, [_Piece(start=0, end=len(lines), error=broken)], label)
    kept, pieces = _without_broken_statements(lines)
    for _ in range(_MAX_WHOLE_ATTEMPTS):
        error = first_error("\n".join(kept))
        if error is None:
            return "\n".join(kept), _problems(lines, pieces, label)
        pieces.append(_statement_at(kept, error))
        _blank(kept, pieces[-1])
    kept, pieces = [""] * len(lines), [_Piece(start=0, end=len(lines), error=broken)]
    return "\n".join(kept), _problems(lines, pieces, label)


def _without_broken_statements(lines: list[str]) -> tuple[list[str], list[_Piece]]:
    kept = list(lines)
    pieces: list[_Piece] = []
    begin = 0
    restarts = 0
    while begin < len(lines):
        bounds = [begin + line for line in statement_lines(lines[begin:])] + [len(lines)]
        begin = len(lines)
        for start, end in itertools.pairwise(bounds):
            if first_error("\n".join(lines[start:end])) is None:
                continue
            if len(pieces) >= _MAX_PIECES:
                pieces.append(_Piece(start=start, end=len(lines)))
                _blank(kept, pieces[-1])
                return kept, pieces
            restart = _next_whole_statement(lines, start, end) if restarts < _MAX_RESTARTS else None
            stop = end if restart is None else restart
            pieces.append(_Piece(start=start, end=stop))
            _blank(kept, pieces[-1])
            if restart is not None:
                restarts += 1
                begin = restart
                break
    return kept, pieces


def _next_whole_statement(lines: list[str], start: int, end: int) -> int | None:
    """Where a definition begins that a quote or a bracket too many has swallowed, or None."""
    window = range(start + 1, min(end, start + _RESTART_WINDOW_LINES))
    for candidate in [n for n in window if _DEFINITION_LINE.match(lines[n])][:_MAX_RESTARTS]:
        text = "\n".join(lines[candidate : window.stop])[:_RESTART_WINDOW_CHARACTERS].split("\n")
        bounds = [*statement_lines(text), len(text)]
        if first_error("\n".join(text[: bounds[1]])) is None:
            return candidate
    return None


def _statement_at(lines: list[str], error: Unparsable) -> _Piece:
    line = len(lines) if error.line is None else error.line - 1
    bounds = [*statement_lines(lines), len(lines)]
    for start, end in itertools.pairwise(bounds):
        if start <= line < end:
            return _Piece(start=start, end=end, error=error)
    return _Piece(start=0, end=len(lines), error=error)


def _blank(lines: list[str], piece: _Piece) -> None:
    lines[piece.start : piece.end] = [""] * (piece.end - piece.start)


def _problems(lines: list[str], pieces: list[_Piece], label: str) -> tuple[Problem, ...]:
    merged: list[_Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.start):
        if merged and merged[-1].end >= piece.start:
            last = merged.pop()
            merged.append(replace(last, end=max(last.end, piece.end)))
        else:
            merged.append(piece)
    problems = [_problem(lines, piece, label) for piece in merged[:_MAX_PROBLEMS]]
    if rest := merged[_MAX_PROBLEMS:]:
        where = f"{label}, line {rest[0].start + 1}"
        message = f"{where}: {len(rest)} more parts from here on cannot be read by Python either and were left out."
        problems.append(Problem(kind=ErrorKind.SYNTAX, message=message, location=where))
    return tuple(problems)


def _problem(lines: list[str], piece: _Piece, label: str) -> Problem:
    first, last = _bounds_of_text(lines, piece)
    error = piece.error or first_error("\n" * piece.start + "\n".join(lines[piece.start : piece.end]))
    error = error or Unparsable(message="SyntaxError: invalid syntax")
    line = min(max(error.line or first, 1), len(lines))
    where = f"{label}, line {line}"
    span = f"Line {first} was" if first == last else f"Lines {first} to {last} were"
    names = defined_names("\n".join(lines[piece.start : piece.end]))
    lost = f", and with it {', '.join(names[:_MAX_NAMES])}" if names else ""
    message = (
        f"{where}: Python cannot read this.\n\n{_pointed(lines[line - 1], error.column)}\n"
        f"{error.message[:300]}\n\n{span} left out{lost}. "
        "Correct the line, run the file once from beginning to end, and hand it in again."
    )
    return Problem(kind=ErrorKind.SYNTAX, message=message, location=where, defines=names)


def _bounds_of_text(lines: list[str], piece: _Piece) -> tuple[int, int]:
    """The first and the last line with text in it, counted from 1."""
    filled = [n + 1 for n in range(piece.start, piece.end) if lines[n].strip()]
    return (filled[0], filled[-1]) if filled else (piece.start + 1, piece.end)


def _pointed(line: str, column: int | None) -> str:
    """The line with a caret below the column, cut where it is long, safe to print."""
    shown = "".join(c if c.isprintable() else " " for c in line)
    at = min(max((column or 1) - 1, 0), len(shown))
    cut = max(0, at - _SHOWN_COLUMNS // 2)
    return f"    {shown[cut : cut + _SHOWN_COLUMNS].rstrip()}\n    {' ' * (at - cut)}^"


def defined_names(source: str) -> tuple[str, ...]:
    """The names that this text would define at its top level, in order, as far as can be told without parsing it."""
    found = [(match.start(), [match[1]]) for match in _DEFINITION.finditer(source) if match[0][0] not in " \t"]
    found += [(match.start(), re.findall(r"\w+", match[1])) for match in _ASSIGNMENT.finditer(source)]
    return tuple(dict.fromkeys(name for _, group in sorted(found) for name in group))
