"""Assignment folders for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

MANIFEST = """\
title = "Lab 1"
given = "given.py"

[limits]
run_s = 30
memory_mib = 1024

[[exercises]]
id = "mean"
title = "The mean"
points = 2.5
requires = { mean = "function", table = "tensor" }
by_hand = true
settings = { tolerance = 1e-6 }

[[exercises]]
id = "why"
title = "Why"
points = 1

[exercises.written]
heading = "Why"
name = "why_answer"
placeholder = "Your answer."
"""

FILES = {
    "given.py": "TABLE = [1, 2, 3]\n",
    "checks/test_mean.py": "def test_mean():\n    assert True\n",
    "reference.py": "def mean(x):\n    return sum(x) / len(x)\n",
}


def write_course(
    folder: Path,
    manifest: str | bytes = MANIFEST,
    *,
    name: str = "lab-1",
    files: Mapping[str, str | bytes] | None = None,
    without: str | None = None,
) -> Path:
    """An assignment's folder inside a folder, complete unless something is changed or left out."""
    directory = folder / name
    contents: dict[str, str | bytes] = {"assignment.toml": manifest, **FILES, **(files or {})}
    for path, content in contents.items():
        if path != without:
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            (directory / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return directory
