"""Submissions become reports."""

from __future__ import annotations

import base64
import platform
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from grader import __version__, wire
from grader.assignment import Assignment
from grader.errors import SandboxLostError, SubmissionError
from grader.model import (
    AssignmentInfo,
    CheckResult,
    CheckStatus,
    Diagnosis,
    Environment,
    ErrorKind,
    ExerciseResult,
    ExerciseSpec,
    ExerciseStatus,
    Figure,
    Output,
    Problem,
    Report,
    ReportStatus,
    Resources,
    Submission,
    SubmissionFormat,
    SubmissionInfo,
)
from grader.sandbox.session import Session
from grader.seeds import seed_of
from grader.submission import read_submission, submission_id

#: A submission is graded again this often when the sandbox is lost under it.
ATTEMPTS = 3

#: A person decides about their points.
_UNDECIDED = (CheckStatus.PENDING, CheckStatus.ERROR)

OnCheck = Callable[[CheckResult], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to grade, and how."""

    path: Path
    assignment: Assignment
    #: None: from the submission's content.
    seed: int | None = None
    #: Grade this exercise alone.
    only: str | None = None
    #: Keys the seeds where it is set.
    secret: str | None = None
    #: Where it is meant to run, for the report of a submission that never gets there.
    sandbox: str = "local"
    #: What the report calls the submission. None: as its file or folder is called.
    id: str | None = None


def grade(request: Request, sandbox: Callable[[], Session], on_check: OnCheck = lambda _: None) -> Report:
    """The report of one submission, whatever the submission is.

    Args:
        request: what to grade.
        sandbox: gives a session in which the assignment is open; called again when one is lost.
        on_check: called for each check as it ends.

    Raises:
        SubmissionNotFoundError: there is no such file.
        NoSandboxError, AssignmentUnusableError: from `sandbox`.
    """
    submission = read(request)
    return submission if isinstance(submission, Report) else grade_submission(request, submission, sandbox, on_check)


def read(request: Request) -> Submission | Report:
    """The submission, or the report that says why it cannot be read.

    Raises:
        SubmissionNotFoundError: there is no such file.
    """
    try:
        submission = read_submission(request.path)
    except SubmissionError as error:
        return _failed(request, error)
    return replace(submission, id=request.id or submission.id)


def grade_submission(
    request: Request, submission: Submission, sandbox: Callable[[], Session], on_check: OnCheck = lambda _: None
) -> Report:
    """The report of a submission that has been read; see `grade`."""
    trouble = ""
    for _ in range(ATTEMPTS):
        try:
            return _grade_in(sandbox(), request, submission, on_check)
        except (SandboxLostError, wire.WireError) as error:
            trouble = str(error)
    message = f"The grading service broke {ATTEMPTS} times ({trouble}). This is no grade: grade it again."
    problem = Problem(kind=ErrorKind.INTERNAL, message=message)
    return _not_run(request, info_of(submission), seed_for(request, submission.sha256), problem)


def not_graded(request: Request, message: str) -> Report:
    """The report that the service failed before anything could be told of the submission. It is no grade."""
    info = SubmissionInfo(id=request.id or submission_id(request.path), files=(), sha256="", format=SubmissionFormat.PY)
    return _not_run(request, info, request.seed or 0, Problem(kind=ErrorKind.INTERNAL, message=message))


def info_of(submission: Submission) -> SubmissionInfo:
    """What a report says of the submission itself."""
    return SubmissionInfo(id=submission.id, files=submission.files, sha256=submission.sha256, format=submission.format)


def seed_for(request: Request, sha256: str) -> int:
    """The seed of the hidden inputs for a submission of this content."""
    return request.seed if request.seed is not None else seed_of(request.assignment, sha256, request.secret)


def _failed(request: Request, error: SubmissionError) -> Report:
    info = SubmissionInfo(id=request.id or error.id, files=error.files, sha256=error.sha256, format=error.format)
    return _not_run(request, info, seed_for(request, error.sha256), error.problem)


def _grade_in(session: Session, request: Request, submission: Submission, on_check: OnCheck) -> Report:
    seed = seed_for(request, submission.sha256)
    checks: dict[str, list[CheckResult]] = {}
    missing: set[str] = set()
    done: dict[str, Any] = {}
    for frame in session.grade(request.assignment, submission, seed=seed, only=request.only):
        if frame.kind == "check":
            check = _check(frame.fields)
            checks.setdefault(frame.fields["exercise"], []).append(check)
            if frame.fields["missing"]:
                missing.add(frame.fields["exercise"])
            on_check(check)
        else:
            done = frame.fields
    exercises = tuple(
        replace(
            _exercise(spec, tuple(checks.get(spec.id, ())), missing=spec.id in missing),
            resources=_resources(done["exercises"].get(spec.id)),
        )
        for spec in _specs(request)
    )
    blank = _blank(request, info_of(submission), seed)
    return replace(
        blank,
        error=_problem(submission, done["problems"]),
        score=sum(exercise.score for exercise in exercises),
        pending=sum(check.max_score for e in exercises for check in e.checks if check.status in _UNDECIDED),
        exercises=exercises,
        output=Output(stdout=done["stdout"], stderr=done["stderr"], truncated=done["truncated"]),
        resources=_resources(done) or Resources(),
        environment=replace(
            blank.environment,
            python=session.python or blank.environment.python,
            torch=done["torch"],
            sandbox=session.name,
            isolation=session.isolation,
        ),
        figures=tuple(
            Figure(label=f["label"], line=f["line"], png=base64.b64encode(f["png"]).decode()) for f in done["figures"]
        ),
        pytest=done["pytest"],
    )


def _resources(fields: dict[str, Any] | None) -> Resources | None:
    if fields is None:
        return None
    return Resources(wall_s=fields["wall_s"], cpu_s=fields["cpu_s"], max_rss_mb=fields["max_rss_mb"])


def _check(fields: dict[str, Any]) -> CheckResult:
    return CheckResult(
        id=fields["id"],
        title=fields["title"],
        status=CheckStatus(fields["status"]),
        score=fields["score"],
        max_score=fields["max_score"],
        message=fields["message"],
        staff_message=fields["staff_message"],
        diagnosis=tuple(Diagnosis(id=d["id"], message=d["message"]) for d in fields["diagnosis"]),
        numbers=fields["numbers"],
        duration_s=fields["duration_s"],
        answer=fields["answer"],
    )


def _exercise(spec: ExerciseSpec, checks: tuple[CheckResult, ...], *, missing: bool) -> ExerciseResult:
    score = sum(check.score for check in checks)
    return ExerciseResult(
        id=spec.id,
        title=spec.title,
        score=score,
        max_score=spec.points,
        status=_status(spec, checks, score, missing=missing),
        checks=checks,
    )


def _status(spec: ExerciseSpec, checks: tuple[CheckResult, ...], score: float, *, missing: bool) -> ExerciseStatus:
    if missing:
        return ExerciseStatus.MISSING
    if any(check.status in _UNDECIDED for check in checks):
        return ExerciseStatus.PENDING
    if score >= spec.points:
        return ExerciseStatus.PASSED
    return ExerciseStatus.PARTIAL if score > 0 else ExerciseStatus.FAILED


#: How the kinds of a statement's failure inside are called in a report. A plain exception is told by its exercise.
_KINDS = {
    "memory": ErrorKind.MEMORY,
    "timeout": ErrorKind.TIMEOUT,
    "crash": ErrorKind.CRASH,
    "syntax": ErrorKind.SYNTAX,
    "import": ErrorKind.IMPORT,
}


def _problem(submission: Submission, problems: list[dict[str, Any]]) -> Problem | None:
    """The worst thing that hit a part of the submission; None where nothing did."""
    for problem in problems:
        kind = _KINDS.get(problem["kind"])
        if kind in (ErrorKind.MEMORY, ErrorKind.TIMEOUT, ErrorKind.CRASH):
            return _located(kind, problem)
    if submission.problems:
        return submission.problems[0]
    for problem in problems:
        if problem["kind"] in _KINDS:
            return _located(_KINDS[problem["kind"]], problem)
    return None


def _located(kind: ErrorKind, problem: dict[str, Any]) -> Problem:
    message = problem["message"]
    end = "" if message.endswith((".", "?", "!")) else "."
    return Problem(
        kind=kind,
        message=f"{message[:1].upper()}{message[1:]}{end} What it defines is missing; the rest was graded.",
        location=f"{problem['label']}, line {problem['line']}",
    )


def _blank(request: Request, info: SubmissionInfo, seed: int) -> Report:
    """A report in which nothing has been earned yet."""
    assignment = request.assignment
    return Report(
        assignment=AssignmentInfo(name=assignment.name, title=assignment.title, version=assignment.version),
        submission=info,
        status=ReportStatus.GRADED,
        error=None,
        score=0.0,
        max_score=sum(spec.points for spec in _specs(request)),
        pending=0.0,
        seed=seed,
        exercises=(),
        output=Output(),
        resources=Resources(),
        environment=Environment(
            python=platform.python_version(),
            torch=_torch_version(),
            grader=__version__,
            sandbox=request.sandbox,
            isolation=(),
        ),
    )


@cache
def _torch_version() -> str:
    """Of the torch that is installed here; a sandbox says its own."""
    return metadata.version("torch")


def _not_run(request: Request, info: SubmissionInfo, seed: int, problem: Problem) -> Report:
    """The report of a submission of which nothing ran: every exercise is missing; or no grade at all, all are open."""
    ours = problem.kind is ErrorKind.INTERNAL
    exercises = (_exercise(spec, (), missing=not ours) for spec in _specs(request))
    blank = _blank(request, info, seed)
    return replace(
        blank,
        status=ReportStatus.FAILED,
        error=problem,
        pending=blank.max_score if ours else 0.0,
        exercises=tuple(replace(e, status=ExerciseStatus.PENDING) if ours else e for e in exercises),
    )


def _specs(request: Request) -> tuple[ExerciseSpec, ...]:
    return tuple(spec for spec in request.assignment.exercises if request.only in {None, spec.id})
