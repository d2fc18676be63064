"""The folder with the reports of a class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.model import Report
from grader.report import class_page, html
from grader.report.class_page import render_class
from grader.report.csv_report import grades_csv
from grader.report.feedback import Reader
from grader.report.html import render_html
from grader.report.json_report import dumps
from grader.report.page import prepare
from grader.submission import Member
from grader.whole_file import make_folder, write_whole

#: Beside the reports: what is kept so that nothing is graded twice. For staff alone.
STORE_NAME = ".grader-results"
REPORT_JSON = "report.json"
REPORT_HTML = "report.html"


class ClassFolder:
    """Reports in folders called as the submissions' ids, and two overviews for staff."""

    def __init__(self, folder: Path, *, reader: Reader, drafts: Path) -> None:
        """Args: reader: of the reports. drafts: where files grow, on the same disk."""
        self.path = folder
        self._reader = reader
        self._drafts = drafts
        # Now, while a sandbox is still starting.
        prepare(html.TEMPLATE, class_page.TEMPLATE)

    def write(self, report: Report) -> None:
        """Write a submission's two reports.

        Raises:
            UsageError: they cannot be written.
        """
        folder = self.path / report.submission.id
        make_folder(folder)
        shown, audience = self._reader.shown(report), self._reader.audience
        self._write(folder / REPORT_HTML, render_html(shown, audience=audience))
        # Last: where it is new, the page is.
        self._write(folder / REPORT_JSON, dumps(shown, audience=audience))

    def write_overviews(self, reports: Sequence[Report], members: Mapping[str, Member]) -> tuple[Path, Path]:
        """Write the list of grades and the page about the class; gives their paths.

        Args:
            reports: may be slim.
            members: by id, what is known of who handed in.

        Raises:
            UsageError: they cannot be written.
        """
        ordered = sorted(reports, key=lambda report: report.submission.id)
        grades, index = self.path / "grades.csv", self.path / "index.html"
        self._write(grades, grades_csv(ordered, members))
        entries = [(report, f"{report.submission.id}/{REPORT_HTML}") for report in ordered]
        self._write(index, render_class(entries, members))
        return grades, index

    def others(self, members: Mapping[str, Member]) -> list[str]:
        """The ids of reports in the folder that are of none of these submissions, sorted."""
        return sorted(
            path.parent.name for path in self.path.glob(f"*/{REPORT_JSON}") if path.parent.name not in members
        )

    def _write(self, path: Path, text: str) -> None:
        try:
            is_there = path.read_bytes() == text.encode()
        except OSError:
            is_there = False
        # Left alone where nothing changed, so that a copy elsewhere need not be renewed.
        if not is_there:
            write_whole(path, text, drafts=self._drafts)
