"""The further formats by name."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from grader.model import Audience
from grader.report.formats import FORMATS, UnknownFormatError, render
from tests.report import samples


def test_each_format_is_what_it_says() -> None:
    """JSON for Gradescope, XML for JUnit, a table for CSV."""
    assert FORMATS == ("gradescope", "junit", "csv")
    assert json.loads(render(samples.good(), "gradescope"))["score"] == 100
    assert ET.fromstring(render(samples.good(), "junit")).tag == "testsuites"  # noqa: S314  # our own text
    assert render(samples.good(), "csv").startswith("submission,status,score")


def test_an_unknown_format_gets_the_near_name() -> None:
    """And the list of those there are."""
    with pytest.raises(UnknownFormatError) as told:
        render(samples.good(), "junti")
    assert str(told.value) == (
        "There is no report format 'junti'; there are gradescope, junit, csv. Did you mean junit?"
    )


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("sample", samples.every())
def test_no_format_tells_a_student_what_is_for_staff(name: str, sample: str) -> None:
    """Whatever the report."""
    assert "9.8602" not in render(samples.every()[sample], name, audience=Audience.STUDENT)
