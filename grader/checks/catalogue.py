"""A catalogue of misconceptions beside a solution with parameters: which of them explain what a student computed.

Every misconception, and every two that can be made together, are evaluated on the inputs that the student's code had.
What gives the student's values for all of them is the explanation.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import torch
from torch import Tensor

from grader.checks.misconception import Misconception, Way

Case = TypeVar("Case")

#: Values by name. What cannot be computed in some way, because shapes do not fit, is left out.
Values = Mapping[str, Tensor]

#: How near values must come to those of a mistake, relative to the largest. Float32 rounding in a network of three small
#: layers stays below 1e-5; two mistakes of one catalogue lie further apart than 1e-2 on nearly all random inputs.
CLOSENESS = 2e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Generic[Case]):
    """What a student's code gave for one case, and what was right."""

    case: Case
    actual: Values
    expected: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    made: tuple[Misconception, ...]
    way: Way


class Catalogue(Generic[Case]):
    """Misconceptions that a solution with parameters can make.

    Args:
        solve: (case, way) -> values by name; the way's parameters are set, the others are right.
        misconceptions: the likelier first; those without ways are passed over.
    """

    def __init__(self, solve: Callable[[Case, Way], Values], misconceptions: Sequence[Misconception]) -> None:
        self._solve = solve
        self._singles = [_Candidate(made=(m,), way=way) for m in misconceptions for way in m.ways]

    def explain(self, evidence: Sequence[Evidence[Case]], name: str) -> tuple[Misconception, ...]:
        """The misconceptions that explain a wrong value; empty where none do.

        An explanation holds for every case. One that accounts for all values of the solution is preferred to one that
        accounts for the named value alone, and then a single misconception to two. Of two, those are told that show
        in the named value.
        """
        if not evidence:
            return ()
        names = tuple(evidence[0].expected)
        partial: _Candidate | None = None
        for candidate in itertools.chain(self._singles, self._pairs()):
            if self._holds(candidate, evidence, (name,)) and self._is_wrong(candidate, evidence, name):
                if self._holds(candidate, evidence, names):
                    return self._visible(candidate, evidence, name)
                partial = partial or candidate
        return self._visible(partial, evidence, name) if partial else ()

    def _pairs(self) -> Iterator[_Candidate]:
        for one, other in itertools.combinations(self._singles, 2):
            if one.made != other.made and not one.way.keys() & other.way.keys():
                yield _Candidate(made=(*one.made, *other.made), way={**one.way, **other.way})

    def _holds(self, candidate: _Candidate, evidence: Sequence[Evidence[Case]], names: Sequence[str]) -> bool:
        for item in evidence:
            values = self._solve(item.case, candidate.way)
            if not all(_is_like(item.actual.get(name), values.get(name)) for name in names):
                return False
        return True

    def _is_wrong(self, candidate: _Candidate, evidence: Sequence[Evidence[Case]], name: str) -> bool:
        """Whether the candidate's own value differs from the right one in some case, so that it explains anything."""
        return any(
            not _is_like(self._solve(item.case, candidate.way).get(name), item.expected[name]) for item in evidence
        )

    def _visible(self, found: _Candidate, evidence: Sequence[Evidence[Case]], name: str) -> tuple[Misconception, ...]:
        if len(found.made) == 1:
            return found.made
        return tuple(made for made in found.made if self._shows(made, found, evidence, name)) or found.made

    def _shows(
        self, made: Misconception, found: _Candidate, evidence: Sequence[Evidence[Case]], name: str
    ) -> bool:
        """Whether the value changes when this one of the two is not made."""
        own = next(way for way in made.ways if all(found.way.get(key) == value for key, value in way.items()))
        rest = {key: value for key, value in found.way.items() if key not in own}
        return any(
            not _is_like(self._solve(item.case, found.way).get(name), self._solve(item.case, rest).get(name))
            for item in evidence
        )


def _is_like(actual: Tensor | None, expected: Tensor | None) -> bool:
    """Whether two values are the same but for rounding and for dimensions of size 1."""
    if actual is None or expected is None:
        return False
    if _squeezed(actual) != _squeezed(expected):
        return False
    got, want = actual.detach().double().reshape(-1), expected.detach().double().reshape(-1)
    if not want.numel() or not torch.isfinite(want).all():
        return False
    return bool((got - want).abs().max() <= CLOSENESS * want.abs().max() + 1e-12)


def _squeezed(tensor: Tensor) -> tuple[int, ...]:
    return tuple(size for size in tensor.shape if size != 1)
