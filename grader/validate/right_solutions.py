"""What must earn everything, and what must earn nothing."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Report
from grader.submission import read_submission
from grader.validate.bench import Bench, Task
from grader.validate.findings import Section
from grader.validate.source import rewrite

SEEDS = 20
_HANDED_OUT = (".py", ".ipynb")


def examine_reference(bench: Bench) -> tuple[Section, list[Report]]:
    """Whether the reference earns every point, with every seed; and its reports."""
    reports = bench.grade([Task(source=bench.reference, seed=seed) for seed in range(1, SEEDS + 1)])
    problems = [
        f"seed {seed}: {problem}"
        for seed, report in enumerate(reports, start=1)
        for problem in _shortcomings(bench, report)
    ]
    most = sum(spec.points for spec in bench.assignment.exercises if spec.written is None)
    scores = {report.score for report in reports}
    return (
        Section(
            id="reference",
            title="The reference earns everything, with every seed",
            summary=f"{min(scores):g} of {most:g} points with each of {SEEDS} seeds"
            if len(scores) == 1
            else f"from {min(scores):g} to {max(scores):g} of {most:g} points with {SEEDS} seeds",
            problems=tuple(problems),
            figures={"seeds": SEEDS, "least_score": min(scores), "greatest_score": max(scores), "max_score": most},
        ),
        reports,
    )


def examine_rewritings(bench: Bench) -> tuple[Section, list[Report]]:
    """Whether right solutions that compute otherwise earn everything too; and their reports."""
    rewritings = bench.catalogue.rewritings
    reports = bench.grade([Task(source=rewrite(bench.trial, each)) for each in rewritings])
    problems = [
        f"{each.id}: {problem}"
        for each, report in zip(rewritings, reports, strict=True)
        for problem in _shortcomings(bench, report)
    ]
    return (
        Section(
            id="rewritings",
            title="Right solutions of other forms earn everything, and get no diagnosis",
            summary=f"{len(reports)} solutions",
            problems=tuple(problems),
            figures={"solutions": len(reports)},
        ),
        reports,
    )


def _shortcomings(bench: Bench, report: Report) -> list[str]:
    """What speaks against a solution that is right."""
    return [f"the check {check.id} says: {check.message or check.staff_message}" for check in bench.failed(report)] + [
        f"the check {check.id} gives the diagnosis {diagnosis.id}"
        for check in bench.checks(report)
        for diagnosis in check.diagnosis
    ]


def examine_starter(bench: Bench) -> Section:
    """Whether what students get earns nothing as it is."""
    files = [path for path in sorted((bench.assignment.directory / "handout").glob("*")) if path.suffix in _HANDED_OUT]
    reports = bench.grade_submissions([read_submission(path) for path in files])
    problems = [problem for path, report in zip(files, reports, strict=True) for problem in _gifts(path.name, report)]
    if not files:
        problems.append("handout/ holds no .py and no .ipynb file: there is nothing to hand out")
    return Section(
        id="starter",
        title="The starter earns nothing",
        summary=f"{_listed([path.name for path in files])}: {sum(report.score for report in reports):g} points",
        problems=tuple(problems),
        figures={"score": sum(report.score for report in reports)},
    )


def _gifts(name: str, report: Report) -> list[str]:
    problems = [
        f"{name}: the check {exercise.id}/{check.id} gives {check.score:g} points"
        for exercise in report.exercises
        for check in exercise.checks
        if check.score > 0
    ]
    if report.pending:
        problems.append(f"{name}: {report.pending:g} points wait for a person, who would read the placeholder")
    return problems


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing"
