"""Names that came with a submission."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.submission.names import plain_id, shown_name, submission_id


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("ann", "ann"),
        ("..", "submission"),
        ("", "submission"),
        ("a/b\\c", "a_b_c"),
        ("a\n\x1b[1m", "a__[1m"),
        (" .a. ", "a"),
        ("Jose\u0301", "Jos\xe9"),
        ("<script>", "_script_"),
    ],
)
def test_ids_are_fit_for_folders(name: str, plain: str) -> None:
    """Whatever a file was called."""
    assert plain_id(name) == plain


def test_a_files_id_lacks_the_suffix_and_a_folders_does_not(tmp_path: Path) -> None:
    """Folders are often called after people."""
    (tmp_path / "ann.lee").mkdir()
    assert submission_id(tmp_path / "ann.lee") == "ann.lee"
    assert submission_id(tmp_path / "ann.lee.ipynb") == "ann.lee"


def test_long_names_are_shown_with_both_ends() -> None:
    """The suffix stays in sight."""
    shown = shown_name("a" * 5_000 + "b.ipynb")
    assert len(shown) <= 100
    assert shown_name("a" * 200 + "b.ipynb").endswith("b.ipynb")
    assert "..." in shown
