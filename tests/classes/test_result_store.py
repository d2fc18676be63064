"""Results that are kept: found again exactly, never believed when damaged, never mixed up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.model import (
    Cell,
    CellKind,
    ErrorKind,
    Problem,
    Report,
    Submission,
    SubmissionFormat,
    SubmissionInfo,
    SubmittedFile,
)
from grader.report.json_report import dumps
from grader.result_key import Circumstances, result_keys
from grader.result_store import ResultStore
from tests.report import samples

SUBMISSION = Submission(
    id="ada",
    format=SubmissionFormat.PY,
    files=("ada.py",),
    sha256="0" * 64,
    cells=(Cell(kind=CellKind.CODE, source="x = 1\n", label="ada.py"),),
    attachments=(SubmittedFile(path="data.csv", content=b"1,2\n"),),
)
CIRCUMSTANCES = Circumstances(assignment="hw4", version="1" * 64, seed=7, only=None, sandbox="local")
KEYS = result_keys(SUBMISSION, CIRCUMSTANCES)
BOBS = SubmissionInfo(id="bob", files=("bob.py",), sha256="0" * 64, format=SubmissionFormat.PY)


def report_on(submission: Submission = SUBMISSION) -> Report:
    """A report with everything in it."""
    info = SubmissionInfo(id=submission.id, files=submission.files, sha256=submission.sha256, format=submission.format)
    return replace(samples.partial(), submission=info)


def only_entry(folder: Path) -> Path:
    """The one file of a store."""
    (path,) = folder.rglob("*.json")
    return path


def test_a_report_is_found_as_it_was_kept(tmp_path: Path) -> None:
    """Byte for byte, by another process too, with the numbers as they are written."""
    report = report_on()
    kept = ResultStore(tmp_path).keep(KEYS, SUBMISSION, report)
    found = ResultStore(tmp_path).find(KEYS, report.submission)
    assert found is not None
    assert dumps(found) == dumps(kept) == dumps(report)
    assert found == kept


def test_the_same_content_of_another_student_is_about_that_student(tmp_path: Path) -> None:
    """Neither id nor file names come from the one who was graded."""
    store = ResultStore(tmp_path)
    store.keep(KEYS, SUBMISSION, report_on())
    label = replace(SUBMISSION.cells[0], label="bob.py")
    keys = result_keys(replace(SUBMISSION, id="bob", files=("bob.py",), cells=(label,)), CIRCUMSTANCES)
    found = store.find(keys, BOBS)
    assert found is not None
    assert found.submission == BOBS
    assert "ada" not in dumps(found)


def test_a_report_that_names_the_file_is_for_that_name_alone(tmp_path: Path) -> None:
    """In a message, or in what the student's program printed."""
    store = ResultStore(tmp_path)
    report = report_on()
    store.keep(KEYS, SUBMISSION, replace(report, output=replace(report.output, stderr='File "ada.py", line 3')))
    renamed = replace(SUBMISSION, cells=(replace(SUBMISSION.cells[0], label="bob.py"),))
    assert store.find(result_keys(renamed, CIRCUMSTANCES), BOBS) is None
    assert store.find(KEYS, report.submission) is not None


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data.replace(b'"score":39.0', b'"score":99.0'),
        lambda data: b"\xff" + data,
        lambda _: b"0" * 64 + b"\n{}",
    ],
    ids=["empty", "half", "a byte short", "another score", "no text", "no report"],
)
def test_a_damaged_entry_is_not_believed(tmp_path: Path, damage: Any) -> None:
    """The submission is graded again, and the entry is then whole."""
    store = ResultStore(tmp_path)
    report = report_on()
    store.keep(KEYS, SUBMISSION, report)
    path = only_entry(tmp_path)
    data = path.read_bytes()
    path.write_bytes(damage(data))
    assert path.read_bytes() != data
    assert store.find(KEYS, report.submission) is None
    store.keep(KEYS, SUBMISSION, report)
    assert store.find(KEYS, report.submission) is not None


def test_an_entry_under_another_key_is_not_believed(tmp_path: Path) -> None:
    """Whoever renames files in there changes no grade."""
    store = ResultStore(tmp_path)
    report = report_on()
    store.keep(KEYS, SUBMISSION, report)
    other = result_keys(SUBMISSION, replace(CIRCUMSTANCES, seed=8))
    place = tmp_path / other.anonymous[:2] / f"{other.anonymous}.json"
    place.parent.mkdir(exist_ok=True)
    only_entry(tmp_path).rename(place)
    assert store.find(other, report.submission) is None


def test_an_older_store_is_read_and_left_alone(tmp_path: Path) -> None:
    """New results go into the own folder."""
    report = report_on()
    ResultStore(tmp_path / "old").keep(KEYS, SUBMISSION, report)
    store = ResultStore(tmp_path / "new", older=(tmp_path / "old",))
    assert store.find(KEYS, report.submission) is not None
    other = result_keys(SUBMISSION, replace(CIRCUMSTANCES, seed=8))
    store.keep(other, SUBMISSION, report)
    assert only_entry(tmp_path / "new").stem == other.anonymous
    assert only_entry(tmp_path / "old").stem == KEYS.anonymous


def test_two_at_once_leave_a_whole_entry(tmp_path: Path) -> None:
    """Two runs over the same class, or two students with the same file."""
    report = report_on()

    def keep(_: int) -> Report | None:
        store = ResultStore(tmp_path)
        store.keep(KEYS, SUBMISSION, report)
        return store.find(KEYS, report.submission)

    with ThreadPoolExecutor(8) as pool:
        assert all(found is not None for found in pool.map(keep, range(40)))
    assert [path.name for path in only_entry(tmp_path).parent.iterdir()] == [f"{KEYS.anonymous}.json"]


def test_a_place_that_is_a_file_is_named(tmp_path: Path) -> None:
    """The error says which, and what to do."""
    (tmp_path / "store").write_text("no folder")
    with pytest.raises(UsageError, match=r"store.*: Not a directory\. Name another place"):
        ResultStore(tmp_path / "store").keep(KEYS, SUBMISSION, report_on())


@pytest.mark.parametrize(
    "changes",
    [
        {"assignment": "hw5"},
        {"version": "2" * 64},
        {"seed": 8},
        {"only": "forward"},
        {"sandbox": "docker"},
        {"sandbox_identity": "sha256:1"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_other_circumstances_are_another_result(changes: dict[str, Any]) -> None:
    """Nothing that was made under them is taken for this."""
    other = result_keys(SUBMISSION, replace(CIRCUMSTANCES, **changes))
    assert other.anonymous != KEYS.anonymous
    assert other.named != KEYS.named


@pytest.mark.parametrize(
    "changes",
    [
        {"cells": (Cell(kind=CellKind.CODE, source="x = 2\n", label="ada.py"),)},
        {"cells": (Cell(kind=CellKind.MARKDOWN, source="x = 1\n", label="ada.py"),)},
        {"cells": (*SUBMISSION.cells, Cell(kind=CellKind.CODE, source="", label="ada.py"))},
        {"attachments": ()},
        {"attachments": (SubmittedFile(path="other.csv", content=b"1,2\n"),)},
        {"attachments": (SubmittedFile(path="data.csv", content=b"1,3\n"),)},
        {"sha256": "1" * 64},
        {"format": SubmissionFormat.JUPYTEXT},
    ],
    ids=["source", "kind", "one cell more", "no file", "file name", "file content", "bytes", "format"],
)
def test_other_work_is_another_result(changes: dict[str, Any]) -> None:
    """Whatever of it is different."""
    other = result_keys(replace(SUBMISSION, **changes), CIRCUMSTANCES)
    assert other.anonymous != KEYS.anonymous


def test_who_handed_in_makes_no_difference() -> None:
    """The id and the problems that the reader found depend on the content, or on nothing."""
    problem = Problem(kind=ErrorKind.SYNTAX, message="Line 3 was left out.")
    other = replace(SUBMISSION, id="bob", files=("x.py",), problems=(problem,))
    assert result_keys(other, CIRCUMSTANCES) == KEYS


def test_nothing_runs_into_what_follows() -> None:
    """Two cells are not one, and a label is not a source."""
    one, two = (Cell(kind=CellKind.CODE, source=text, label="ada.py") for text in ("ab", ""))
    left, right = (Cell(kind=CellKind.CODE, source=text, label="ada.py") for text in ("a", "b"))
    keys = {result_keys(replace(SUBMISSION, cells=cells), CIRCUMSTANCES) for cells in ((one, two), (left, right))}
    assert len(keys) == 2
