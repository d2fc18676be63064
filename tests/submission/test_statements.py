"""Where statements begin in text that may be broken."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import grader
from grader.submission.statements import LineStart, line_starts, statement_lines

_OWN_FILES = sorted(Path(grader.__file__).parent.glob("submission/*.py"))


@pytest.mark.parametrize("path", _OWN_FILES, ids=lambda path: path.name)
def test_statements_of_whole_files_are_found(path: Path) -> None:
    """Where Python can parse, both agree: this package's own files are the examples."""
    source = path.read_text(encoding="utf-8")
    body = ast.parse(source).body
    expected = [min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))]) - 1 for node in body]
    assert statement_lines(source.split("\n")) == sorted({0, *expected[1:]})


def test_surroundings_are_told_apart() -> None:
    """Code, brackets, strings and continued lines."""
    lines = ["x = (1,", "  2)", 's = """', "text", '"""', "y = 1 + \\", "  2", "t = 'a\\", "b'", "z"]
    found = [start.value for start in line_starts(lines)]
    assert found == ["code", "brackets", "code", "string", "string", "code", "continued", "code", "string", "code"]


def test_an_unclosed_bracket_surrounds_nothing() -> None:
    """The lines below it count as code again."""
    assert set(line_starts(["x = (1", "y = 2", "def f():", "    pass"])) == {LineStart.CODE}


def test_an_unclosed_string_surrounds_nothing() -> None:
    """Likewise."""
    assert set(line_starts(['x = """', "y = 2", "z = 3"])) == {LineStart.CODE}


def test_a_line_that_is_indented_without_a_reason_stands_alone() -> None:
    """It can be left out without the statement above it."""
    assert statement_lines(["x = 1", "    y = 2", "z = 3"]) == [0, 1, 2]


def test_branches_belong_to_their_statement() -> None:
    """An else is no beginning, and neither is the definition below a decorator."""
    lines = ["if x:", "    y", "else:", "    z", "@a", "@b", "def f():", "    pass", "w"]
    assert statement_lines(lines) == [0, 4, 8]
