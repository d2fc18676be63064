"""The report as JUnit XML, in the family that pytest calls xunit2.

An exercise is a test suite, a check is a test case. Points are properties of the suites, since xunit2 has none for
single cases. There is neither a time of day nor a host name: the same report gives the same file.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from grader.model import Audience, CheckResult, CheckStatus, ExerciseResult, Problem, Report
from grader.report.audience import for_audience
from grader.report.wording import CHECK_WORDS, ERROR_WORDS, is_service_fault, points

#: The element that tells of a check's status; a passed check has none.
_ELEMENTS = {
    CheckStatus.FAILED: "failure",
    CheckStatus.TIMEOUT: "failure",
    CheckStatus.MEMORY: "failure",
    CheckStatus.CRASH: "failure",
    CheckStatus.ERROR: "error",
    CheckStatus.SKIPPED: "skipped",
    CheckStatus.PENDING: "skipped",
}


def junit_xml(report: Report, *, audience: Audience = Audience.STAFF) -> str:
    """The text of a JUnit XML file."""
    report = for_audience(report, audience)
    root = ET.Element("testsuites", name=report.assignment.name)
    if report.error is not None:
        root.append(_problem_suite(report, report.error))
    for exercise in report.exercises:
        root.append(_exercise_suite(report.assignment.name, exercise))
    _append_output(root, report)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{sum(float(suite.get('time', '0')) for suite in root):.3f}")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _exercise_suite(assignment: str, exercise: ExerciseResult) -> ET.Element:
    found = Counter(_ELEMENTS[check.status] for check in exercise.checks if check.status in _ELEMENTS)
    suite = _suite(exercise.id, found, len(exercise.checks), sum(_seconds(check) for check in exercise.checks))
    _append_points(suite, exercise.score, exercise.max_score)
    suite.extend(_case(f"{assignment}.{exercise.id}", check) for check in exercise.checks)
    return suite


def _problem_suite(report: Report, problem: Problem) -> ET.Element:
    element = "error" if is_service_fault(report) else "failure"
    suite = _suite("submission", Counter([element]), 1, 0.0)
    case = ET.SubElement(suite, "testcase", classname=f"{report.assignment.name}.submission")
    case.set("name", "The submission runs.")
    case.set("time", "0.000")
    where = f" in {problem.location}" if problem.location else ""
    told = ET.SubElement(case, element, message=f"{ERROR_WORDS[problem.kind]}{where}", type=problem.kind.value)
    told.text = problem.message
    return suite


def _suite(name: str, found: Counter[str], tests: int, seconds: float) -> ET.Element:
    suite = ET.Element("testsuite", name=name)
    suite.set("errors", str(found["error"]))
    suite.set("failures", str(found["failure"]))
    suite.set("skipped", str(found["skipped"]))
    suite.set("tests", str(tests))
    suite.set("time", f"{seconds:.3f}")
    return suite


def _case(classname: str, check: CheckResult) -> ET.Element:
    case = ET.Element("testcase", classname=classname, name=f"{check.title} [{check.id}]")
    case.set("time", f"{_seconds(check):.3f}")
    if check.status not in _ELEMENTS:
        return case
    first_line = check.message.partition("\n")[0] or CHECK_WORDS[check.status]
    told = ET.SubElement(case, _ELEMENTS[check.status], message=first_line, type=check.status.value)
    told.text = "\n".join(_told(check))
    return case


def _told(check: CheckResult) -> Sequence[str]:
    lines = [f"{CHECK_WORDS[check.status]}, {points(check.score)} of {points(check.max_score)} points", check.message]
    lines += [f"{diagnosis.id}: {diagnosis.message}" for diagnosis in check.diagnosis]
    if check.staff_message:
        lines.append(f"For staff: {check.staff_message}")
    return [line for line in lines if line]


def _append_points(suite: ET.Element, score: float, max_score: float) -> None:
    properties = ET.SubElement(suite, "properties")
    for name, value in (("score", score), ("max_score", max_score)):
        ET.SubElement(properties, "property", name=name, value=points(value))


def _append_output(root: ET.Element, report: Report) -> None:
    """Put the student's output into the last suite: it belongs to the run, which has no element of its own."""
    if not len(root):
        return
    for name, text in (("system-out", report.output.stdout), ("system-err", report.output.stderr)):
        if text:
            ET.SubElement(root[-1], name).text = text


def _seconds(check: CheckResult) -> float:
    return check.duration_s if math.isfinite(check.duration_s) else 0.0
