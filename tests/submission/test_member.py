"""What bulk downloads write into names."""

from __future__ import annotations

import pytest

from grader.submission.member import PlatformName, platform_name, unique_ids


def test_canvas_names_are_understood() -> None:
    """Student, lateness, number, the student's own name for the file, and the attempt."""
    assert platform_name("leeann_LATE_123_4567_my hw_4-2.ipynb") == PlatformName(
        student="leeann", external_id="123", late=True, file="my hw_4.ipynb", attempt=3
    )
    assert platform_name("leeann_123_4567_hw.py") == PlatformName(
        student="leeann", external_id="123", late=False, file="hw.py", attempt=1
    )


def test_moodle_names_are_understood() -> None:
    """Folders for files, files for typed texts, and downloads without folders."""
    folder = platform_name("Ann Lee-Ray_77_assignsubmission_file_")
    assert folder == PlatformName(student="Ann Lee-Ray", external_id="77", late=False, file="", attempt=1)
    flat = platform_name("Ann_Lee_77_assignsubmission_file_hw4.ipynb")
    assert flat is not None
    assert (flat.student, flat.file) == ("Ann_Lee", "hw4.ipynb")
    typed = platform_name("Ann_77_assignsubmission_onlinetext_onlinetext.html")
    assert typed is not None
    assert typed.is_typed_text


@pytest.mark.parametrize("name", ["submit.py", "ann_lee.py", "hw_4_2.py", "a_1_2.py", "ann", ""])
def test_names_of_ones_own_say_nothing(name: str) -> None:
    """No student is made up."""
    assert platform_name(name) is None


def test_ids_are_made_unique_without_a_look_at_case() -> None:
    """Some file systems do not tell Ann from ann."""
    assert unique_ids(["ann", "Ann", "bob", "ann", "ann-2"]) == ["ann", "Ann-2", "bob", "ann-3", "ann-2-2"]
