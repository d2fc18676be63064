"""A validation as a table for people, and as JSON for programs."""

from __future__ import annotations

import textwrap
from typing import Any

from grader.validate.findings import Section, Validation

_WIDTH = 110


def render(validation: Validation) -> str:
    """A line for each claim, and below it what speaks against it."""
    about = f"  (version {validation.version[:12]}, {validation.wall_s:.1f} s)" if validation.version else ""
    lines = [f"{validation.assignment}{about}", ""]
    for section in validation.sections:
        lines += _section(section)
    lines += ["", "The assignment is valid." if validation.holds else "The assignment is NOT valid."]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> list[str]:
    lines = [f"{'ok  ' if section.holds else 'FAIL'}  {section.title}", *_indented(section.summary, " " * 6)]
    for text in (*section.problems, *section.notes):
        lines += _indented(text, " " * 10, first=" " * 8 + "- ")
    return lines


def _indented(text: str, indent: str, first: str | None = None) -> list[str]:
    start = indent if first is None else first
    return textwrap.wrap(text, _WIDTH, initial_indent=start, subsequent_indent=indent, break_long_words=False)


def document_of(validation: Validation) -> dict[str, Any]:
    """The validation as plain JSON values."""
    return {
        "assignment": validation.assignment,
        "version": validation.version,
        "valid": validation.holds,
        "wall_s": round(validation.wall_s, 3),
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "holds": section.holds,
                "summary": section.summary,
                "problems": list(section.problems),
                "notes": list(section.notes),
                "figures": dict(section.figures),
            }
            for section in validation.sections
        ],
    }
