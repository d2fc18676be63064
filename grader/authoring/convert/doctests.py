"""Doctest text as statements of a check."""

from __future__ import annotations

import ast
import doctest
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What was made of a doctest."""

    body: list[ast.stmt]
    #: What could not be carried over.
    lost: tuple[str, ...]


def from_doctest(text: str) -> Statements:
    """The examples of a doctest as statements; an expected output becomes an assertion.

    An example that cannot be an assertion raises NotImplementedError in the check, so that nobody gets its points
    before an author has looked.
    """
    try:
        examples = doctest.DocTestParser().get_examples(text)
    except ValueError as error:
        return Statements(body=[unfinished("a doctest")], lost=(f"no doctest that can be read: {error}",))
    body: list[ast.stmt] = []
    lost: list[str] = []
    for example in examples:
        statements, problem = _from_example(example.source, example.want)
        if example.options:
            problem = problem or "doctest options (`# doctest: ...`) have no meaning here"
        body += statements
        lost += [problem] if problem else []
    return Statements(body=body, lost=tuple(lost))


def unfinished(what: str) -> ast.stmt:
    """A statement that keeps a check from passing: its points wait for the author."""
    call = ast.Call(
        func=ast.Name(id="NotImplementedError", ctx=ast.Load()), args=[ast.Constant(f"carry over {what}")], keywords=[]
    )
    return ast.Raise(exc=call)


def _from_example(source: str, want: str) -> tuple[list[ast.stmt], str | None]:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError) as error:
        return [unfinished("an example that is no Python")], f"`{source.strip()}` is no Python: {error}"
    if not want.strip():
        return body, None
    match body:
        case [ast.Expr(value=value)]:
            return _expected(value, want.strip())
    return [
        *body,
        unfinished("a printed output"),
    ], f"`{source.strip()}` printed `{_short(want)}`, which is not compared"


def _expected(value: ast.expr, want: str) -> tuple[list[ast.stmt], str | None]:
    match value:
        case ast.Call(func=ast.Name(id="print"), args=[printed], keywords=[]):
            return [_equal(_call("str", printed), ast.Constant(want))], None
    try:
        literal = ast.parse(want, mode="eval").body
        ast.literal_eval(literal)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        shown = ast.unparse(value)
        return [
            _equal(_call("repr", value), ast.Constant(want))
        ], f"`{shown}` is compared with the text `{_short(want)}`: compare values instead, such as with assert_matches"
    if isinstance(value, ast.Compare) and isinstance(literal, ast.Constant) and literal.value is True:
        return [ast.Assert(test=value, msg=None)], None
    return [_equal(value, literal)], None


def _equal(left: ast.expr, right: ast.expr) -> ast.stmt:
    return ast.Assert(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]), msg=None)


def _call(name: str, argument: ast.expr) -> ast.expr:
    return ast.Call(func=ast.Name(id=name, ctx=ast.Load()), args=[argument], keywords=[])


def _short(text: str) -> str:
    first = text.strip().split("\n")[0]
    return first if len(first) <= 60 and first == text.strip() else f"{first[:60]}..."  # noqa: PLR2004
