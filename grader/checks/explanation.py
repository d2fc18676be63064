"""Why a value is wrong: what the catalogue of misconceptions knows, else what the numbers themselves tell."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Generic

from grader.checks.catalogue import Case, Catalogue, Evidence, Explanation, telling_names
from grader.checks.misconception import Misconception, with_symptom
from grader.checks.structure import Pair, structural_facts
from grader.inside.faults import StudentFaultError
from grader.model import Diagnosis


def explain(
    catalogue: Catalogue[Case],
    evidence: Sequence[Evidence[Case]],
    name: str,
    *,
    sizes: Sequence[Mapping[str, float]] = (),
    whole: bool = False,
) -> tuple[Diagnosis, ...]:
    """The diagnoses of a wrong value, where one check looks at it; see `Explainer`, which serves several."""
    return Explainer(catalogue, whole=whole).explain(evidence, name, sizes=sizes)


class Explainer(Generic[Case]):
    """Explains wrong values of one submission's solution of one exercise. The catalogue is searched once."""

    def __init__(self, catalogue: Catalogue[Case], *, whole: bool = False) -> None:
        """Args: whole: only what accounts for all values of a solution counts, where single ones are few numbers."""
        self._catalogue = catalogue
        self._whole = whole
        self._found: dict[str, Explanation] | None = None

    def explain(
        self, evidence: Sequence[Evidence[Case]], name: str, *, sizes: Sequence[Mapping[str, float]] = ()
    ) -> tuple[Diagnosis, ...]:
        """The diagnoses of a wrong value: one or two misconceptions, or one fact, or nothing.

        Args:
            evidence: what the student's code gave for each case of a check.
            name: the wrong value.
            sizes: for each case, numbers that a factor may be made of: {"N": 20}.
        """
        made = self._made(evidence, name)
        if made or self._whole:
            return tuple(misconception.diagnosis for misconception in made)
        pairs = [
            Pair(actual=item.actual[name], expected=item.expected[name], sizes=numbers)
            for item, numbers in zip(evidence, sizes or [{}] * len(evidence), strict=True)
            if name in item.actual
        ]
        return structural_facts(pairs)

    def _made(self, evidence: Sequence[Evidence[Case]], name: str) -> tuple[Misconception, ...]:
        # Zeros tell nothing by themselves, but may agree with what is known; as one value of a whole they tell enough.
        if not self._whole and name not in telling_names(evidence):
            known = (self._found or {}).get(name)
            return self._catalogue.visible(known, evidence, name) if known else ()
        is_first = self._found is None
        if self._found is None:
            self._found = self._search(evidence)
        if name not in self._found:
            return ()
        made = self._catalogue.visible(self._found[name], evidence, name)
        if made or is_first:
            return made
        # This check has cases in which a further mistake shows.
        found = self._search(evidence)
        return self._catalogue.visible(found[name], evidence, name) if name in found else ()

    def _search(self, evidence: Sequence[Evidence[Case]]) -> dict[str, Explanation]:
        found = self._catalogue.search(evidence)
        least = len(evidence[0].expected) if self._whole and evidence else 0
        return {name: explanation for name, explanation in found.items() if explanation.explained >= least}


@contextlib.contextmanager
def explaining(misconceptions: Sequence[Misconception]) -> Iterator[None]:
    """Errors of the student's code inside get the diagnosis whose symptom they show."""
    try:
        yield
    except StudentFaultError as fault:
        fault.diagnosis = fault.diagnosis or with_symptom(misconceptions, f"{fault.message}\n{fault.staff_message}")
        raise
