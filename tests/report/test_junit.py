"""The report as JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from grader.model import Audience, Report
from grader.report.junit import junit_xml
from tests.report import samples


def read(report: Report, audience: Audience = Audience.STAFF) -> ET.Element:
    """The file as a CI server reads it."""
    return ET.fromstring(junit_xml(report, audience=audience))  # noqa: S314  # our own text


def test_each_exercise_is_a_suite_with_its_counts() -> None:
    """Failures are the student's, errors the course's; what waits or did not run is skipped."""
    suites = read(samples.partial()).findall("testsuite")
    counts = [[suite.get(key) for key in ("name", "tests", "failures", "errors", "skipped")] for suite in suites]
    assert counts == [
        ["submission", "1", "1", "0", "0"],
        ["forward", "3", "0", "0", "0"],
        ["backprop", "5", "3", "0", "1"],
        ["learning-rate", "1", "0", "0", "1"],
        ["toy-model", "1", "0", "0", "1"],
        ["optimize", "3", "1", "1", "0"],
    ]
    assert dict(read(samples.partial()).attrib) == {
        "name": "hw4", "tests": "14", "failures": "5", "errors": "1", "skipped": "3", "time": "2.061",
    }  # fmt: skip


def test_each_check_is_a_case_with_the_students_line() -> None:
    """And the reason, with the diagnosis, for those that failed."""
    case = read(samples.partial()).findall("testsuite/testcase[@classname='hw4.backprop']")[0]
    assert case.get("name") == "The gradient of W1 is the derivative of the summed squared error. [w1-gradient]"
    failure = case.find("failure")
    assert failure is not None
    assert (failure.get("type"), (failure.get("message") or "")[:12]) == ("failed", "W1_grad diff")
    assert "missing-factor-2: Your W1 gradient is exactly half" in (failure.text or "")
    assert "For staff: seed 123" in (failure.text or "")


def test_points_are_properties_of_the_suite() -> None:
    """Since the family has none for single cases."""
    root = read(samples.partial())
    found = {
        each.get("name"): each.get("value") for each in root.findall("testsuite[@name='optimize']/properties/property")
    }
    assert found == {"score": "12", "max_score": "30"}
    assert root.findall("testsuite/testcase/properties") == []


def test_a_student_gets_nothing_that_is_for_staff() -> None:
    """As in every other format."""
    assert "9.8602" in junit_xml(samples.partial())
    assert "9.8602" not in junit_xml(samples.partial(), audience=Audience.STUDENT)


def test_a_fault_of_the_service_is_an_error() -> None:
    """A syntax error is a failure: that one is the student's."""
    assert read(samples.service_fault()).find("testsuite/testcase/error") is not None
    failure = read(samples.failed()).find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.get("message") == "Syntax error in submit.py, line 7"


def test_hostile_text_is_text() -> None:
    """The document is well-formed and holds nothing but the elements of the family."""
    known = {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out",
        "system-err",
    }  # fmt: skip
    root = read(samples.hostile())
    assert {element.tag for element in root.iter()} <= known
    assert "<script>alert(1)</script>" in (root.findtext("testsuite/system-out") or "")


def test_the_same_report_gives_the_same_file() -> None:
    """Neither a time of day nor a host name is in it."""
    assert junit_xml(samples.partial()) == junit_xml(samples.partial())
    assert not {"timestamp", "hostname"} & {key for element in read(samples.partial()).iter() for key in element.attrib}


def test_times_are_finite() -> None:
    """Whatever the record says."""
    check = samples.lost("a", "A", 1, duration_s=float("nan"))
    suite = read(samples.report(samples.exercise("e", "E", samples.forward().status, check))).find("testsuite")
    assert suite is not None
    assert suite.get("time") == "0.000"
