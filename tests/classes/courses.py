"""A small assignment and submissions to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

MANIFEST = """\
title = "Means"

[[exercises]]
id = "mean"
title = "The mean"
points = 4
requires = { mean = "function" }

[[exercises]]
id = "total"
title = "The sum"
points = 6
requires = { total = "function" }
"""

CHECK = '''\
"""The {name}."""

import pytest
import torch

from grader.checks import assert_matches

pytestmark = pytest.mark.exercise("{name}")


@pytest.mark.points({points})
def test_value(submission, reference):
    """{name}(x) has the right value."""
    x = torch.tensor([1.0, 2.0, 6.0])
    assert_matches(submission.{name}(x), reference.{name}(x), "{name}(x)")
'''

GOOD = "def mean(x):\n    return x.mean()\n\n\ndef total(x):\n    return x.sum()\n"
NO_MEAN = "def mean(x):\n    return x.sum()\n\n\ndef total(x):\n    return x.sum()\n"
NO_TOTAL = "def mean(x):\n    return x.mean()\n\n\ndef total(x):\n    return x.max()\n"
BROKEN = "def mean(x\n    return x\n"

#: Two good ones that differ, one of each kind of trouble.
CLASS = {
    "anna.py": GOOD,
    "bob.py": GOOD + "\n\nprint('hello')\n",
    "carl.py": NO_MEAN,
    "dora.py": BROKEN,
    "eve.py": NO_TOTAL,
}


def write_course(folder: Path) -> Path:
    """The assignment's folder, called means."""
    directory = folder / "means"
    (directory / "checks").mkdir(parents=True)
    (directory / "assignment.toml").write_text(MANIFEST)
    (directory / "reference.py").write_text(GOOD)
    for name, points in (("mean", 4), ("total", 6)):
        (directory / "checks" / f"test_{name}.py").write_text(CHECK.format(name=name, points=points))
    return directory


def write_class(folder: Path, files: Mapping[str, str] = CLASS) -> Path:
    """A folder of submissions."""
    directory = folder / "class"
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return directory
