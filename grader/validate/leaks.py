"""Whether hidden text stands where a student can read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.assignment import Assignment
from grader.model import Audience, Report
from grader.report.html import render_html
from grader.report.json_report import dumps
from grader.seeds import seed_of
from grader.validate.findings import Section

#: A shorter line is nobody's: `return y`, `h = relu(z)`.
_LEAST_CHARACTERS = 24
#: A number with so many digits comes from somewhere.
_NUMBER = re.compile(r"-?\d+\.\d{4,}(?:e-?\d+)?")


def examine_leaks(assignment: Assignment, reports: Sequence[Report]) -> Section:
    """Whether the handout and students' copies of these reports are free of what is hidden."""
    hidden = _hidden_lines(assignment)
    handout = _handout(assignment.directory / "handout")
    problems = [
        f"handout/{name} holds a hidden line: {line}" for name, text in handout for line in _found(text, hidden)
    ]
    for report in reports:
        problems += _leaks_of(report, hidden, handout)
    if seed_of(assignment, "0" * 64, None) == seed_of(assignment, "1" * 64, None):
        problems.append("two submissions get the same hidden inputs: a student could solve for them by resubmitting")
    return Section(
        id="leaks",
        title="Nothing hidden is in the handout or in a student's report",
        summary=f"{len(hidden)} hidden lines and the numbers of {len(reports)} reports looked for",
        problems=tuple(dict.fromkeys(problems)),
        figures={"lines": len(hidden), "reports": len(reports)},
    )


def _hidden_lines(assignment: Assignment) -> set[str]:
    """Lines of the checks, the reference and the misconceptions that no given file has too."""
    paths = [*assignment.checks_dir.rglob("*.py"), assignment.reference_path]
    paths += [assignment.misconceptions_path] if assignment.misconceptions_path else []
    given = set(_lines(assignment.given_source))
    lines = {line for path in paths for line in _lines(path.read_text(encoding="utf-8"))}
    # A check's docstring is what the student reads of it, and a diagnosis is told.
    return {line for line in lines - given if not line.startswith(('"""', "import ", "from ", "#", '"', 'f"'))}


def _lines(text: str) -> Iterable[str]:
    return (stripped for line in text.splitlines() if len(stripped := line.strip()) >= _LEAST_CHARACTERS)


def _handout(folder: Path) -> list[tuple[str, str]]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            found.append((path.name, "\n".join("".join(cell["source"]) for cell in cells)))
        elif path.suffix in (".py", ".md", ".txt"):
            found.append((path.name, path.read_text(encoding="utf-8")))
    return found


def _found(text: str, hidden: set[str]) -> list[str]:
    return sorted(line for line in _lines(text) if line in hidden)


def _leaks_of(report: Report, hidden: set[str], handout: Sequence[tuple[str, str]]) -> list[str]:
    """What a student's copies of a report hold that they must not."""
    problems = []
    public = "\n".join(text for _, text in handout)
    document = json.loads(dumps(report, audience=Audience.STUDENT))
    problems += [f"a student's report holds {key}" for key in ("seed", "pytest") if key in document]
    # What the student wrote and printed is the student's own.
    document.pop("output", None)
    told = json.dumps(document, ensure_ascii=False) + _without_output(report)
    problems += [f"a student's report holds a hidden line: {line}" for line in sorted(hidden) if line in told]
    for exercise in report.exercises:
        for check in exercise.checks:
            for number in _NUMBER.findall(check.staff_message or ""):
                if number in told and number not in public:
                    problems.append(f"a student's report holds {number}, which is staff's, in {exercise.id}/{check.id}")
    return problems


def _without_output(report: Report) -> str:
    from dataclasses import replace

    from grader.model import Output

    return render_html(replace(report, output=Output()), audience=Audience.STUDENT)
