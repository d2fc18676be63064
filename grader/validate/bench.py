"""Sources graded as submissions, several at a time, in one running sandbox."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from grader.assignment import Assignment
from grader.errors import SandboxLostError
from grader.model import (
    Cell,
    CellKind,
    CheckResult,
    CheckStatus,
    ErrorKind,
    Report,
    Submission,
    SubmissionFormat,
)
from grader.pipeline import Request, grade_submission
from grader.sandbox.session import Session
from grader.validate.catalogue import CatalogueFile, Rewritten, read_catalogue
from grader.validate.source import rewrite

SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to grade."""

    source: str
    seed: int = SEED
    only: str | None = None


class Bench:
    """A session in which an assignment is open twice: with its checks, and with its probes in their place."""

    def __init__(self, session: Session, assignment: Assignment, *, jobs: int, on_graded: Callable[[], None]) -> None:
        self._session = session
        self._jobs = jobs
        self._on_graded = on_graded
        self.assignment = _without_other_starts(assignment)
        self.catalogue: CatalogueFile = read_catalogue(session.open(self.assignment))
        self._probing: Assignment | None = None

    @property
    def reference(self) -> str:
        """The reference's text."""
        return self.assignment.reference_path.read_text(encoding="utf-8")

    @property
    def trial(self) -> str:
        """The reference's text with the trial edits made."""
        return rewrite(self.reference, Rewritten(id="TRIAL_EDITS", edits=self.catalogue.trial_edits, solution=""))

    def grade(self, tasks: Sequence[Task]) -> list[Report]:
        """A report for each task.

        Raises:
            SandboxLostError: the sandbox did not get to the end of one.
        """
        return self._grade(tasks, self.assignment)

    def grade_submissions(self, submissions: Sequence[Submission]) -> list[Report]:
        """A report for each submission."""
        return self._all([(submission, Task(source="")) for submission in submissions], self.assignment)

    def are_right(self, tasks: Sequence[Task]) -> list[bool]:
        """Whether each source is a right solution of its task's exercise, told by the assignment's probes.

        Of an exercise without a probe nobody can tell, and the answer is no.
        """
        known = [task for task in tasks if task.only in self.catalogue.probes]
        if known and self._probing is None:
            self._probing = self._with_probes()
            self._session.open(self._probing, probing=True)
        reports = iter(self._probed(known, self._probing) if self._probing is not None else ())
        return [task.only in self.catalogue.probes and not self.failed(next(reports)) for task in tasks]

    def _probed(self, tasks: Sequence[Task], probing: Assignment) -> list[Report]:
        """What the probes say. One that was not done in time beside others is asked again alone."""
        return [
            self._grade([task], probing)[0]
            if any(c.status is CheckStatus.TIMEOUT for c in self.failed(report))
            else report
            for task, report in zip(tasks, self._grade(tasks, probing), strict=True)
        ]

    def checks(self, report: Report, exercise: str | None = None) -> list[CheckResult]:
        """The checks that the grader itself decides: all, or those of one exercise."""
        by_hand = {spec.id for spec in self.assignment.exercises if spec.written is not None}
        return [
            check
            for each in report.exercises
            if each.id not in by_hand and exercise in (None, each.id)
            for check in each.checks
        ]

    def failed(self, report: Report, exercise: str | None = None) -> list[CheckResult]:
        """Those that did not pass."""
        return [check for check in self.checks(report, exercise) if check.status is not CheckStatus.PASSED]

    def _with_probes(self) -> Assignment:
        exercises = tuple(
            replace(exercise, points=float(exercise.id in self.catalogue.probes))
            for exercise in self.assignment.exercises
        )
        version = f"{self.assignment.version}-probes"
        return replace(self.assignment, exercises=exercises, version=version)

    def _grade(self, tasks: Sequence[Task], assignment: Assignment) -> list[Report]:
        return self._all([(_submission(task.source), task) for task in tasks], assignment)

    def _all(self, pairs: Sequence[tuple[Submission, Task]], assignment: Assignment) -> list[Report]:
        with ThreadPoolExecutor(max_workers=self._jobs) as pool:
            return list(pool.map(lambda pair: self._one(pair[0], pair[1], assignment), pairs))

    def _one(self, submission: Submission, task: Task, assignment: Assignment) -> Report:
        request = Request(path=Path(submission.id), assignment=assignment, seed=task.seed, only=task.only)
        report = grade_submission(request, submission, lambda: self._session)
        if report.error is not None and report.error.kind is ErrorKind.INTERNAL:
            raise SandboxLostError(report.error.message)
        self._on_graded()
        return report


def _without_other_starts(assignment: Assignment) -> Assignment:
    """The assignment, with trainings that fall short run once: whether they were unlucky does not matter here."""
    exercises = tuple(
        replace(exercise, settings={**exercise.settings, "restarts": 0.0})
        if "restarts" in exercise.settings
        else exercise
        for exercise in assignment.exercises
    )
    return replace(assignment, exercises=exercises)


def _submission(source: str) -> Submission:
    return Submission(
        id="solution",
        format=SubmissionFormat.PY,
        files=("solution.py",),
        sha256=hashlib.sha256(source.encode()).hexdigest(),
        cells=(Cell(kind=CellKind.CODE, source=source, label="solution.py"),),
    )
