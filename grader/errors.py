"""Every error that a person can meet. Each carries its facts, and its text says what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.model import Problem, SubmissionFormat


class GraderError(Exception):
    """The base of the house's own errors: the text is fit for a person."""


class UnknownAssignmentError(GraderError):
    """No assignment of this name where assignments are looked for."""

    def __init__(self, name: str, *, near: Sequence[str], searched: Sequence[Path]) -> None:
        self.name = name
        self.near = tuple(near)
        self.searched = tuple(searched)
        super().__init__(self._text())

    def _text(self) -> str:
        near = f" Did you mean {' or '.join(self.near)}?" if self.near else ""
        places = "".join(f"\n  {place}" for place in self.searched) or "\n  (nowhere: the search path is empty)"
        return (
            f"There is no assignment {self.name[:80]!r}.{near}\nLooked in:{places}\n"
            "`grader assignments` lists what there is. An assignment elsewhere is given as a path (./hw9), or its "
            "folder's parent is added to GRADER_ASSIGNMENTS."
        )


class AssignmentError(GraderError):
    """An assignment that cannot be used: all of its mistakes at once."""

    def __init__(self, name: str, directory: Path, mistakes: Sequence[AssignmentMistake]) -> None:
        self.name = name
        self.directory = directory
        self.mistakes = tuple(mistakes)
        count = "a mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        lines = "".join(f"\n  {mistake}" for mistake in self.mistakes)
        super().__init__(f"The assignment {name!r} has {count} ({directory}):{lines}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentMistake:
    """One mistake of an assignment's author."""

    #: Relative to the assignment's folder.
    file: str
    #: Counted from 1.
    line: int | None = None
    #: Dotted, such as "exercises.backprop.points"; empty where it is the whole file.
    key: str = ""
    #: What was expected against what is there, and what to do.
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class SubmissionNotFoundError(GraderError):
    """No file or folder of this name: a mistake in the command, so no report is written."""

    def __init__(self, path: Path, *, near: Sequence[str]) -> None:
        self.path = path
        self.near = tuple(near)
        hint = f" Did you mean {' or '.join(self.near)}?" if self.near else ""
        super().__init__(f"There is no file or folder {str(path)[-200:]!r}.{hint}")


class SubmissionError(GraderError):
    """A submission of which nothing can be run. A report of status "failed" still gets written from these facts."""

    def __init__(self, problem: Problem, handed_in: HandedIn) -> None:
        self.problem = problem
        self.id = handed_in.id
        self.files = handed_in.files
        self.format = handed_in.format
        #: Of the content, hex; empty where the content could not be read, or was too large to be read.
        self.sha256 = handed_in.sha256
        super().__init__(problem.message)


class ClassError(GraderError):
    """A folder or an archive that cannot be taken as a class of submissions: a mistake in the command."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(f"{str(path)[-200:]} cannot be graded as a class: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What is known about a submission before it is read."""

    id: str
    files: tuple[str, ...]
    format: SubmissionFormat
    sha256: str = ""


class NoSandboxError(GraderError):
    """This machine cannot hold a submission, so none is run."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        lines = "".join(f"\n  {reason}" for reason in self.reasons)
        super().__init__(
            f"No sandbox is available here, and a submission is never run without one:{lines}\n"
            "`grader doctor` says what this machine can isolate and how to mend it."
        )


class EngineError(NoSandboxError):
    """The container engine cannot do what is asked of it; the text ends with what mends it."""

    def __init__(self, problem: str, *, mend: str) -> None:
        super().__init__([problem])
        self.problem = problem
        self.mend = mend

    def __str__(self) -> str:
        """What is wrong, and below it what to do."""
        return f"{self.problem}\n{self.mend}"


class SandboxLostError(GraderError):
    """The sandbox ended or did not answer: a fault of the service, never of a student. To be tried again."""


class AssignmentUnusableError(GraderError):
    """An assignment whose checks or reference cannot be loaded: its author has to mend it."""

    def __init__(self, name: str, errors: Sequence[str]) -> None:
        self.name = name
        self.errors = tuple(errors)
        lines = "".join("\n  " + error.replace("\n", "\n  ") for error in self.errors)
        super().__init__(f"The checks of the assignment {name!r} cannot be used:{lines}")


class UsageError(GraderError):
    """A command that cannot be carried out as it was given."""
