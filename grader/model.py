"""The vocabulary of the house: frozen records and closed sets that every room shares.

Nothing here reads, writes, runs or imports anything of ours. A record holds plain values only, so that it can be
written as JSON by one room and read by another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

SCHEMA_VERSION = 1


class Fault(Enum):
    """Whose mistake it is that a check has no result. Only the first may touch a score."""

    STUDENT = "student"
    COURSE = "course"
    SERVICE = "service"


class CheckStatus(Enum):
    """What became of one check."""

    PASSED = "passed"
    FAILED = "failed"
    #: The check itself raised: the course's fault, the points are pending.
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    #: Could not run because of another check or because a name is missing; the message says which.
    SKIPPED = "skipped"
    #: Waits for a person.
    PENDING = "pending"


class ExerciseStatus(Enum):
    """What became of one exercise."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    PENDING = "pending"
    #: The submission does not define what the exercise asks for.
    MISSING = "missing"


class ReportStatus(Enum):
    """Whether the submission could be run at all."""

    GRADED = "graded"
    FAILED = "failed"


class ErrorKind(Enum):
    """Why a submission, or a part of it, could not be run."""

    SYNTAX = "syntax"
    IMPORT = "import"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    EMPTY = "empty"
    FORMAT = "format"
    #: A fault of the service. Never a grade.
    INTERNAL = "internal"


class Audience(Enum):
    """Who reads a report."""

    STAFF = "staff"
    STUDENT = "student"


class SubmissionFormat(Enum):
    """How a submission was handed in."""

    PY = "py"
    IPYNB = "ipynb"
    JUPYTEXT = "jupytext"
    ZIP = "zip"
    DIR = "dir"


class CellKind(Enum):
    """What a cell holds."""

    CODE = "code"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One piece of a submission, in the order in which it runs."""

    kind: CellKind
    #: The text, with magics and shell lines already neutralised line for line, so that line numbers stay true.
    source: str
    #: What a person calls the place: "cell 3" (counted from 1 over all cells), or the file's name for a module.
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedFile:
    """A file that lies beside the code when it runs: a module to import, a data file."""

    #: Relative, with forward slashes, without "..".
    path: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one student handed in: read and bounded, nothing of it run."""

    id: str
    format: SubmissionFormat
    #: The names of the files that were handed in.
    files: tuple[str, ...]
    #: Of the content, hex.
    sha256: str
    cells: tuple[Cell, ...]
    attachments: tuple[SubmittedFile, ...] = ()
    #: Parts that were left out because Python cannot read them; everything else is in the cells.
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a submission could not be run, or which part of it could not."""

    kind: ErrorKind
    #: For the student: what happened, where, and what to do next.
    message: str
    #: "cell 3, line 7" or "submit.py, line 7".
    location: str | None = None
    #: The names that are missing because of it. Not part of a report.
    defines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one submission may use. Units are in the names."""

    #: Running the submission's own statements, wall clock and CPU each.
    run_s: float = 60.0
    #: One call of a student's function, wall clock and CPU each.
    call_s: float = 10.0
    #: Everything that is run for one submission together.
    total_s: float = 300.0
    memory_mib: int = 2048
    #: Files that the submission may write.
    disk_mib: int = 64
    #: Threads of the student's process.
    threads: int = 64
    #: What is kept of stdout and of stderr, each.
    output_kib: int = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAnswer:
    """Where an answer in prose is found: in a markdown cell, or in a string of this name."""

    #: The answer is the markdown that follows the first heading which contains this text.
    heading: str
    #: The global whose string is the answer where there is no such cell.
    name: str
    #: Text of the handout that is no answer.
    placeholder: str = ""
    #: The handout's text under that heading, which is no answer either.
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseSpec:
    """One exercise as the manifest declares it."""

    id: str
    title: str
    points: float
    #: What the submission must define: name -> "function", "class", "module" (an nn.Module instance), "tensor", "any".
    requires: dict[str, str] = field(default_factory=dict)
    #: To be solved without PyTorch's automatic differentiation: runs where it is switched off.
    by_hand: bool = False
    #: Dotted names of what it is to be solved without: runs where they cannot be used.
    without: tuple[str, ...] = ()
    written: WrittenAnswer | None = None
    #: Numbers that the checks read, such as thresholds.
    settings: dict[str, float] = field(default_factory=dict)


class Disclosure(Enum):
    """When a student sees something."""

    ALWAYS = "always"
    AFTER_DUE = "after-due"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a student sees of a check. Nothing of it is a hidden input or an expected value."""

    #: What the check looks at: its title.
    name: Disclosure = Disclosure.ALWAYS
    #: What it found.
    message: Disclosure = Disclosure.ALWAYS
    #: Which mistake explains it.
    diagnosis: Disclosure = Disclosure.ALWAYS
    #: How many values are wrong, how far off.
    numbers: Disclosure = Disclosure.NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackPolicy:
    """What students see of an assignment's checks, and from when on."""

    #: Aware. Without one, what is for after it is never seen.
    due: datetime | None = None
    usual: Feedback = field(default_factory=Feedback)
    #: exercise id -> where it differs.
    exercises: dict[str, Feedback] = field(default_factory=dict)
    #: (exercise id, check id) -> where it differs.
    checks: dict[tuple[str, str], Feedback] = field(default_factory=dict)

    def of(self, exercise: str, check: str) -> Feedback:
        """What holds for one check: its own, else its exercise's, else the usual."""
        return self.checks.get((exercise, check)) or self.exercises.get(exercise) or self.usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A named mistake that explains a wrong value."""

    id: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What one check found."""

    id: str
    title: str
    status: CheckStatus
    #: Points.
    score: float
    max_score: float
    #: What a student may read.
    message: str = ""
    #: What only staff may read.
    staff_message: str | None = None
    diagnosis: tuple[Diagnosis, ...] = ()
    #: How many values are wrong, how far off: for a student where the feedback policy shows numbers.
    numbers: str | None = None
    duration_s: float = 0.0
    #: The student's prose, for a check that a person grades.
    answer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseResult:
    """What one exercise earned."""

    id: str
    title: str
    score: float
    max_score: float
    status: ExerciseStatus
    checks: tuple[CheckResult, ...]
    #: What the student's processes used for this exercise, where it was measured apart.
    resources: Resources | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The student's own output, bounded."""

    stdout: str = ""
    stderr: str = ""
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that the submission drew, small."""

    #: Where it was complete: "cell 3".
    label: str
    line: int
    #: A PNG image in base64.
    png: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What the student's processes used."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    max_rss_mb: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Where a report was made."""

    python: str
    torch: str
    grader: str
    #: "local" or "docker".
    sandbox: str
    #: What held the student's process: "landlock abi 7", "seccomp", ...
    isolation: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentInfo:
    """Which assignment a report is about."""

    name: str
    title: str
    #: Content hash of manifest, checks and reference.
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionInfo:
    """Which submission a report is about."""

    id: str
    files: tuple[str, ...]
    sha256: str
    format: SubmissionFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that is known about one graded submission."""

    assignment: AssignmentInfo
    submission: SubmissionInfo
    status: ReportStatus
    error: Problem | None
    #: Points earned so far.
    score: float
    max_score: float
    #: Points that wait for a person.
    pending: float
    seed: int
    exercises: tuple[ExerciseResult, ...]
    output: Output
    resources: Resources
    environment: Environment
    #: What the submission drew. Staff only.
    figures: tuple[Figure, ...] = ()
    #: The pytest-json-report document of the hidden checks. Staff only.
    pytest: dict[str, Any] | None = None
