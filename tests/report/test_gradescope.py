"""Gradescope's results.json."""

from __future__ import annotations

import json
from typing import Any

from grader.model import Report
from grader.report.gradescope import gradescope_json
from tests.report import samples

#: What the specification lets a file and a test hold.
TOP = {
    "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility",
    "stdout_visibility", "extra_data", "tests", "leaderboard",
}  # fmt: skip
TEST = {
    "score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags", "visibility",
    "extra_data",
}  # fmt: skip


def read(report: Report) -> dict[str, Any]:
    """The file as Gradescope reads it."""
    found: dict[str, Any] = json.loads(gradescope_json(report))
    return found


def test_only_what_gradescope_knows_is_in_the_file() -> None:
    """For every sample."""
    for report in samples.every().values():
        found = read(report)
        assert set(found) <= TOP
        assert all(set(test) <= TEST for test in found.get("tests", []))


def test_the_total_and_each_check_are_there() -> None:
    """With the student's line as the name, and a number by exercise."""
    found = read(samples.partial())
    assert (found["score"], found["execution_time"]) == (39.0, 1.235)
    assert found["tests"][0] == {
        "number": "1.1",
        "name": "The forward pass: forward(x) returns the network's outputs for a batch.",
        "output": "Right.",
        "visibility": "visible",
        "tags": ["forward"],
        "score": 8,
        "max_score": 8,
        "status": "passed",
    }


def test_a_lost_point_is_explained() -> None:
    """Message and diagnosis; what ended otherwise says how."""
    tests = {test["number"]: test for test in read(samples.partial())["tests"]}
    assert tests["2.1"]["status"] == "failed"
    assert "12 of 12 numbers" in tests["2.1"]["output"]
    assert "Your W1 gradient is exactly half" in tests["2.1"]["output"]
    assert tests["2.4"]["output"].startswith("out of time, 3 points lost\n\nbackprop(x) was still running")


def test_what_waits_for_a_person_is_not_shown_as_failed() -> None:
    """Gradescope has no third state, so such a test has neither a score nor a status."""
    tests = {test["number"]: test for test in read(samples.partial())["tests"]}
    for number, points in (("3.1", 10), ("5.3", 6)):
        assert not {"score", "max_score", "status"} & set(tests[number])
        assert tests[number]["output"].endswith(f"{points} points wait for a person")


def test_nothing_is_hidden_and_nothing_is_for_staff() -> None:
    """A hidden test would hide the total; staff messages are simply not there."""
    text = gradescope_json(samples.partial())
    assert {test["visibility"] for test in read(samples.partial())["tests"]} == {"visible"}
    for secret in ("9.8602", "ZeroDivisionError", "1234567890123"):
        assert secret not in text


def test_a_fault_of_the_service_gives_no_score() -> None:
    """Gradescope then says that grading failed; a zero would be a grade."""
    found = read(samples.service_fault())
    assert not {"score", "tests"} & set(found)
    assert "Grade this submission again." in found["output"]


def test_a_submission_that_could_not_run_says_why() -> None:
    """With the line, in the text above the tests."""
    found = read(samples.failed())
    assert (found["score"], found["tests"]) == (0, [])
    assert "Syntax error in submit.py, line 7\ninvalid syntax." in found["output"]


def test_hostile_text_is_plain_text() -> None:
    """Every format is said to be text, and the file is JSON without control characters."""
    text = gradescope_json(samples.hostile())
    assert {read(samples.hostile())[key] for key in TOP if key.endswith("_format")} == {"text"}
    assert "\u202e" not in text
    assert "\\u001b" not in text


def test_numbers_are_finite() -> None:
    """A duration that nobody measured is left out."""
    assert "execution_time" not in read(samples.not_finite())
