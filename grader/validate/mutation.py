"""How many mutants of the reference the checks catch."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from grader.model import Report
from grader.validate.bench import Bench, Task
from grader.validate.findings import Section
from grader.validate.mutants import Mutant, mutate
from grader.validate.mutations import shown
from grader.validate.parts import Parts, find_parts

#: The share of mutants that an assignment's checks must catch, equivalent ones aside.
LEAST_CAUGHT = 0.95


def examine_mutants(bench: Bench) -> tuple[Section, list[Report]]:
    """Whether nearly all mutants lose points; and the reports of those that did."""
    parts = find_parts(bench)
    mutants = mutate(parts)
    caught, passed = _graded(bench, mutants)
    survivors = _without_right_ones(bench, passed)
    equivalent = len(passed) - len(survivors)
    score = len(caught) / max(1, len(mutants) - equivalent)
    few = [f"{score:.1%} are caught, expected at least {LEAST_CAUGHT:.0%}"] if score < LEAST_CAUGHT else []
    failing = [
        f"{exercise}: the reference itself loses points with TRIAL_EDITS, so that its mutants say nothing"
        for exercise in parts.failing
    ]
    section = Section(
        id="mutants",
        title="Mutants of the reference are caught",
        summary=f"{len(caught)} of {len(mutants) - equivalent} caught ({score:.1%}); {equivalent} more are still right",
        problems=(*failing, *few, *(map(_told, survivors) if few else ())),
        notes=(*(f"survives: {_told(each)}" for each in survivors), *_unmissed(parts)),
        figures={
            "mutants": len(mutants),
            "caught": len(caught),
            "equivalent": equivalent,
            "survivors": len(survivors),
            "score": round(score, 4),
        },
    )
    return section, caught


def _graded(bench: Bench, mutants: Sequence[Mutant]) -> tuple[list[Report], list[Mutant]]:
    """The reports of mutants that lose points in one of their exercises, and the mutants that do in none."""
    caught: list[Report] = []
    passed = list(mutants)
    for turn in range(max((len(each.sources) for each in mutants), default=0)):
        due = [each for each in passed if turn < len(each.sources)]
        reports = bench.grade([_tasks(each)[turn] for each in due])
        lost = [report for report in reports if bench.failed(report)]
        kept = [each for each, report in zip(due, reports, strict=True) if not bench.failed(report)]
        caught += lost
        passed = [each for each in passed if turn >= len(each.sources)] + kept
    return caught, passed


def _without_right_ones(bench: Bench, passed: Sequence[Mutant]) -> list[Mutant]:
    """Those that are not right, by the probes of their exercises."""
    tasks = [task for mutant in passed for task in _tasks(mutant)]
    answers = iter(bench.are_right(tasks))
    right = [[next(answers) for _ in mutant.sources] for mutant in passed]
    return [mutant for mutant, each in zip(passed, right, strict=True) if not all(each)]


def _tasks(mutant: Mutant) -> list[Task]:
    return [Task(source=source, only=exercise) for exercise, source in mutant.sources.items()]


def _told(mutant: Mutant) -> str:
    return f"{', '.join(mutant.sources)}: {mutant.label}"


def _unmissed(parts: Parts) -> list[str]:
    """Statements that may be left out, for the author to see whether a check is missing."""
    found = [parts.body[number] for number in parts.unmissed]
    return [f"no exercise misses line {each.lineno}: `{shown(each)}`" for each in found if not _prints(each)]


def _prints(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and ast.unparse(node).startswith("print(")
