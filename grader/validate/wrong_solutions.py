"""What each misconception gets when it is handed in."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Report
from grader.validate.bench import Bench, Task
from grader.validate.catalogue import Mistake
from grader.validate.findings import Section
from grader.validate.source import rewrite


def examine_misconceptions(bench: Bench) -> tuple[Section, list[tuple[str, Report]]]:
    """Whether each loses points in its own exercise and there alone, with itself as the diagnosis.

    Returns:
        What was found, and each solution's text with its report.
    """
    asked = {exercise.id for exercise in bench.assignment.exercises}
    known = [mistake for mistake in bench.catalogue.mistakes if mistake.exercise in asked]
    mistakes = [mistake for mistake in known if _has_solution(mistake)]
    sources = [rewrite(bench.trial, mistake.rewritten) for mistake in mistakes]
    reports = bench.grade([Task(source=source) for source in sources])
    problems = [
        f"{mistake.exercise}/{mistake.id}: {problem}"
        for mistake, report in zip(mistakes, reports, strict=True)
        for problem in _problems(bench, mistake, report)
    ]
    without = [mistake for mistake in known if not _has_solution(mistake)]
    problems += [f"{mistake.exercise}/{mistake.id}: has no solution to be tried" for mistake in without]
    if not known:
        problems.append("misconceptions.py declares none: nothing explains a wrong value")
    named = len(known) - len({problem.partition(":")[0] for problem in problems})
    section = Section(
        id="misconceptions",
        title="Each misconception costs its own exercise, and is its own diagnosis",
        summary=f"{max(named, 0)} of {len(known)}",
        problems=tuple(problems),
        figures={"misconceptions": len(known), "diagnosed": max(named, 0)},
    )
    return section, list(zip(sources, reports, strict=True))


def _has_solution(mistake: Mistake) -> bool:
    return bool(mistake.rewritten.edits or mistake.rewritten.solution)


def _problems(bench: Bench, mistake: Mistake, report: Report) -> Sequence[str]:
    problems = []
    lost = {each.id for each in report.exercises if bench.failed(report, each.id)}
    if mistake.exercise not in lost:
        problems.append("loses nothing in its own exercise")
    problems += [f"loses points in {other} as well" for other in sorted(lost - {mistake.exercise} - mistake.costs)]
    told = {d.id for check in bench.failed(report, mistake.exercise) for d in check.diagnosis}
    if mistake.exercise in lost and mistake.id not in told:
        problems.append(f"is not diagnosed{f'; {_listed(told)} is told instead' if told else ''}")
    elif told - {mistake.id}:
        problems.append(f"gets further diagnoses: {_listed(told - {mistake.id})}")
    return problems


def _listed(ids: set[str]) -> str:
    return ", ".join(sorted(ids))
