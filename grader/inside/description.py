"""The assignment as the caller describes it to a checker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.model import ExerciseSpec, Limits, WrittenAnswer

#: What stands in the place of an assignment's checks to tell of a changed reference whether it is still right.
_PROBING = Path(__file__).parents[1] / "checks" / "probing"


class Description:
    """The assignment as the caller sent it."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.directory = Path(fields["directory"])
        self.checks = _PROBING if fields["probing"] else Path(fields["checks"])
        #: Where pytest's collection begins. Above it the checker may read nothing.
        self.root = _PROBING if fields["probing"] else self.directory
        self.reference = Path(fields["reference"])
        self.given_path = Path(fields["given_path"]) if fields["given_path"] else None
        self.given = str(fields["given"])
        self.limits = Limits(**fields["limits"])
        #: Exercises of the checks that are not asked for.
        self.left_out = frozenset(map(str, fields["left_out"]))
        #: Libraries that a submission may import.
        self.imports = tuple(map(str, fields["imports"]))
        self.exercises = tuple(_exercise(dict(spec)) for spec in fields["exercises"])

    @property
    def folders(self) -> list[Path]:
        """What the checker has to read."""
        return [self.directory, self.reference]


def _exercise(spec: dict[str, Any]) -> ExerciseSpec:
    written_spec = spec.pop("written")
    return ExerciseSpec(**spec, written=WrittenAnswer(**written_spec) if written_spec else None)
