"""What an assignment's misconceptions.py declares, as records of the caller's side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A solution that is the reference with parts of it replaced."""

    id: str
    #: Text of the reference -> what stands there instead.
    edits: Mapping[str, str]
    #: Statements that replace those of the reference which bind the same names.
    solution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A misconception with a solution that has it."""

    rewritten: Rewritten
    exercise: str
    message: str
    #: Further exercises that it costs by nature.
    costs: frozenset[str]

    @property
    def id(self) -> str:
        """Its id in its exercise."""
        return self.rewritten.id


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFile:
    """The whole file."""

    mistakes: tuple[Mistake, ...]
    #: Right solutions that differ from the reference.
    rewritings: tuple[Rewritten, ...]
    #: Exercises for which it can be told whether a changed solution is still right.
    probes: frozenset[str]
    #: Text of the reference -> what stands there in solutions that are only tried, so that they take less time.
    trial_edits: Mapping[str, str]


def read_catalogue(fields: Mapping[str, Any]) -> CatalogueFile:
    """The file as records, from what a session said of it when the assignment was opened."""
    return CatalogueFile(
        mistakes=tuple(
            Mistake(
                rewritten=_rewritten(each),
                exercise=each["exercise"],
                message=each["message"],
                costs=frozenset(each["costs"]),
            )
            for each in fields["misconceptions"]
        ),
        rewritings=tuple(_rewritten(each) for each in fields["rewritings"]),
        probes=frozenset(fields["probes"]),
        trial_edits=fields["trial_edits"],
    )


def _rewritten(fields: Mapping[str, Any]) -> Rewritten:
    return Rewritten(id=fields["id"], edits=fields["edits"], solution=fields["solution"])
