"""How many mutants of the reference the checks catch."""

from __future__ import annotations

from grader.model import Report
from grader.validate.bench import Bench, Task
from grader.validate.findings import Section
from grader.validate.mutants import Mutant, mutate

#: The share of mutants that an assignment's checks must catch, equivalent ones aside.
LEAST_CAUGHT = 0.95


def examine_mutants(bench: Bench) -> tuple[Section, list[Report]]:
    """Whether nearly all mutants lose points; and the reports of those that did."""
    mutants = mutate(bench.trial, [spec for spec in bench.assignment.exercises if spec.written is None])
    reports = bench.grade([Task(source=each.source, only=each.exercise) for each in mutants])
    passed = [each for each, report in zip(mutants, reports, strict=True) if not bench.failed(report)]
    caught = [report for report in reports if bench.failed(report)]
    right = bench.are_right([Task(source=each.source, only=each.exercise) for each in passed])
    survivors = [each for each, is_right in zip(passed, right, strict=True) if not is_right]
    equivalent = len(passed) - len(survivors)
    score = len(caught) / max(1, len(mutants) - equivalent)
    few = [f"{score:.1%} are caught, expected at least {LEAST_CAUGHT:.0%}"] if score < LEAST_CAUGHT else []
    section = Section(
        id="mutants",
        title="Mutants of the reference are caught",
        summary=f"{len(caught)} of {len(mutants) - equivalent} caught ({score:.1%}); {equivalent} more are still right",
        problems=tuple([*few, *map(_told, survivors)] if few else few),
        notes=tuple(f"survives: {_told(each)}" for each in survivors),
        figures={
            "mutants": len(mutants),
            "caught": len(caught),
            "equivalent": equivalent,
            "survivors": len(survivors),
            "score": round(score, 4),
        },
    )
    return section, caught


def _told(mutant: Mutant) -> str:
    return f"{mutant.exercise}, {mutant.label}"
