"""A Jupyter notebook, of whatever version and however untidy, becomes cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from grader.model import Cell, CellKind, ErrorKind
from grader.submission.limits import refuse_many_cells, refuse_much_code
from grader.submission.magics import neutralise_magics
from grader.submission.notebook_json import read_json_object
from grader.submission.refused import RefusedError
from grader.submission.text import decode


def read_notebook(content: bytes, name: str) -> tuple[Cell, ...]:
    """The notebook's code and markdown in their order, magics neutralised; outputs and raw cells are left behind.

    Labels count over all cells of the notebook, "cell 1" first, as a person counts who scrolls through it. The file is
    read as it is meant, not validated: missing and unknown keys do no harm, formats 3 to 5 are understood.

    Raises:
        RefusedError: No valid JSON, no notebook, or more cells or code than a person writes.
    """
    document = read_json_object(decode(content, name, declared=False), name)
    cells = _raw_cells(document, name)
    refuse_many_cells(len(cells), name)
    read = tuple(_read_cells(cells))
    code_bytes = sum(len(cell.source.encode()) for cell in read if cell.kind is CellKind.CODE)
    refuse_much_code(code_bytes, name)
    return tuple(
        replace(cell, source=neutralise_magics(cell.source)) if cell.kind is CellKind.CODE else cell for cell in read
    )


def _raw_cells(document: dict[str, Any], name: str) -> list[Any]:
    cells = document.get("cells")
    if isinstance(cells, list):
        return cells
    worksheets = document.get("worksheets")
    if isinstance(worksheets, list):
        # Format 3 keeps its cells in sheets; no program ever wrote more than one.
        sheets = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
        return [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    keys = ", ".join(repr(str(key)[:30]) for key in list(document)[:5]) or "none"
    raise RefusedError(
        ErrorKind.FORMAT,
        f"{name} is JSON, but no notebook: it has no list of cells (its keys: {keys}). Hand in the .ipynb file that "
        "Jupyter or Colab saves.",
    )


def _read_cells(cells: list[Any]) -> Iterator[Cell]:
    for number, cell in enumerate(cells, start=1):
        if not isinstance(cell, dict):
            continue
        kind, label = cell.get("cell_type"), f"cell {number}"
        source = _source(cell)
        if kind == "code":
            yield Cell(kind=CellKind.CODE, source=source, label=label)
        elif kind == "markdown":
            yield Cell(kind=CellKind.MARKDOWN, source=source.replace("\0", "\ufffd"), label=label)
        elif kind == "heading":
            # Format 3 had cells for headings.
            level = str(cell.get("level", "1"))
            marks = "#" * (int(level) if level in {"1", "2", "3", "4", "5", "6"} else 1)
            yield Cell(kind=CellKind.MARKDOWN, source=f"{marks} {source}", label=label)


def _source(cell: dict[str, Any]) -> str:
    """The text of a cell; Jupyter writes a list of lines, others a single string, format 3 calls it `input`."""
    value = cell.get("source", cell.get("input", ""))
    if isinstance(value, list):
        parts = [part for part in value if isinstance(part, str)]
        # Each line ends with its line feed; some programs leave all of them out.
        bare = not any(part.endswith("\n") for part in parts[:-1])
        value = ("\n" if bare else "").join(parts)
    if not isinstance(value, str):
        return ""
    # JSON can spell half of a surrogate pair, which no other text can hold.
    text = value.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")
