"""What is known about one assignment before anything of it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from grader.model import ExerciseSpec, FeedbackPolicy, Limits

#: What courses import without saying so.
USUAL_IMPORTS = ("matplotlib", "numpy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One assignment: what to grade, by which files, within which limits."""

    name: str
    title: str
    description: str
    directory: Path
    checks_dir: Path
    reference_path: Path
    misconceptions_path: Path | None
    #: The file whose names exist before the student's code runs.
    given_path: Path | None
    #: Its text; empty without one.
    given_source: str
    #: In the manifest's order.
    exercises: tuple[ExerciseSpec, ...]
    limits: Limits
    #: Libraries that a submission may import beside torch and the standard library.
    imports: tuple[str, ...] = USUAL_IMPORTS
    #: What students see of the checks.
    feedback: FeedbackPolicy = field(default_factory=FeedbackPolicy)
    #: The name of the assignment whose checks and reference these are; empty where they are its own.
    extends: str = ""
    #: The ids of exercises that the checks know and this assignment does not ask for.
    left_out: tuple[str, ...] = ()
    #: Content hash, 64 hex digits: the same on every machine that holds the same files. Public.
    version: str
    #: The key of the hidden inputs' seeds where no secret is configured: never printed, not derivable from `version`.
    hidden_digest: bytes = field(repr=False)

    @property
    def points(self) -> float:
        """The points of all exercises together."""
        return sum(exercise.points for exercise in self.exercises)
