"""Notebooks, written by hand: the process that measures needs no Jupyter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from benchmarks import homework

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(cells: Sequence[dict[str, Any]]) -> str:
    """A notebook of format 4.5 as JSON."""
    numbered = [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cells)]
    metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    return json.dumps({"cells": numbered, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def code(source: str, **metadata: Any) -> dict[str, Any]:
    """A code cell that has not been run."""
    return {"cell_type": "code", "execution_count": None, "metadata": metadata, "outputs": [], "source": source}


def text(source: str, *, kind: str = "markdown") -> dict[str, Any]:
    """A cell of text; kind: "markdown" or "raw"."""
    return {"cell_type": kind, "metadata": {}, "source": source}


def submission(handed_in: str) -> str:
    """What is handed in, as a notebook."""
    parts = homework.cells(handed_in)
    return notebook([piece for part in parts for piece in (text(f"## {part.title}"), code(part.source))])


def hidden_check(check: str, *, first: bool) -> str:
    """A check's source for a notebook's hidden cell; the first one brings the functions that all use."""
    # Without the text at its top: Otter takes a cell apart line by line, and a text over several lines is lost there.
    functions = homework.CHECKS.read_text(encoding="utf-8").partition('"""\n\n')[2] if first else ""
    return f"{functions}\nfrom types import SimpleNamespace\n{check}(SimpleNamespace(**globals()))"
