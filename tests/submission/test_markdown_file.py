"""Text notebooks in Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.model import SubmissionFormat
from grader.submission import read_submission
from grader.submission.markdown_file import read_markdown


def _cells(text: str) -> list[tuple[str, str]]:
    return [(cell.kind.value, cell.source.strip("\n")) for cell in read_markdown(text, "hw.md")]


def test_python_fences_are_code_and_the_rest_is_prose() -> None:
    """Line numbers of code are those of the file."""
    text = "# Title\n\n```python\nx = 1\n```\n\nAn answer.\n"
    cells = read_markdown(text, "hw.md")
    assert [(cell.kind.value, cell.source, cell.label) for cell in cells] == [
        ("markdown", "# Title\n", "hw.md"),
        ("code", "\n\n\nx = 1", "hw.md"),
        ("markdown", "\nAn answer.\n", "hw.md"),
    ]


@pytest.mark.parametrize(
    "info",
    [
        "python",
        "python3",
        "py",
        "ipython3",
        "Python",
        'python id="abc" outputId="x"',
        "{python}",
        "{python label, echo=FALSE}",
        "{code-cell} ipython3",
        "{.python .numberLines}",
        " python",
    ],
)
def test_fences_of_every_dialect_are_code(info: str) -> None:
    """Those of jupytext, R Markdown, Quarto, MyST, Pandoc."""
    assert _cells(f"```{info}\nx = 1\n```\n~~~~{info}\n```\ny\n```\n~~~~\n")[0] == ("code", "x = 1")


@pytest.mark.parametrize(
    "info", ["", "bash", "r", "nb-output", "mermaid", "python .noeval", "{python, eval=FALSE}", "pythonic"]
)
def test_other_fences_are_prose(info: str) -> None:
    """Output, drawings, other languages, and Python that is not to run."""
    assert _cells(f"```python\nx = 1\n```\n```{info}\ny = 2\n```\n") == [("code", "x = 1"), ("markdown", "y = 2")]


def test_fences_without_a_language_count_where_none_has_one() -> None:
    """If Python can read them."""
    assert _cells("```\nx = 1\n```\ntext\n```\nplain text\n```\n") == [
        ("code", "x = 1"),
        ("markdown", "text"),
        ("markdown", "plain text"),
    ]


def test_metadata_at_the_top_is_passed_over() -> None:
    """YAML and TOML."""
    assert _cells("---\njupyter:\n  x: 1\n---\n# Title\n") == [("markdown", "# Title")]
    assert _cells("\n+++\nweight = 2\n+++\n# Title\n") == [("markdown", "# Title")]
    assert _cells("---\nno end\n") == [("markdown", "---\nno end")]


def test_regions_are_prose_with_whatever_is_in_them() -> None:
    """So a cell of prose is marked that holds a fence."""
    text = '<!-- #region id="a" -->\n## Part\n```python\nshown = 1\n```\n<!-- #endregion -->\n```python\nx = 1\n```\n'
    assert _cells(text) == [("markdown", "## Part\n```python\nshown = 1\n```"), ("code", "x = 1")]


def test_raw_regions_are_dropped() -> None:
    """They are for other programs."""
    assert _cells("<!-- #raw -->\n<b>\n<!-- #endraw -->\ntext") == [("markdown", "text")]


def test_an_indented_fence_loses_its_indentation() -> None:
    """Inside a list."""
    assert _cells("- a\n  ```python\n  if x:\n      y = 1\n  ```\n")[1] == ("code", "if x:\n    y = 1")


def test_an_unclosed_fence_reaches_to_the_end() -> None:
    """As Markdown has it."""
    assert _cells("```python\nx = 1\n") == [("code", "x = 1")]


def test_magics_are_neutralised() -> None:
    """A text notebook holds what a notebook holds."""
    assert _cells("```python\n%matplotlib inline\nx = 1\n```") == [("code", "pass\nx = 1")]


@pytest.mark.parametrize("name", ["hw.md", "hw.Rmd", "hw.qmd", "hw.txt"])
def test_every_suffix_is_read(tmp_path: Path, name: str) -> None:
    """Also the .txt that some platforms make of it."""
    (tmp_path / name).write_text("# Title\n\n```{python}\nx = 1\n```\n")
    submission = read_submission(tmp_path / name)
    assert (submission.format, submission.cells[1].source) == (SubmissionFormat.JUPYTEXT, "\n\n\nx = 1")


@pytest.mark.parametrize("suffix", ["md", "Rmd"])
def test_what_jupytext_writes_is_read_back(suffix: str) -> None:
    """The program that made the format is the judge: code and prose of a notebook survive the way through its text."""
    jupytext = pytest.importorskip("jupytext")
    new = pytest.importorskip("nbformat").v4
    code = ["import torch\n\n\ndef f(x):\n    return x", "s = '# %%'", "x = 1\n\n# the end"]
    prose = ["# Title\n\nText.\n\n\nMore, with a fence:\n\n```python\nnot_run = 1\n```", "The end."]
    cells = [new.new_markdown_cell(prose[0]), *map(new.new_code_cell, code), new.new_markdown_cell(prose[1])]
    text = jupytext.writes(new.new_notebook(cells=cells), fmt=suffix)
    read = _cells(text.replace("```\n\n```python", "```\n\n\n```python"))
    assert [source for kind, source in read if kind == "code"] == code
    assert [source.strip() for kind, source in read if kind == "markdown" and source.strip()] == prose


def test_a_fence_of_more_ticks_holds_fences_of_fewer() -> None:
    """Code that writes Markdown."""
    assert _cells('````python\ns = """\n```\n"""\n````\n') == [("code", 's = """\n```\n"""')]
