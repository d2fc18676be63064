"""What a validation found, as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.errors import GraderError


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question that was asked of the assignment."""

    #: "mutants".
    id: str
    #: The question as a claim: "Mutants of the reference are caught".
    title: str
    #: The answer in one line: "118 of 120 caught, 9 equivalent".
    summary: str
    #: What speaks against the claim; empty where it holds.
    problems: tuple[str, ...] = ()
    #: What an author may want to know although the claim holds.
    notes: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether the claim holds."""
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """Everything that was asked of one assignment."""

    assignment: str
    version: str
    sections: tuple[Section, ...]
    wall_s: float

    @property
    def holds(self) -> bool:
        """Whether every claim holds."""
        return all(section.holds for section in self.sections)


def unusable(assignment: str, error: GraderError) -> Validation:
    """What is to be said of an assignment that cannot be examined at all."""
    section = Section(
        id="usable", title="The assignment can be used", summary="nothing was graded", problems=(str(error),)
    )
    return Validation(assignment=assignment, version="", sections=(section,), wall_s=0.0)
