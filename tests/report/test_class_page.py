"""The class at a glance."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from grader.model import Report
from grader.report.class_page import relative_link, render_class
from grader.submission import Member
from tests.report import samples
from tests.report.pages import Page, digest


def entries(*more: Report) -> list[tuple[Report, str]]:
    """A class with links as `grade --output` lays them out."""
    reports = [*samples.a_class(), *more]
    return [(report, f"{report.submission.id}/report.html") for report in reports]


def rows(text: str) -> list[list[str]]:
    """The cells of the table of submissions."""
    table = re.sub(r"<svg.*?</svg>", "", text[text.index("data-sortable") :], flags=re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL) for row in table.split("<tr>")[1:]]
    return [[re.sub(r"<[^>]*>|\s+", " ", cell).strip() for cell in row] for row in cells]


def test_each_submission_has_a_row() -> None:
    """In the order of the ids, with the points of each exercise."""
    head, *body = rows(render_class(entries()[::-1]))
    assert head == [
        "Submission",
        "Status",
        "Points",
        "Pending",
        "forward",
        "backprop",
        "learning-rate",
        "toy-model",
        "optimize",
    ]
    assert [row[0] for row in body] == sorted(report.submission.id for report, _ in entries())
    by_id = {row[0]: row[1:] for row in body}
    assert by_id["ada"] == ["waits for a person", "100", "10", "20", "30", "0", "20", "30"]
    assert by_id["alonzo"] == ["could not be run", "0", "", "–", "–", "–", "–", "–"]
    assert by_id["ken"] == ["not graded", "–", "–", "–", "–", "–", "–", "–"]


def test_who_handed_in_late_is_told() -> None:
    """Beside the link, with the name that the learning platform uses, and counted at the top."""
    member = Member(id="ada", path=Path("ada.py"), student="<b>Ada</b> Lovelace", late=True, attempt=2)
    page = render_class(entries(), {"ada": member})
    assert " ".join(rows(page)[1][0].split()) == "ada late attempt 2 &lt;b&gt;Ada&lt;/b&gt; Lovelace"
    assert "Late1" in Page(page).text
    assert "Late" not in Page(render_class(entries())).text


def test_what_needs_somebody_comes_first() -> None:
    """Ungraded, failed, pending, before any statistics."""
    text = Page(render_class(entries())).text
    places = [
        text.index(words)
        for words in (
            "Not graded: the service failed These have no grade. Grade them again. ken The sandbox did not answer.",
            "Could not be run alonzo Syntax error in submit.py, line 7",
            "Points that wait for a person ada",
            "Submissions by points earned so far.",
        )
    ]
    assert places == sorted(places)


def test_the_page_needs_nothing_beside_itself() -> None:
    """One script and one style, each by its hash; links go down to the reports alone."""
    page = Page(render_class(entries(samples.hostile())))
    (script,), (style,) = page.contents["script"], page.contents["style"]
    assert page.policy.split("; ") == [
        "default-src 'none'",
        f"style-src {digest(style)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        f"script-src {digest(script)}",
    ]
    assert [target for target in page.references() if not target.startswith(("#", "./"))] == []
    assert page.handlers() == []
    assert page.unbalanced == []


def test_the_script_reads_no_text_as_code() -> None:
    """It moves rows; it makes no markup and asks no network."""
    (script,) = Page(render_class(entries())).contents["script"]
    for word in ("innerHTML", "eval", "Function(", "fetch", "XMLHttp", "import("):
        assert word not in script


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("ada/report.html", "./ada/report.html"),
        ("javascript:alert(1)/report.html", "./javascript%3Aalert%281%29/report.html"),
        ("//evil.example/report.html", ".///evil.example/report.html"),
        ("a b#c?d%/report.html", "./a%20b%23c%3Fd%25/report.html"),
        ("caf\udce9/report.html", "./caf%E9/report.html"),
        ("\ud800/report.html", "./%3F/report.html"),
    ],
)
def test_a_link_leads_to_a_file_whatever_it_is_called(path: str, expected: str) -> None:
    """A submission's name can name neither a script nor another place."""
    assert relative_link(path) == expected


def test_many_people_are_folded_away() -> None:
    """Three hundred pending students do not hide the rest."""
    crowd = [replace(samples.good(), submission=replace(samples.good().submission, id=f"s{i:03}")) for i in range(30)]
    text = Page(render_class([(report, "x") for report in crowd])).text
    assert "Points that wait for a person Show all 30 s000" in text


def test_headings_and_ids_are_in_order() -> None:
    """For those who listen to the page."""
    page = Page(render_class(entries()))
    assert set(page.headings) == {1, 2}
    assert page.headings.index(1) == 0
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_the_distribution_can_be_read_aloud() -> None:
    """The drawing says in words what it shows."""
    assert "99–110 points: 7" in " ".join(Page(render_class(entries())).contents["title"])


def test_an_empty_class_is_a_page_too() -> None:
    """It says that there is nothing."""
    page = Page(render_class([]))
    assert "No submissions" in page.text
    assert page.unbalanced == []


def test_a_class_of_failures_is_a_page_too() -> None:
    """No exercise, no check, no mean that could not be computed."""
    page = Page(render_class([(samples.service_fault(), "a"), (samples.failed(), "b")]))
    assert page.unbalanced == []
    assert "The same trouble" not in page.text
