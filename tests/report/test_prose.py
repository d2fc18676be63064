"""Messages split into prose and code."""

from __future__ import annotations

from grader.report.prose import Block, blocks


def prose(text: str) -> Block:
    """Lines that are folded."""
    return Block(text=text, is_code=False)


def code(text: str) -> Block:
    """Lines that keep their columns."""
    return Block(text=text, is_code=True)


def test_indented_lines_keep_their_columns() -> None:
    """The lines around them are prose."""
    assert blocks("Here:\n\n    a = b)\n         ^\n\nCount the brackets.") == [
        prose("Here:"),
        code("    a = b)\n         ^"),
        prose("Count the brackets."),
    ]


def test_a_blank_line_does_not_part_code() -> None:
    """One listing stays one listing."""
    assert blocks("  one\n\n\ttwo") == [code("  one\n\n\ttwo")]


def test_one_space_is_no_code() -> None:
    """And nothing is nothing."""
    assert blocks(" a\nb") == [prose(" a\nb")]
    assert blocks("") == []
    assert blocks(" \n\n ") == []
