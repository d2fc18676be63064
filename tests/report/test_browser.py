"""The pages in a real browser, which alone knows whether a policy lets them work."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from grader.report.class_page import render_class
from grader.report.html import render_html
from tests.report import samples

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--dump-dom",
)

pytestmark = [pytest.mark.browser, pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine")]


def opened(page: str, folder: Path) -> str:
    """The document that a browser makes of a page, once its scripts have run."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    command = [str(BROWSER), *FLAGS, f"--user-data-dir={folder / 'profile'}", file.as_uri()]
    return subprocess.run(command, capture_output=True, check=True, timeout=60, encoding="utf-8").stdout


def test_the_policy_lets_the_table_be_sorted(tmp_path: Path) -> None:
    """The script runs, so its hash is right: the heads of the table have become buttons."""
    page = render_class([(report, "x/report.html") for report in samples.a_class()])
    assert "<button" not in page
    assert opened(page, tmp_path).count('<button type="button">') == 9


def test_sorting_puts_numbers_in_their_order(tmp_path: Path) -> None:
    """A click on the points sorts them as numbers, those without a grade first."""
    page = render_class([(report, "x/report.html") for report in samples.a_class()])
    clicked = page.replace("http-equiv", "data-off").replace(
        "</body>", "<script>document.querySelectorAll('[data-sortable] button')[2].click()</script></body>"
    )
    table = opened(clicked, tmp_path).partition("data-sortable")[2]
    assert 'aria-sort="ascending"' in table
    assert table.index(">ken<") < table.index(">alonzo<") < table.index(">alan<") < table.index(">ada<")


def test_hostile_text_makes_no_element(tmp_path: Path) -> None:
    """What a browser reads out of the page is what was meant."""
    document = opened(render_html(samples.hostile()), tmp_path)
    assert "<script" not in document
    assert "<img" not in document
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in document
