"""What the tests of readers share: tiny notebooks and zips, made where they are needed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.errors import SubmissionError
from grader.submission import read_submission

NotebookBytes = Callable[..., bytes]
ZipBytes = Callable[[dict[str, str | bytes]], bytes]


@pytest.fixture
def notebook() -> NotebookBytes:
    """Makes a notebook: each argument is a code cell's source, or a whole cell."""

    def make(*cells: Any) -> bytes:
        whole = [
            cell if isinstance(cell, dict) else {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell}
            for cell in cells
        ]
        return json.dumps({"cells": whole, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()

    return make


@pytest.fixture
def zip_of() -> ZipBytes:
    """Makes a zip of names and contents."""

    def make(files: dict[str, str | bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    return make


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[[str, bytes], SubmissionError]:
    """Writes a file and gives the error with which it is refused."""

    def refuse(name: str, content: bytes) -> SubmissionError:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SubmissionError) as caught:
            read_submission(tmp_path / name)
        return caught.value

    return refuse
