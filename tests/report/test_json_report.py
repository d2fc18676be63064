"""The report as JSON: the contract's shape, byte for byte, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from grader.model import Audience, Report
from grader.report.json_report import ReportFormatError, dumps, loads, schema, to_dict
from tests.report import samples

SAMPLES = samples.every()
Edit = Callable[[dict[str, Any]], object]


def document() -> dict[str, Any]:
    """A report as it comes back from JSON, to be spoilt."""
    read: dict[str, Any] = json.loads(dumps(samples.partial()))
    return read


def keys(value: Any) -> set[str]:
    """Every key anywhere in a document."""
    if isinstance(value, dict):
        return set(value) | {key for item in value.values() for key in keys(item)}
    return {key for item in value for key in keys(item)} if isinstance(value, list) else set()


def test_the_schema_is_a_schema() -> None:
    """By the rules of the draft which it names."""
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_report_follows_the_schema(name: str, audience: Audience) -> None:
    """For staff and for students, and after a way through text."""
    Draft202012Validator(schema()).validate(json.loads(dumps(SAMPLES[name], audience=audience)))


@pytest.mark.parametrize("key", ["score", "submission", "exercises", "pytest_document"])
def test_the_schema_refuses_another_shape(key: str) -> None:
    """It names every key, so that it notices one too few and one too many."""
    spoilt = document()
    spoilt[key] = spoilt.pop(key, {}) if key == "pytest_document" else "no"
    assert not Draft202012Validator(schema()).is_valid(spoilt)
    del spoilt[key]
    assert Draft202012Validator(schema()).is_valid(spoilt) is (key == "pytest_document")


def test_keys_come_in_the_order_of_the_contract() -> None:
    """A person who reads the file finds the result before the details."""
    read = document()
    assert list(read) == [
        "schema_version", "assignment", "submission", "status", "error", "score", "max_score", "pending", "seed",
        "exercises", "output", "resources", "environment", "pytest",
    ]  # fmt: skip
    assert list(read["exercises"][0]) == ["id", "title", "score", "max_score", "status", "checks"]
    assert list(read["exercises"][1]["checks"][0]) == [
        "id", "title", "status", "score", "max_score", "message", "staff_message", "diagnosis", "duration_s",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_the_text_is_plain_json(name: str) -> None:
    """UTF-8, one newline at the end, no NaN or Infinity, no control character."""
    text = dumps(SAMPLES[name])
    text.encode("utf-8")
    assert text.endswith("}\n")
    json.loads(text, parse_constant=pytest.fail)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", text)


def test_equal_reports_give_equal_bytes() -> None:
    """Also when the pytest document was filled in another order."""
    one = replace(samples.good(), pytest={"a": 1, "b": {"c": 2, "d": 3}})
    other = replace(samples.good(), pytest={"b": {"d": 3, "c": 2}, "a": 1})
    assert dumps(one) == dumps(other)


def test_memory_addresses_do_not_make_two_runs_differ() -> None:
    """The same submission fails with the same text."""
    one, other = (samples.lost("a", "A", 1, message=f"<M object at {at}>") for at in ("0x7f3a00010", "0x7f3b99990"))
    texts = [dumps(samples.report(replace(samples.forward(), checks=(check,)))) for check in (one, other)]
    assert texts[0] == texts[1]
    assert "<M object at 0x…>" in texts[0]


def test_numbers_are_rounded_and_finite() -> None:
    """Seconds to 3 digits, megabytes to 1, points to 6, and null where there is no number."""
    check = samples.lost("a", "A", 10 / 3, duration_s=0.123456)
    report = replace(samples.not_finite(), exercises=(replace(samples.forward(), checks=(check,)),), score=-0.0)
    read = to_dict(replace(report, pytest={"x": float("nan")}))
    assert read["exercises"][0]["checks"][0]["duration_s"] == 0.123
    assert read["exercises"][0]["checks"][0]["max_score"] == 3.333333
    assert read["resources"] == {"wall_s": None, "cpu_s": None, "max_rss_mb": 1.0}
    assert str(read["score"]) == "0.0"
    assert read["pytest"] == {"x": None}


def test_whole_points_are_written_like_others() -> None:
    """A record that holds 20 and one that holds 20.0 are equal, and so are their files."""
    whole = samples.good()
    assert dumps(replace(whole, score=100)) == dumps(replace(whole, score=100.0))


def test_a_student_gets_nothing_that_is_for_staff() -> None:
    """Neither the keys nor, anywhere, their content."""
    found = to_dict(samples.partial(), audience=Audience.STUDENT)
    assert not keys(found) & {"seed", "pytest", "staff_message"}
    assert {"seed", "pytest", "staff_message"} <= keys(to_dict(samples.partial()))
    assert "9.8602" in dumps(samples.partial())
    assert "9.8602" not in dumps(samples.partial(), audience=Audience.STUDENT)


def test_the_written_answer_is_in_the_report() -> None:
    """For the person who grades it."""
    (check,) = document()["exercises"][2]["checks"]
    assert check["answer"] == samples.ANSWER


@pytest.mark.parametrize("value", [{"a": {1, 2}}, {"a": b"bytes"}, {"a": {1: 2}}])
def test_a_pytest_document_with_strange_values_is_refused(value: dict[str, Any]) -> None:
    """A wrong type is told with its place, never written as its repr."""
    with pytest.raises(TypeError, match=r"pytest\.a is a (set|bytes|dict) that JSON cannot hold"):
        dumps(replace(samples.good(), pytest=value))


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "not finite"])
def test_a_report_can_be_read_back(name: str) -> None:
    """What was read is what was written, once rounded and printable."""
    text = dumps(SAMPLES[name])
    assert dumps(loads(text)) == text


def test_a_plain_report_comes_back_equal() -> None:
    """Every field of every record, with its type."""
    whole = samples.good()
    rounded = replace(whole, resources=replace(whole.resources, wall_s=1.235, max_rss_mb=310.4))
    exercises = tuple(
        replace(each, checks=tuple(replace(check, duration_s=0.012) for check in each.checks))
        for each in whole.exercises
    )
    expected = replace(rounded, exercises=exercises)
    assert loads(dumps(expected)) == expected


def test_a_number_that_was_none_comes_back_as_none() -> None:
    """Null is what JSON has for it."""
    text = dumps(samples.not_finite())
    assert dumps(loads(text)) == text


def refused(text: str) -> str:
    """What the decoder says against a text."""
    with pytest.raises(ReportFormatError) as told:
        loads(text)
    return str(told.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "report is not JSON: "),
        ("NaN", "NaN is no JSON number"),
        ("[" * 100_000, "report is not JSON: "),
        ("[]", "report is a list, expected an object"),
        ("null", "report is null, expected an object"),
        ("{}", "report has no schema_version: is this a report of grade?"),
        ('{"schema_verison": 1}', "report has no schema_version, found 'schema_verison'"),
        ('{"schema_version": 2}', "report.schema_version is 2, this version reads 1: grade the submission again"),
        ('{"schema_version": true}', "report.schema_version is True"),
    ],
)
def test_a_text_that_is_no_report_is_refused(text: str, message: str) -> None:
    """With what it is instead."""
    assert message in refused(text)


def test_a_students_copy_cannot_be_compared() -> None:
    """It lacks the seed, and the message says which report to take."""
    text = dumps(samples.good(), audience=Audience.STUDENT)
    assert refused(text) == "report has no seed: this is a student's copy. Take the report written for staff"


def set_in(*path: str | int, to: Any) -> Edit:
    """An edit which sets one value of a document."""

    def edit(found: Any) -> None:
        for step in path[:-1]:
            found = found[step]
        found[path[-1]] = to

    return edit


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda d: d.update(scroe=1), "report has the unknown key 'scroe'. Did you mean 'score'?"),
        (lambda d: d.update(zzz=1), "report has the unknown key 'zzz'"),
        (lambda d: d.pop("exercises"), "report has no 'exercises'"),
        (lambda d: d["exercises"][1]["checks"][0].pop("id"), "report.exercises[1].checks[0] has no 'id'"),
        (
            set_in("status", to="grade"),
            "report.status is 'grade', expected one of graded, failed. Did you mean 'graded'?",
        ),
        (set_in("status", to=[]), "report.status is [], expected one of graded, failed"),
        (set_in("score", to="80"), "report.score is a text, expected a number"),
        (set_in("score", to=True), "report.score is true or false, expected a number"),
        (set_in("seed", to=1.5), "report.seed is a number, expected a whole number"),
        (set_in("output", "truncated", to=0), "report.output.truncated is a number, expected true or false"),
        (set_in("submission", "files", to="a.py"), "report.submission.files is a text, expected a list"),
        (set_in("submission", "files", 0, to=None), "report.submission.files[0] is null, expected a text"),
        (set_in("error", to=[]), "report.error is a list, expected an object"),
        (set_in("pytest", to=[]), "report.pytest is a list, expected an object"),
    ],
)
def test_a_spoilt_report_is_refused_with_the_place(edit: Edit, message: str) -> None:
    """Where, what it is, what was expected, and the near name."""
    spoilt = document()
    edit(spoilt)
    assert refused(json.dumps(spoilt)) == message


def test_a_report_of_records_only_is_left_unchanged() -> None:
    """Rendering reads a report and changes nothing of it."""
    report: Report = samples.hostile()
    before = repr(report)
    dumps(report)
    assert repr(report) == before
