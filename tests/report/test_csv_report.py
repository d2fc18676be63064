"""Grades as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from grader.model import Report
from grader.report.csv_report import grades_csv
from tests.report import samples


def read(*reports: Report) -> list[dict[str, str]]:
    """The table as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(grades_csv(reports), newline=""), strict=True))


def named(id: str) -> Report:
    """A report of a submission with this id."""
    return replace(samples.good(), submission=replace(samples.good().submission, id=id))


def test_each_submission_is_a_row() -> None:
    """With its points, those of each exercise, and what kept it from running."""
    partial, failed = read(samples.partial(), samples.failed())
    assert partial == {
        "submission": "grace", "status": "graded", "score": "39", "max_score": "110", "pending": "16",
        "forward": "20", "backprop": "7", "learning-rate": "0", "toy-model": "0", "optimize": "12",
        "error": "Crashed in cell 7, line 3: NameError: name 'ToyModell' is not defined. "
                 "The rest of the cell was not run; other cells were.",
    }  # fmt: skip
    assert (failed["status"], failed["score"], failed["forward"]) == ("failed", "0", "")
    assert failed["error"].startswith("Syntax error in submit.py, line 7: invalid syntax.")


def test_a_fault_of_the_service_is_no_zero() -> None:
    """Empty cells cannot be imported as a grade."""
    _, row = read(samples.good(), samples.service_fault())
    assert (row["score"], row["max_score"], row["pending"], row["forward"]) == ("", "", "", "")
    assert row["error"].startswith("Fault of the grading service")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_cell_is_a_formula(start: str) -> None:
    """An apostrophe before it makes it a text."""
    (row,) = read(named(f"{start}HYPERLINK(1)"))
    assert row["submission"] == f"'{start}HYPERLINK(1)".replace("\r", "\n")


def test_the_file_is_rfc_4180() -> None:
    """Lines end in CR LF, quotes are doubled, and a comma stays in its cell."""
    text = grades_csv([named('a,"b"')])
    assert text.count("\r\n") == 2
    assert text.endswith("\r\n")
    assert '"a,""b""",graded,' in text


def test_hostile_text_stays_in_its_cell() -> None:
    """The table keeps its shape."""
    table = list(csv.reader(io.StringIO(grades_csv([samples.hostile(), samples.good()]), newline=""), strict=True))
    assert {len(row) for row in table} == {12}
    assert "\x1b" not in str(table)
    assert "\u202e" not in grades_csv([samples.hostile()])


def test_an_exercise_that_one_report_lacks_is_an_empty_cell() -> None:
    """As after `--only`."""
    only, whole = read(samples.report(samples.backprop()), samples.good())
    assert (only["forward"], only["backprop"]) == ("", "30")
    assert (whole["forward"], whole["backprop"]) == ("20", "30")


def test_points_are_written_as_people_write_them() -> None:
    """Without a trailing .0, to two digits."""
    (row,) = read(replace(samples.good(), score=79.999999, pending=10 / 3))
    assert (row["score"], row["pending"]) == ("80", "3.33")
