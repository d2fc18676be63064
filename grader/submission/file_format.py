"""Which reader a file takes: by its suffix, and where that says too little by what is in it."""

from __future__ import annotations

from pathlib import PurePosixPath

from grader.model import Cell, CellKind, ErrorKind, SubmissionFormat
from grader.submission.limits import refuse_large_file
from grader.submission.markdown_file import has_code_fences, read_markdown
from grader.submission.notebook import read_notebook
from grader.submission.percent_file import has_cell_markers, read_percent
from grader.submission.refused import RefusedError
from grader.submission.text import decode

TEXT_NOTEBOOKS = (".md", ".markdown", ".rmd", ".qmd")


def read_cells(content: bytes, name: str) -> tuple[SubmissionFormat, tuple[Cell, ...]]:
    """How the file was written, and its cells.

    Raises:
        RefusedError: It cannot be read as what its suffix says, or the suffix says nothing.
    """
    refuse_large_file(content, name)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".ipynb" or (suffix in {".py", ".txt"} and _is_notebook(content)):
        return SubmissionFormat.IPYNB, read_notebook(content, name)
    if suffix in {".py", ".txt"}:
        text = decode(content, name)
        if has_cell_markers(text):
            return SubmissionFormat.JUPYTEXT, read_percent(text, name)
        if suffix == ".txt" and has_code_fences(text):
            return SubmissionFormat.JUPYTEXT, read_markdown(text, name)
        return SubmissionFormat.PY, (Cell(kind=CellKind.CODE, source=text, label=name),)
    if suffix in TEXT_NOTEBOOKS:
        return SubmissionFormat.JUPYTEXT, read_markdown(decode(content, name, declared=False), name)
    raise unknown_suffix(name)


def _is_notebook(content: bytes) -> bool:
    """Whether a notebook was saved under another name."""
    return content[:200].lstrip()[:1] == b"{" and b'"cells"' in content and b'"nbformat"' in content


def unknown_suffix(name: str) -> RefusedError:
    """The refusal of a file that no reader takes."""
    suffix = PurePosixPath(name).suffix
    what = f"files that end in {suffix}" if suffix else "files without a suffix"
    return RefusedError(
        ErrorKind.FORMAT,
        f"{name} cannot be graded: {what} are not read. "
        "Hand in a module (.py), a notebook (.ipynb), a text notebook (.md, .Rmd, .qmd), or a .zip or folder of them.",
    )
