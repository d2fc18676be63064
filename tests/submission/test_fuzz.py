"""Arbitrary bytes under every name: a submission or a `SubmissionError`, nothing else, and soon."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.model import CellKind, ErrorKind
from grader.submission import looks_like_class, read_submission, recover
from grader.submission.magics import neutralise_magics
from grader.submission.syntax import first_error

_SETTINGS = settings(
    max_examples=150, derandomize=True, deadline=5_000, database=None, suppress_health_check=list(HealthCheck)
)
_FRAGMENTS = st.sampled_from(
    [
        "def f(x):\n",
        "    return x\n",
        "class A:\n",
        "@a\n",
        "else:\n",
        "async ",
        "await x",
        "lambda: ",
        "return\n",
        "nonlocal x\n",
        '"""',
        "'''",
        "'",
        '"',
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        "=",
        "x = ",
        "1",
        "f'{x",
        "\\\n",
        "\n",
        "    ",
        "\t",
        "\x0c",
        "%time ",
        "%%time\n",
        "!ls",
        "?",
        "pip install x\n",
        "# %%\n",
        "# %% [markdown]\n",
        "```python\n",
        "```\n",
        "[1]: ",
        "\u21aa",
        "---\n",
        "<!-- #region -->\n",
        "<!-- #endregion -->\n",
        "# coding: latin-1\n",
        "\0",
        "é",
        "\u2028",
        "\ud800",
    ]
)
_TEXTS = st.lists(_FRAGMENTS, max_size=40).map("".join)
_KEYS = st.sampled_from(["cells", "source", "cell_type", "worksheets", "input", "level", "metadata"]) | st.text(
    max_size=5
)
_KINDS = st.sampled_from(["code", "markdown", "heading", "raw"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner | _KINDS, max_size=5),
    max_leaves=25,
)
#: What the writer of zips takes: it cannot write an empty name, and cuts one at a null character.
_NAMES = st.text(max_size=20).filter(lambda name: name.split("\0")[0] != "")
_FILES = st.dictionaries(_NAMES | st.sampled_from(["a.py", "b.py", "c/d.ipynb", "../x", "e.zip"]), _TEXTS, max_size=5)
_DAMAGE = st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=4)


def _read(path: Path) -> None:
    try:
        submission = read_submission(path)
    except SubmissionError as error:
        refused = error
    else:
        assert submission.cells
        for cell in submission.cells:
            assert cell.source.encode("utf-8").decode("utf-8") == cell.source
            assert cell.kind is CellKind.MARKDOWN or first_error(cell.source) is None
        return
    assert refused.problem.kind in {ErrorKind.EMPTY, ErrorKind.FORMAT, ErrorKind.SYNTAX}
    assert refused.problem.message
    assert refused.files


@pytest.mark.parametrize("name", ["a.py", "a.ipynb", "a.md", "a.Rmd", "a.txt", "a.zip", "a"])
@_SETTINGS
@given(content=st.binary(max_size=2_000) | _TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """Random bytes, and fragments of what readers look for."""
    (tmp_path / name).write_bytes(content)
    _read(tmp_path / name)


@_SETTINGS
@given(document=_JSON)
def test_any_json_is_read_or_refused(tmp_path: Path, document: object) -> None:
    """Objects with the keys of notebooks and the wrong values."""
    (tmp_path / "a.ipynb").write_text(json.dumps(document))
    _read(tmp_path / "a.ipynb")


@_SETTINGS
@given(cells=st.lists(st.tuples(st.sampled_from(["code", "markdown"]), _TEXTS), max_size=8))
def test_any_notebook_is_read_or_refused(tmp_path: Path, cells: list[tuple[str, str]]) -> None:
    """Notebooks whose cells hold anything."""
    document = {"cells": [{"cell_type": kind, "source": source} for kind, source in cells]}
    (tmp_path / "a.ipynb").write_text(json.dumps(document))
    _read(tmp_path / "a.ipynb")


@_SETTINGS
@given(files=_FILES, damage=_DAMAGE)
def test_any_zip_is_read_or_refused(tmp_path: Path, files: dict[str, str], damage: list[tuple[float, int]]) -> None:
    """Zips with strange names, and with bytes changed afterwards."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.encode("utf-8", "replace").decode(), text.encode("utf-8", "surrogatepass"))
    content = bytearray(buffer.getvalue())
    for place, value in damage:
        content[int(place * len(content))] = value
    (tmp_path / "a.zip").write_bytes(content)
    _read(tmp_path / "a.zip")
    looks_like_class(tmp_path / "a.zip")


@_SETTINGS
@given(source=_TEXTS)
def test_recovery_always_compiles_and_keeps_the_lines(source: str) -> None:
    """Whatever is left is Python, line for line what it was or blank."""
    source = source.encode("utf-8", "replace").decode()
    kept, problems = recover(source, "a.py")
    assert first_error(kept) is None
    assert bool(problems) == (first_error(source) is not None)
    for before, after in zip(source.split("\n"), kept.split("\n"), strict=True):
        assert after in {before, ""}


@_SETTINGS
@given(source=_TEXTS)
def test_magics_keep_the_number_of_lines(source: str) -> None:
    """And leave alone what Python reads."""
    source = source.encode("utf-8", "replace").decode()
    python = neutralise_magics(source)
    assert python.count("\n") == source.count("\n")
    if first_error(source) is None:
        assert python == source
