"""Which of several files is the work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.model import SubmittedFile
from grader.submission import read_submission
from grader.submission.main_file import choose_main
from grader.submission.refused import RefusedError


def _files(files: dict[str, str]) -> tuple[SubmittedFile, ...]:
    return tuple(SubmittedFile(path=path, content=text.encode()) for path, text in sorted(files.items()))


def _main(choose: str | None = None, **contents: str) -> str:
    files = {path.replace("__", "/").replace("_", "."): text for path, text in contents.items()}
    return choose_main(_files(files), name="ann.zip", choose=choose)[0].path


def test_the_only_module_is_the_work() -> None:
    """Whatever it is called; data and READMEs do not count."""
    assert _main(ann_py="x = 1", README_md="```python\nx\n```", data_csv="1") == "ann.py"


@pytest.mark.parametrize(
    "name", ["submit", "Submission", "solution", "main", "hw4", "homework_4", "HW-4", "assignment2"]
)
def test_a_telling_name_is_the_work(name: str) -> None:
    """Names by which students mean "this one"."""
    files = _files({f"{name}.py": "x = 1", "other.py": "y = 1", "third.py": "z = 1"})
    assert choose_main(files, name="ann.zip", choose=None)[0].path == f"{name}.py"


def test_the_clearest_name_counts() -> None:
    """Before a name that is only usual."""
    assert _main(main_py="x = 1", submit_py="y = 1", hw4_py="z = 1") == "submit.py"


def test_an_imported_module_is_not_the_work() -> None:
    """Even with a telling name."""
    assert _main(solution_py="x = 1", main_py="from solution import x") == "main.py"


def test_the_only_notebook_is_the_work() -> None:
    """Beside modules without telling names, and beside its own export."""
    notebook = '{"cells": [{"cell_type": "code", "source": "import layers"}]}'
    assert _main(ann_ipynb=notebook, layers_py="x = 1", more_py="x = 1") == "ann.ipynb"
    assert _main(hw4_ipynb=notebook, hw4_py="x = 1") == "hw4.ipynb"


def test_the_only_module_that_nobody_imports_is_the_work() -> None:
    """The root of the imports, in each of their spellings."""
    assert _main(a_py="import b", b_py="from . import c", c_py="x = 1") == "a.py"
    assert _main(a_py="from pkg.part import f", pkg__part_py="def f(): ...", pkg____init___py="") == "a.py"


def test_tests_are_not_the_work() -> None:
    """A student's own tests import the work."""
    files = _files({"ann.py": "x = 1", "test_ann.py": "from ann import x", "conftest.py": ""})
    assert choose_main(files, name="ann.zip", choose=None)[0].path == "ann.py"


def test_text_notebooks_count_where_there_is_no_module() -> None:
    """If there is code in them."""
    assert _main(hw_md="```python\nx = 1\n```", README_md="hello") == "hw.md"


def test_a_question_is_asked_where_it_is_not_plain() -> None:
    """The candidates are listed, and what to do."""
    with pytest.raises(
        RefusedError, match=r"several files that could be the work: a\.py, b\.py\. Which one is it\? .*submit\.py"
    ):
        _main(a_py="x = 1", b_py="y = 1")


def test_many_candidates_are_counted() -> None:
    """Ten are listed."""
    with pytest.raises(RefusedError, match=r"m9\.py and 2 more\. Which one"):
        choose_main(_files({f"m{n:x}.py": "" for n in range(12)}), name="z", choose=None)


def test_a_choice_counts(tmp_path: Path, zip_of: Callable[..., bytes]) -> None:
    """By path, or by name in any case; the others are attached."""
    assert _main(choose="b.py", a_py="x = 1", b_py="y = 1") == "b.py"
    assert _main(choose="B.PY", a_py="x = 1", src__b_py="y = 1") == "src/b.py"
    (tmp_path / "z.zip").write_bytes(zip_of({"a.py": "x = 1", "b.py": "y = 1"}))
    submission = read_submission(tmp_path / "z.zip", choose="b.py")
    assert [cell.source for cell in submission.cells] == ["y = 1"]
    assert [file.path for file in submission.attachments] == ["a.py"]


def test_a_choice_that_is_not_there_lists_what_is(tmp_path: Path) -> None:
    """With the nearest name."""
    (tmp_path / "alpha.py").write_text("x = 1")
    (tmp_path / "beta.py").write_text("x = 1")
    with pytest.raises(
        SubmissionError, match=r"holds no file 'alpa\.py' to grade\. Did you mean alpha\.py\? It holds: alpha\.py, beta"
    ):
        read_submission(tmp_path, choose="alpa.py")


def test_paths_are_as_seen_from_the_work() -> None:
    """What lies below it, then what lies elsewhere; no name occurs twice."""
    files = _files({"src/submit.py": "", "src/a/x.csv": "1", "a/x.csv": "2", "y.csv": "3", "submit.py.txt": ""})
    main, others = choose_main(files, name="z", choose="src/submit.py")
    assert main.path == "src/submit.py"
    assert [(file.path, file.content) for file in others] == [
        ("a/x.csv", b"1"),
        ("submit.py.txt", b""),
        ("y.csv", b"3"),
    ]
