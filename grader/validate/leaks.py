"""Whether hidden text stands where a student can read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from grader.assignment import Assignment
from grader.model import Audience, Output, Report
from grader.report.html import render_html
from grader.report.json_report import dumps
from grader.seeds import seed_of
from grader.validate.findings import Section

#: A shorter line is nobody's: `return y`, `h = relu(z)`.
_LEAST_CHARACTERS = 24
#: What a starter and a solution begin with alike, in whichever file the solution is.
_HEADERS = ("def ", "class ", "@")
#: A number with so many digits comes from somewhere.
_NUMBER = re.compile(r"-?\d+\.\d{4,}(?:e-?\d+)?")


def examine_leaks(assignment: Assignment, graded: Sequence[tuple[str, Report]]) -> Section:
    """Whether the handout and students' copies of reports are free of what is hidden.

    Args:
        assignment: whose hidden text is looked for.
        graded: submissions' texts, which are their authors' own, and the reports on them.
    """
    hidden = hidden_lines(assignment)
    handout = [*_texts(assignment.directory / "handout"), *_texts(assignment.directory / "public")]
    problems = [f"{name} holds a hidden line: {line}" for name, text in handout for line in found_in(text, hidden)]
    clean: set[str] = set()
    for source, report in graded:
        problems += _leaks_of(report, hidden, set(_lines(source)), handout, clean)
    if seed_of(assignment, "0" * 64, None) == seed_of(assignment, "1" * 64, None):
        problems.append("two submissions get the same hidden inputs: a student could solve for them by resubmitting")
    return Section(
        id="leaks",
        title="Nothing hidden is in the handout or in a student's report",
        summary=f"{len(hidden)} hidden lines and the numbers of {len(graded)} reports looked for",
        problems=tuple(dict.fromkeys(problems)),
        figures={"lines": len(hidden), "reports": len(graded)},
    )


def hidden_lines(assignment: Assignment) -> set[str]:
    """Lines of the checks, the reference and the misconceptions that students do not get anyway.

    What the starter's code shares with the reference is no secret: signatures, and cells that the course gives. Whether
    the starter solves anything is told by grading it.
    """
    paths = [*assignment.checks_dir.rglob("*.py"), assignment.reference_path]
    paths += [assignment.misconceptions_path] if assignment.misconceptions_path else []
    lines = {line for path in paths for line in _lines(path.read_text(encoding="utf-8"))}
    reference = set(_lines(assignment.reference_path.read_text(encoding="utf-8")))
    shared: set[str] = set()
    # In scripts, what is prose is a comment.
    scripts = [text for name, text in _texts(assignment.directory / "handout") if name.endswith(".py")]
    for text in scripts:
        starter = [line for line in _lines(text) if line not in reference and not line.startswith(_HEADERS)]
        shared |= {line for line in _lines(text) if line not in starter}
        for before, line, after in zip(["", *starter], starter, [*starter[1:], ""], strict=False):
            # One line that a check happens to have too is not its text.
            shared |= {line} if before not in lines and after not in lines else set()
    # A check's docstring is what the student reads of it, and a diagnosis is told.
    told = ('"""', "import ", "from ", "#", '"', 'f"')
    return {line for line in lines - set(_lines(assignment.given_source)) - shared if not line.startswith(told)}


def _lines(text: str) -> Iterable[str]:
    return (stripped for line in text.splitlines() if len(stripped := line.strip()) >= _LEAST_CHARACTERS)


def _texts(folder: Path) -> list[tuple[str, str]]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            found.append((f"{folder.name}/{path.name}", "\n".join("".join(cell["source"]) for cell in cells)))
        elif path.suffix in (".py", ".md", ".txt"):
            found.append((f"{folder.name}/{path.name}", path.read_text(encoding="utf-8")))
    return found


def found_in(text: str, hidden: set[str]) -> list[str]:
    """The hidden lines that a text holds, sorted."""
    # A solution may stand in a comment, where grading the starter would not find it.
    return sorted({found for line in _lines(text) for found in (line, line.lstrip("# ")) if found in hidden})


def _leaks_of(
    report: Report, hidden: set[str], own: set[str], handout: Sequence[tuple[str, str]], clean: set[str]
) -> list[str]:
    """What a student's copies of a report hold that they must not.

    Args:
        report: a submission's.
        hidden: lines that must not be there, unless the submission itself has them.
        own: the submission's lines.
        handout: names and texts of what students have.
        clean: lines of reports that hold nothing hidden; those of this one are added.
    """
    problems = []
    public = "\n".join(text for _, text in handout)
    document = json.loads(dumps(report, audience=Audience.STUDENT))
    problems += [f"a student's report holds {key}" for key in ("seed", "pytest") if key in document]
    # What the student wrote and printed is the student's own.
    document.pop("output", None)
    told = f"{json.dumps(document, ensure_ascii=False, indent=0)}\n{_without_output(report)}"
    problems += [
        f"a student's report holds a hidden line: {line}" for line in sorted(_new_in(told, hidden, clean) - own)
    ]
    for exercise in report.exercises:
        for check in exercise.checks:
            for number in _NUMBER.findall(check.staff_message or ""):
                if number in told and number not in public:
                    problems.append(f"a student's report holds {number}, which is staff's, in {exercise.id}/{check.id}")
    return problems


def _new_in(told: str, hidden: set[str], clean: set[str]) -> set[str]:
    """The hidden lines in a text, most of whose lines have been looked at in other reports."""
    fresh = [line for line in told.splitlines() if line not in clean]
    text = "\n".join(fresh)
    found = {line for line in hidden if line in text}
    if not found:
        clean.update(fresh)
    return found


def _without_output(report: Report) -> str:
    return render_html(replace(report, output=Output()), audience=Audience.STUDENT)
