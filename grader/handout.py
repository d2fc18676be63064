"""What students get: one script in percent format, and the notebook that is made from it."""

from __future__ import annotations

import ast
import json
from typing import Any

#: The tag of a cell whose only statement is ``name = "..."``: in a notebook the text becomes a markdown cell.
ANSWER_TAG = "answer"


def notebook_text(script: str) -> str:
    """The notebook (nbformat 4.5, JSON, no outputs) with the cells of a percent script: the same for the same script.

    A cell that is tagged as an answer holds a string in the script, where prose has no other place, and is a markdown
    cell in the notebook.

    Raises:
        ValueError: an answer cell holds something else.
    """
    import jupytext

    cells = jupytext.reads(script, fmt="py:percent").cells
    notebook = {
        "cells": [_notebook_cell(cell, number) for number, cell in enumerate(cells, start=1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _notebook_cell(cell: Any, number: int) -> dict[str, Any]:
    tags = list(cell.metadata.get("tags", []))
    source = _answer_text(cell.source) if ANSWER_TAG in tags else cell.source
    is_code = cell.cell_type == "code" and ANSWER_TAG not in tags
    return {
        "cell_type": "code" if is_code else "markdown",
        # Random ids, the usual ones, would make every build a different file.
        "id": f"cell-{number:03d}",
        "metadata": {"tags": tags} if tags else {},
        "source": source.splitlines(keepends=True),
        **({"execution_count": None, "outputs": []} if is_code else {}),
    }


def _answer_text(source: str) -> str:
    match ast.parse(source).body:
        case [ast.Assign(value=ast.Constant(value=str(text)))]:
            return text.strip()
    raise ValueError(f'expected one statement such as answer = "...", found {source[:60]!r}')
