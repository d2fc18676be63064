"""Broken statements are taken out, the rest survives."""

from __future__ import annotations

import time

import pytest

from grader.model import ErrorKind
from grader.submission.syntax import defined_names, first_error, has_statements, recover


def _kept(source: str) -> list[str]:
    kept, problems = recover(source, "submit.py")
    assert problems
    assert kept.count("\n") == source.count("\n")
    assert first_error(kept) is None
    return [line for line in kept.split("\n") if line]


def test_text_that_compiles_is_unchanged() -> None:
    """No problem, not a character different."""
    source = "x = 1\n\n\ndef f():\n    return 'é'\n"
    assert recover(source, "submit.py") == (source, ())


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        ("def bad(x:\n    return x\n", "unclosed bracket in the head"),
        ("def bad(x)\n    return x\n", "colon missing"),
        ("def bad(x):\n    return (x\n", "unclosed bracket in the body"),
        ("def bad(x):\n    return x)\n", "a bracket too many"),
        ("def bad(x):\n", "no body"),
        ("def bad(x):\n    # later\n\n", "only a comment for a body"),
        ("def bad(x):\n    s = 'abc\n    return s\n", "unclosed string"),
        ('def bad(x):\n    """Doc.\n    return x\n', "unclosed docstring"),
        ('def bad(x):\n    Doc."""\n    return x\n', "docstring that was never opened"),
        ("def bad(x):\n    if x:\n  return x\n", "unindent that fits nowhere"),
        ("class Bad:\n    def f(self:\n        pass\n\n    def g(self):\n        pass\n", "a method"),
        ("@wrap\ndef bad(x:\n    return x\n", "decorated"),
        ("for i in range(3)\n    print(i)\n", "a loop"),
        ("bad = [1, 2\n", "unclosed list"),
        ("print 'x'\n", "Python 2"),
        ("return 3\n", "return outside"),
        ("nonlocal x\n", "compiles to a tree, but not to code"),
        ("    x = 1\n", "indented without a reason"),
        ("x = 5 5\n", "two values"),
        ("y = \x00\n", "null byte"),
        ("x = 0777\n", "octal of Python 2"),
        ("x = -" + "-" * 5_000 + "1\n", "too deep"),
        ("try:\n    x = 1\n", "a try without an end"),
    ],
)
def test_one_broken_statement_costs_itself_alone(broken: str, what: str) -> None:
    """Whatever is broken, what stands above and below it stays."""
    above = 'import torch\n\ndef one():\n    """Doc."""\n    return 1\n\nw = 0\n'
    below = '\ndef two():\n    """Doc."""\n    return 2\n\nz = two()\n'
    kept = _kept(above + broken + below)
    expected = [line for line in (above + below).split("\n") if line]
    assert kept == expected, what


def test_the_message_shows_line_caret_words_and_names() -> None:
    """What, where, what it cost, what to do."""
    _, problems = recover("a = 1\ndef forward(x):\n    y = = 2\n    return y\nb = 2\n", "cell 3")
    assert len(problems) == 1
    problem = problems[0]
    assert (problem.kind, problem.location) == (ErrorKind.SYNTAX, "cell 3, line 3")
    assert problem.message.startswith("cell 3, line 3: Python cannot read this.\n\n        y = = 2\n            ^\n")
    assert "SyntaxError: invalid syntax" in problem.message
    assert "Lines 2 to 4 were left out, and with it forward." in problem.message
    assert "hand it in again" in problem.message


def test_the_names_that_are_lost_are_listed() -> None:
    """Definitions and assignments of the top level, in their order."""
    source = (
        "def f(): pass\nasync def g(): pass\nclass A(B):\n    def method(self): pass\nx, y = 1, 2\nz: int = 3\nx == 1\n"
    )
    assert defined_names(source) == ("f", "g", "A", "x", "y", "z")


def test_broken_neighbours_are_one_problem() -> None:
    """Three broken lines in a row are one story."""
    _, problems = recover("a = 1\nb = = 1\nc = = 2\nd = = 3\ne = 2\n", "submit.py")
    assert [p.location for p in problems] == ["submit.py, line 2"]
    assert "Lines 2 to 4 were left out, and with it b, c, d." in problems[0].message


def test_many_problems_are_summed_up() -> None:
    """After twenty the rest is counted."""
    _, problems = recover("a = 1\nb = = 1\n" * 100, "submit.py")
    assert len(problems) == 21
    assert "80 more parts from here on cannot be read" in problems[-1].message


def test_lines_are_cut_and_made_printable() -> None:
    """A line of a megabyte, or one that would colour the terminal, is safe to show."""
    _, (problem,) = recover("x = '" + "a" * 100_000 + "' \x1b[31m = =\ny = 1", "submit.py")
    assert len(problem.message) < 700
    assert "\x1b" not in problem.message
    assert "    ^" not in problem.message.split("\n")[2]


def test_everything_broken_leaves_blank_lines() -> None:
    """As many as before."""
    kept, problems = recover("x = (\n" * 5, "submit.py")
    assert kept == "\n" * 5
    assert len(problems) == 1


@pytest.mark.parametrize(
    "source",
    [
        "(" * 100_000,
        "x = 1 1\n" * 30_000,
        "def f(:\n" * 30_000,
        '"""\ndef f():\n' * 15_000,
        "@a\n" * 60_000,
        "(\n" * 100_000,
    ],
)
def test_hostile_text_is_given_up_in_time(source: str) -> None:
    """Work is bounded whatever the text looks like; ten times the usual time is allowed here."""
    begun = time.monotonic()
    kept, problems = recover(source, "submit.py")
    assert time.monotonic() - begun < 20
    assert kept.count("\n") == source.count("\n")
    assert len(problems) <= 21


@pytest.mark.parametrize("source", ["", "# x", "pass", '"""Doc."""', "...\n1\n", "\n\n"])
def test_idle_text_has_no_statements(source: str) -> None:
    """Comments, `pass` and loose values do nothing."""
    assert not has_statements(source)


@pytest.mark.parametrize(
    "source", ["x = 1", "import torch", '"""Doc."""\nf()', "def f(): ...", "(" * 99 + "1" + ")" * 99 + ".x"]
)
def test_working_text_has_statements(source: str) -> None:
    """Anything else does something."""
    assert has_statements(source)
