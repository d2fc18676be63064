"""Why a value is wrong: what the catalogue of misconceptions knows, else what the numbers themselves tell."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.checks.catalogue import Catalogue, Evidence
from grader.checks.misconception import Misconception, with_symptom
from grader.checks.structure import Pair, structural_facts
from grader.inside.faults import StudentFaultError
from grader.model import Diagnosis


def explain(
    catalogue: Catalogue[Any] | None,
    evidence: Sequence[Evidence[Any]],
    name: str,
    *,
    sizes: Sequence[Mapping[str, float]] = (),
) -> tuple[Diagnosis, ...]:
    """The diagnoses of a wrong value: one or two misconceptions, or one fact, or nothing.

    Args:
        catalogue: of the exercise.
        evidence: what the student's code gave for each case of a check; finite.
        name: the wrong value.
        sizes: for each case, numbers that a factor may be made of: {"N": 20}.
    """
    if catalogue is not None:
        found = catalogue.explain(evidence, name)
        if found:
            return tuple(misconception.diagnosis for misconception in found)
    given = sizes or [{}] * len(evidence)
    pairs = [
        Pair(actual=item.actual[name], expected=item.expected[name], sizes=numbers)
        for item, numbers in zip(evidence, given, strict=True)
        if name in item.actual
    ]
    return structural_facts(pairs)


@contextlib.contextmanager
def explaining(misconceptions: Sequence[Misconception]) -> Iterator[None]:
    """Errors of the student's code inside get the diagnosis whose symptom they show."""
    try:
        yield
    except StudentFaultError as fault:
        fault.diagnosis = fault.diagnosis or with_symptom(misconceptions, f"{fault.message}\n{fault.staff_message}")
        raise
