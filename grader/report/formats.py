"""The further formats of `grade --format`, by name."""

from __future__ import annotations

from difflib import get_close_matches

from grader.errors import GraderError
from grader.model import Audience, Report
from grader.report.csv_report import grades_csv
from grader.report.gradescope import gradescope_json
from grader.report.junit import junit_xml

FORMATS = ("gradescope", "junit", "csv")


class UnknownFormatError(GraderError):
    """No format of this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        near = get_close_matches(name, FORMATS, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        super().__init__(f"There is no report format {name[:80]!r}; there are {', '.join(FORMATS)}.{hint}")


def render(report: Report, format: str, *, audience: Audience = Audience.STAFF) -> str:
    """The report in the format of this name. Gradescope's is for students whatever the audience.

    Write it without changing the ends of its lines (`newline=""`): CSV has its own.

    Raises:
        UnknownFormatError: there is no such format.
    """
    if format == "gradescope":
        return gradescope_json(report)
    if format == "junit":
        return junit_xml(report, audience=audience)
    if format == "csv":
        return grades_csv([report])
    raise UnknownFormatError(format)
