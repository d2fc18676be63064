"""A class, or one student's files?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.submission import looks_like_class

_SOLUTION = "def forward(x):\n    return x\n\ndef backprop(x):\n    return x\n"
_CLASSES = {
    "modules that define the same": {"ann.py": _SOLUTION, "bob.py": _SOLUTION},
    "a folder for each": {"ann/submit.py": _SOLUTION, "bob/submit.py": _SOLUTION},
    "a folder for each, with helpers": {
        "ann/submit.py": "import layers",
        "ann/layers.py": "x = 1",
        "bob/submit.py": "import layers",
        "bob/layers.py": "x = 1",
    },
    "a zip for each": {"ann.zip": "", "bob.zip": ""},
    "Canvas": {"leeann_12_34_hw.py": "x = 1"},
    "Moodle": {"Ann Lee_7_assignsubmission_file_/hw.py": "x = 1"},
    "with a folder around": {"class/ann.py": _SOLUTION, "class/bob.py": _SOLUTION},
}
_SINGLES = {
    "one module": {"submit.py": _SOLUTION},
    "a notebook and data": {"hw.ipynb": '{"cells": []}', "data/x.csv": "1", "data/more/y.csv": "1"},
    "modules that import each other": {"submit.py": "import layers\n" + _SOLUTION, "layers.py": _SOLUTION},
    "packages": {"src/model.py": "from common.base import f", "common/base.py": "def f(): ..."},
    "a notebook and its export": {
        "hw.ipynb": '{"cells": [{"cell_type": "code", "source": "a = 1\\nb = 2"}]}',
        "hw.py": "a = 1\nb = 2",
    },
    "modules that share nothing": {"part1.py": "def f(): ...", "part2.py": "def g(): ..."},
    "nothing": {},
}


@pytest.mark.parametrize("kind", ["folder", "zip"])
@pytest.mark.parametrize(("name", "is_class"), [*[(n, True) for n in _CLASSES], *[(n, False) for n in _SINGLES]])
def test_classes_are_told_from_single_submissions(
    tmp_path: Path, zip_of: Callable[..., bytes], kind: str, name: str, *, is_class: bool
) -> None:
    """As folders and as zips."""
    files = _CLASSES.get(name) or _SINGLES[name]
    path = tmp_path / "given"
    if kind == "zip":
        path.write_bytes(zip_of(files))
    else:
        path.mkdir()
        for file, text in files.items():
            (path / file).parent.mkdir(parents=True, exist_ok=True)
            (path / file).write_text(text)
    assert looks_like_class(path) is is_class


def test_what_cannot_be_read_is_no_class(tmp_path: Path) -> None:
    """The question is answered; the reader raises the error."""
    (tmp_path / "a.zip").write_bytes(b"no zip")
    assert not looks_like_class(tmp_path / "a.zip")
    assert not looks_like_class(tmp_path / "missing")
