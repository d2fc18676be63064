"""Notebooks, tidy and not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from grader.model import CellKind, ErrorKind
from grader.submission.notebook import read_notebook
from grader.submission.refused import RefusedError

Notebook = Callable[..., bytes]


def _refused(content: bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        read_notebook(content, "hw.ipynb")
    assert caught.value.problem.kind is ErrorKind.FORMAT
    return caught.value.problem.message


def _sources(content: bytes) -> list[tuple[str, str, str]]:
    return [(cell.kind.value, cell.label, cell.source) for cell in read_notebook(content, "hw.ipynb")]


def test_cells_are_counted_over_all_kinds(notebook: Notebook) -> None:
    """Labels count as a person does who scrolls: raw cells count, and are dropped."""
    cells = notebook(
        {"cell_type": "markdown", "source": ["# Title\n", "text"]},
        ["import torch\n", "x = 1"],
        {"cell_type": "raw", "source": "---"},
        "y = 2",
    )
    assert _sources(cells) == [
        ("markdown", "cell 1", "# Title\ntext"),
        ("code", "cell 2", "import torch\nx = 1"),
        ("code", "cell 4", "y = 2"),
    ]


def test_outputs_are_left_behind(notebook: Notebook) -> None:
    """Nothing of what a cell printed is read."""
    cell = {"cell_type": "code", "source": "x", "outputs": [{"text": "SECRET"}], "execution_count": 7}
    assert "SECRET" not in str(read_notebook(notebook(cell), "hw.ipynb"))


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
        {"cell_type": "code", "source": "a = 1\nb = 2"},
        {"cell_type": "code", "source": "a = 1\r\nb = 2"},
        {"cell_type": "code", "source": ["a = 1", "b = 2"]},
        {"cell_type": "code", "input": ["a = 1\n", "b = 2"], "collapsed": False},
        {"cell_type": "code", "source": ["a = 1\n", None, "b = 2"], "id": 7, "metadata": None},
    ],
)
def test_source_is_read_however_it_is_written(notebook: Notebook, cell: dict[str, Any]) -> None:
    """As lists, as text, with Windows line ends, without line feeds, in format 3, with strange company."""
    assert _sources(notebook(cell)) == [("code", "cell 1", "a = 1\nb = 2")]


def test_format_3_keeps_cells_in_worksheets() -> None:
    """Headings have a level there."""
    sheet = {
        "cells": [{"cell_type": "heading", "level": 2, "source": ["Part"]}, {"cell_type": "code", "input": "x = 1"}]
    }
    old = json.dumps({"nbformat": 3, "worksheets": [sheet]}).encode()
    assert _sources(old) == [("markdown", "cell 1", "## Part"), ("code", "cell 2", "x = 1")]


def test_metadata_of_colab_does_no_harm(notebook: Notebook) -> None:
    """Colab writes its own keys everywhere."""
    cell = {"cell_type": "code", "metadata": {"id": "x", "colab": {}}, "source": "x = 1", "execution_count": None}
    document = json.loads(notebook(cell)) | {"metadata": {"colab": {"provenance": []}}, "nbformat_minor": 0}
    assert _sources(json.dumps(document).encode()) == [("code", "cell 1", "x = 1")]


def test_cells_that_are_no_cells_are_passed_over() -> None:
    """They still count for the numbers that a student sees."""
    document = {
        "cells": [None, 3, {"cell_type": "odd"}, {"cell_type": "code"}, {"cell_type": "code", "source": {"a": 1}}]
    }
    assert _sources(json.dumps(document).encode()) == [("code", "cell 4", ""), ("code", "cell 5", "")]


def test_a_byte_order_mark_is_passed_over(notebook: Notebook) -> None:
    """Windows editors write one."""
    assert _sources(b"\xef\xbb\xbf" + notebook("x = 1")) == [("code", "cell 1", "x = 1")]


def test_broken_json_tells_line_and_column() -> None:
    """And what to do about it."""
    message = _refused(b'{"cells": [\n  {"cell_type" "code"}\n]}')
    assert "hw.ipynb, line 2, column 16: the notebook is not valid JSON (Expecting ':' delimiter)" in message
    assert "Open it in Jupyter or Colab, save it" in message


def test_a_cut_notebook_is_recognised() -> None:
    """A broken upload ends too early."""
    assert "The file ends too early" in _refused(b'{"cells": [')


def test_python_under_the_name_of_a_notebook_is_recognised() -> None:
    """The advice is to rename it."""
    assert "a module's name must end in .py" in _refused(b"import torch\n")


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"[1]", "it holds a list"), (b"3", "it holds a single value"), (b"NaN", "it holds a single value")],
)
def test_json_that_is_no_object_is_no_notebook(content: bytes, what: str) -> None:
    """What it is instead is told."""
    assert f"JSON, but no notebook: {what}" in _refused(content)


def test_an_object_without_cells_is_no_notebook() -> None:
    """Its keys are shown, so that a person recognises the file."""
    assert "it has no list of cells (its keys: 'name', 'version')" in _refused(b'{"name": "x", "version": 1}')


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"a":' * 100_000])
def test_deep_nesting_is_refused(content: bytes) -> None:
    """No recursion error comes out."""
    assert "nested too deeply to be a notebook" in _refused(content)


def test_a_hundred_thousand_cells_are_refused() -> None:
    """The limit and the actual number are told."""
    content = json.dumps({"cells": [{"cell_type": "code", "source": "x"}] * 100_000}).encode()
    assert "hw.ipynb has 100000 cells, the limit is 5000" in _refused(content)


def test_much_code_is_refused_before_it_is_looked_at(notebook: Notebook) -> None:
    """The file may be large for its outputs, the code may not."""
    message = _refused(notebook("x = 1", "y" * 1024 * 1023))
    assert "hw.ipynb is too large: it has 1023.0 KiB of code, the limit is 512.0 KiB" in message


def test_huge_numbers_and_double_keys_do_no_harm() -> None:
    """Numbers are not computed, and of two keys the last counts, as in Jupyter."""
    content = (
        b'{"cells": [], "n": %s, "x": [NaN, -Infinity, 1e999], "cells": [{"cell_type": "code", "source": "x = 1"}]}'
    )
    assert _sources(content % (b"9" * 100_000)) == [("code", "cell 1", "x = 1")]


def test_half_a_surrogate_pair_becomes_text(notebook: Notebook) -> None:
    """JSON can spell what no file can hold."""
    source = read_notebook(notebook({"cell_type": "markdown", "source": "a\ud800b\0"}), "hw.ipynb")[0].source
    assert source.encode() == b"a?b\xef\xbf\xbd"


def test_kinds_are_the_models(notebook: Notebook) -> None:
    """A cell of code is of the kind code."""
    assert read_notebook(notebook("x"), "hw.ipynb")[0].kind is CellKind.CODE
