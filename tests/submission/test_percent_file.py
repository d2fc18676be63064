"""Modules with cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.model import SubmissionFormat
from grader.submission import read_submission
from grader.submission.percent_file import has_cell_markers, read_percent
from grader.submission.refused import RefusedError


def test_cells_of_code_keep_the_lines_of_the_file() -> None:
    """Empty lines above put each cell's lines where they are in the file."""
    cells = read_percent(
        "import torch\n# %%\nx = 1\n# %% [markdown]\n# # Title\n#\n# text\n# %% a title\n%pwd\ny = 2", "hw.py"
    )
    assert [(cell.kind.value, cell.source) for cell in cells] == [
        ("code", "import torch"),
        ("code", "\n\nx = 1"),
        ("markdown", "# Title\n\ntext"),
        ("code", "\n" * 8 + "pass\ny = 2"),
    ]
    assert {cell.label for cell in cells} == {"hw.py"}


def test_prose_may_be_a_long_string() -> None:
    """As editors write it that fold strings."""
    cells = read_percent('# %% [md]\n"""\nYes, it can.\n"""\n#%%\nx = 1', "hw.py")
    assert [cell.source for cell in cells] == ["Yes, it can.", "\n" * 5 + "x = 1"]


def test_raw_cells_are_dropped() -> None:
    """They are for other programs."""
    assert [cell.source for cell in read_percent("# %% [raw]\n# <b>\n# %%\nx = 1", "hw.py")] == ["\n\n\nx = 1"]


def test_markers_in_strings_are_none() -> None:
    """A module that only talks about cells is a module."""
    assert not has_cell_markers('s = """\n# %%\n"""\n')
    assert not has_cell_markers("x = 1  # %%\n    # %%\n# %%%\n")
    assert has_cell_markers("x = (\n# %%\ny = 2")


def test_too_many_cells_are_refused() -> None:
    """As in a notebook."""
    with pytest.raises(RefusedError, match=r"hw\.py has 6000 cells, the limit is 5000"):
        read_percent("# %%\nx\n" * 6_000, "hw.py")


def test_the_format_says_jupytext_only_with_markers(tmp_path: Path) -> None:
    """A plain module stays a module."""
    (tmp_path / "a.py").write_text("# %%\nx = 1\n")
    (tmp_path / "b.py").write_text("# 100 %% sure\nx = 1\n")
    formats = [read_submission(tmp_path / name).format for name in ("a.py", "b.py")]
    assert formats == [SubmissionFormat.JUPYTEXT, SubmissionFormat.PY]


def test_a_broken_cell_is_placed_in_the_file(tmp_path: Path) -> None:
    """The line is that of the file, not of the cell."""
    (tmp_path / "a.py").write_text("# %%\nx = 1\n# %%\ny = = 2\n")
    assert read_submission(tmp_path / "a.py").problems[0].location == "a.py, line 4"
