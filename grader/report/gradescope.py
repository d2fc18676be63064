"""The report as Gradescope's `results.json`.

Source: Gradescope's autograder specification, "Output format". Everything in the file is for students: Gradescope
hides the total as soon as one test is hidden, so what only staff may read is not in it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from grader.model import Audience, CheckResult, CheckStatus, ExerciseResult, Report
from grader.report.audience import for_audience
from grader.report.wording import CHECK_WORDS, ERROR_WORDS, UNDECIDED, is_service_fault, points_word, standing, waiting


def gradescope_json(report: Report) -> str:
    """The text of `results.json`.

    A submission which the service failed to grade has no score: Gradescope then reports that grading failed, where a
    zero would be a grade.
    """
    report = for_audience(report, Audience.STUDENT)
    document: dict[str, Any] = {
        "output": _summary(report),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": _origin(report),
    }
    if math.isfinite(report.resources.wall_s):
        document["execution_time"] = round(report.resources.wall_s, 3)
    if not is_service_fault(report):
        document["score"] = _score(report.score)
        document["tests"] = list(_tests(report))
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _summary(report: Report) -> str:
    lines = [standing(report)]
    if report.error is not None:
        where = f" in {report.error.location}" if report.error.location else ""
        lines += ["", f"{ERROR_WORDS[report.error.kind]}{where}", report.error.message]
    return "\n".join(lines)


def _origin(report: Report) -> dict[str, Any]:
    return {
        "assignment": report.assignment.name,
        "assignment_version": report.assignment.version,
        "submission_sha256": report.submission.sha256,
        "pending": _score(report.pending),
        "grader": report.environment.grader,
    }


def _tests(report: Report) -> Iterator[dict[str, Any]]:
    for number, exercise in enumerate(report.exercises, start=1):
        for part, check in enumerate(exercise.checks, start=1):
            yield _test(f"{number}.{part}", exercise, check)


def _test(number: str, exercise: ExerciseResult, check: CheckResult) -> dict[str, Any]:
    test: dict[str, Any] = {
        "number": number,
        "name": f"{exercise.title}: {check.title}",
        "output": _output(check),
        "visibility": "visible",
        "tags": [exercise.id],
    }
    # Gradescope knows no third state: with a score or a status, an answer nobody has read would be shown as failed.
    if check.status not in UNDECIDED:
        test["score"] = _score(check.score)
        test["max_score"] = _score(check.max_score)
        test["status"] = "passed" if check.status is CheckStatus.PASSED else "failed"
    return test


def _output(check: CheckResult) -> str:
    parts = [check.message, *(diagnosis.message for diagnosis in check.diagnosis)]
    if check.status in UNDECIDED:
        parts.append(waiting(check.max_score - check.score))
    elif check.status not in {CheckStatus.PASSED, CheckStatus.FAILED}:
        parts.insert(0, f"{CHECK_WORDS[check.status]}, {points_word(check.max_score - check.score)} lost")
    return "\n\n".join(part for part in parts if part)


def _score(value: float) -> float:
    return round(value, 6) if math.isfinite(value) else 0.0
