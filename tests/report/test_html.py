"""The report as a page that opens anywhere and trusts nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from grader.model import Audience
from grader.report.html import render_html
from tests.report import samples
from tests.report.pages import Page, digest

SAMPLES = samples.every()
BOTH = pytest.mark.parametrize("audience", Audience)
EACH = pytest.mark.parametrize("name", SAMPLES)


@BOTH
@EACH
def test_the_page_needs_nothing_beside_itself(name: str, audience: Audience) -> None:
    """No reference leaves the page; nothing in it runs."""
    page = Page(render_html(SAMPLES[name], audience=audience))
    assert [target for target in page.references() if not target.startswith("#")] == []
    assert page.handlers() == []
    assert not set(page.tags) & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "audio", "video"}
    assert "url(" not in page.contents["style"][0]
    assert "@import" not in page.contents["style"][0]


@EACH
def test_the_policy_allows_the_style_and_nothing_else(name: str) -> None:
    """By its hash, so that a second style would not count."""
    page = Page(render_html(SAMPLES[name]))
    (style,) = page.contents["style"]
    assert page.policy.split("; ") == [
        "default-src 'none'",
        f"style-src {digest(style)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


@EACH
def test_every_tag_is_closed(name: str) -> None:
    """Whatever stands in the texts: none of them opens or closes anything."""
    assert Page(render_html(SAMPLES[name])).unbalanced == []


def test_hostile_text_is_shown_as_text() -> None:
    """Markup and templates are read, not obeyed; what would turn the text around is written down."""
    text = render_html(samples.hostile())
    page = Page(text)
    assert "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>" in page.text
    assert "{{ 7*7 }}{% raw %}" in page.text
    assert "\\u202egnp.exe" in page.text
    assert "\u202e" not in text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", text)


@EACH
def test_headings_come_in_order(name: str) -> None:
    """One h1, and no level is left out on the way down."""
    headings = Page(render_html(SAMPLES[name])).headings
    assert headings.count(1) == 1
    assert headings[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(headings))


def test_the_page_has_landmarks_a_language_and_labels() -> None:
    """For those who listen to it; and each id is there once."""
    page = Page(render_html(samples.partial()))
    assert {"header", "main", "footer"} <= set(page.tags)
    assert ("html", "lang", "en") in page.attributes
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    labels = {value for _, name, value in page.attributes if name == "aria-labelledby"}
    targets = {value[1:] for value in page.references()}
    assert labels | targets <= set(ids)


def test_the_score_stands_apart_from_what_waits() -> None:
    """In the head of the page."""
    text = Page(render_html(samples.partial())).text
    assert "39 / 110 16 points wait for a person" in text


def test_every_status_is_said_in_words() -> None:
    """A colour or a sign alone says nothing to many readers."""
    text = Page(render_html(samples.partial())).text
    for words in (
        "passed",
        "partly right",
        "waits for a person",
        "missing",
        "failed",
        "out of time",
        "not run",
        "check broke",
    ):
        assert words in text


def test_a_lost_point_is_explained() -> None:
    """The student's line, what went wrong, and the message."""
    text = Page(render_html(samples.partial())).text
    title = text.index("The gradient of W1 is the derivative of the summed squared error.")
    cause = text.index("Your W1 gradient is exactly half of the expected one", title)
    assert text.index("W1_grad differs from the derivative in 12 of 12 numbers.", title) > cause


def test_passed_checks_are_folded_away() -> None:
    """They are there for whoever opens them."""
    page = Page(render_html(samples.good()))
    assert "3 checks passed" in page.text
    assert "1 check passed" in page.text
    assert "The outputs have one row for each input and two columns." in page.text
    assert ("details", "open", "") not in page.attributes


def test_the_written_answer_keeps_its_lines() -> None:
    """It is shown as it was written."""
    assert "the loss grows.\n\n    lr = 0.01  -&gt;  10.3353\n\nI would begin" in render_html(samples.good())


def test_an_empty_answer_says_so() -> None:
    """Rather than an empty box."""
    blank = replace(samples.learning_rate().checks[0], answer="  \n")
    report = samples.report(replace(samples.learning_rate(), checks=(blank,)))
    assert "There is no text." in Page(render_html(report)).text


def test_a_problem_of_the_run_is_told_with_place_and_code() -> None:
    """The line and its caret keep their columns."""
    text = render_html(samples.failed())
    assert "Syntax error in submit.py, line 7" in Page(text).text
    assert "<pre>    return x @ W1.T + B1)\n                        ^</pre>" in text


def test_staff_see_what_students_do_not() -> None:
    """Staff messages, the seed and the names of mistakes are for staff."""
    staff = Page(render_html(samples.partial())).text
    student = Page(render_html(samples.partial(), audience=Audience.STUDENT)).text
    for text in ("For staff only", "9.8602", "ZeroDivisionError", "1234567890123", "missing-factor-2"):
        assert text in staff
        assert text not in student
    assert "The student’s answer" in staff
    assert "Your answer" in student


def test_a_fault_of_the_service_shows_no_points() -> None:
    """Nobody may take it for a zero."""
    text = Page(render_html(samples.service_fault())).text
    assert "No grade: the grading service failed." in text
    assert "/ 110" not in text


def test_output_that_was_cut_is_said_to_be_cut() -> None:
    """And its length is told before it is opened."""
    text = Page(render_html(samples.hostile())).text
    assert "It printed more than is kept; the rest was cut." in text
    assert "Standard output (40 lines)" in Page(render_html(samples.good())).text


def test_the_same_report_gives_the_same_page() -> None:
    """No clock and no chance in it."""
    assert render_html(samples.partial()) == render_html(samples.partial())
