"""A catalogue of misconceptions beside a solution with parameters: which of them explain what a student computed.

Every misconception, and every two that can be made together, are evaluated on the inputs that the student's code had.
What gives the student's values for all of them is the explanation.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
from torch import Tensor

from grader.checks.misconception import Misconception, Way

Case = TypeVar("Case")

#: Values by name.
Values = Mapping[str, Tensor]

#: How near values must come to those of a mistake, relative to the largest. Float32 rounding in networks of a few small
#: layers stays below 1e-5; two mistakes of one catalogue lie further apart than 1e-2 on nearly all random inputs.
CLOSENESS = 2e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Generic[Case]):
    """What a student's code gave for one case, and what was right. Values that are no finite tensors are left out."""

    case: Case
    actual: Values
    expected: Values


def telling_names(evidence: Sequence[Evidence[Any]]) -> set[str]:
    """The values by which mistakes can be told apart: all that are not 0 everywhere, as much else would be."""
    return {name for item in evidence for name, value in item.actual.items() if bool(value.count_nonzero())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Misconceptions which, made together, give what the student's code gave: one or two."""

    made: tuple[Misconception, ...]
    way: Way
    #: How many of the solution's values it accounts for.
    explained: int


class Catalogue(Generic[Case]):
    """Misconceptions that a solution with parameters can make.

    Args:
        solve: (case, way) -> values by name; the way's parameters are set, the others are right. A way in which
            shapes do not fit, which PyTorch answers by a RuntimeError, has no values.
        misconceptions: the likelier first; those without ways are passed over.
        pairs: whether two of them may be made together.
    """

    def __init__(
        self, solve: Callable[[Case, Way], Values], misconceptions: Sequence[Misconception], *, pairs: bool = True
    ) -> None:
        self._solve = solve
        self._in_pairs = pairs
        self._singles = [((m,), way) for m in misconceptions for way in m.ways]

    def search(self, evidence: Sequence[Evidence[Case]]) -> dict[str, Explanation]:
        """For each wrong value the explanation of it; a value that nothing explains is left out.

        An explanation holds for every case, and says something else than what is right. One that accounts for more of
        the solution's values is preferred to one that accounts for fewer, and then a single misconception to two.
        """
        if not evidence:
            return {}
        names = tuple(evidence[0].expected)
        looked_at = [(item.case, _plain(item.actual), _plain(item.expected)) for item in evidence]
        found: dict[str, Explanation] = {}
        for made, way in itertools.chain(self._singles, self._pairs()):
            held = set(names)
            differs = set[str]()
            for case, actual, expected in looked_at:
                values = self._values(case, way)
                held = {name for name in held if _is_like(actual.get(name), values.get(name))}
                if not held:
                    break
                differs |= {name for name in held if not _is_like(values.get(name), expected[name])}
            explanation = Explanation(made=made, way=way, explained=len(held))
            for name in held & differs:
                if name not in found or explanation.explained > found[name].explained:
                    found[name] = explanation
            if len(held) == len(names) and differs:
                # No later one is simpler.
                return found
        return found

    def visible(self, found: Explanation, evidence: Sequence[Evidence[Case]], name: str) -> tuple[Misconception, ...]:
        """Those of an explanation's misconceptions that change this value; empty where it does not hold here."""
        for item in evidence:
            value = self._values(item.case, found.way).get(name)
            if not _is_like(_plain(item.actual).get(name), value):
                return ()
        if len(found.made) == 1:
            return found.made
        return tuple(made for made in found.made if self._shows(made, found.way, evidence, name)) or found.made

    def _values(self, case: Case, way: Way) -> dict[str, _Array]:
        try:
            return _plain(self._solve(case, way))
        except RuntimeError:
            # Two mistakes together may make shapes that do not fit. Nobody's code can have given that.
            return {}

    def _pairs(self) -> Iterator[tuple[tuple[Misconception, ...], Way]]:
        for (one, one_way), (other, other_way) in itertools.combinations(self._singles if self._in_pairs else (), 2):
            if one != other and not one_way.keys() & other_way.keys():
                yield (*one, *other), {**one_way, **other_way}

    def _shows(self, made: Misconception, way: Way, evidence: Sequence[Evidence[Case]], name: str) -> bool:
        """Whether the value changes when this one of the two is not made."""
        own = next(each for each in made.ways if all(way.get(key) == value for key, value in each.items()))
        rest = {key: value for key, value in way.items() if key not in own}
        return any(
            not _is_like(self._values(item.case, way).get(name), self._values(item.case, rest).get(name))
            for item in evidence
        )


_Array = npt.NDArray[np.float64]


def _plain(values: Values) -> dict[str, _Array]:
    """The values as arrays without dimensions of size 1: on numbers so few, numpy is several times as fast as torch."""
    return {name: value.detach().double().numpy().squeeze() for name, value in values.items()}


def _is_like(actual: _Array | None, expected: _Array | None) -> bool:
    """Whether two values are the same but for rounding."""
    if actual is None or expected is None or actual.shape != expected.shape or not expected.size:
        return False
    # Not a number on either side makes the comparison false.
    return bool(np.abs(actual - expected).max() <= CLOSENESS * np.abs(expected).max() + 1e-12)
