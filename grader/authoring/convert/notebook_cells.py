"""The cells of a notebook, read as JSON; nothing of it is run."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.assignment.course_file import UnreadableFileError, read_text

_MOST_KIB = 20 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookCell:
    """One cell."""

    #: "code", "markdown" or "raw".
    kind: str
    source: str
    #: Counted from 1.
    number: int
    metadata: Mapping[str, Any] = field(default_factory=dict)
    #: What running it printed and showed, as text.
    output: str = ""

    def tree(self) -> ast.Module | None:
        """The code, without lines that only a notebook understands; None where it is no Python."""
        lines = ["pass" if line.startswith(("%", "!")) else line for line in self.source.split("\n")]
        return parsed("\n".join(lines))


def parsed(source: str) -> ast.Module | None:
    """The syntax tree; None where this is no Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def read_notebook(path: Path) -> list[NotebookCell]:
    """The cells in order.

    Raises:
        UnreadableFileError: it is no notebook of nbformat 4.
    """
    try:
        document = json.loads(read_text(path, _MOST_KIB))
        cells = document["cells"]
        return [_cell(cell, number) for number, cell in enumerate(cells, start=1)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableFileError("expected a Jupyter notebook of format 4 (save it with a current Jupyter)") from error


def _cell(cell: Any, number: int) -> NotebookCell:
    outputs = cell.get("outputs", []) if cell["cell_type"] == "code" else []
    metadata = cell.get("metadata", {})
    return NotebookCell(
        kind=str(cell["cell_type"]),
        source=_text(cell["source"]),
        number=number,
        metadata=metadata if isinstance(metadata, dict) else {},
        output="".join(_output(output) for output in outputs),
    )


def _output(output: Any) -> str:
    if output.get("output_type") == "stream":
        return _text(output.get("text", ""))
    data = output.get("data", {})
    return _text(data.get("text/plain", "")) + "\n" if "text/plain" in data else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "".join(map(str, value))
