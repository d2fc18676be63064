"""Which sandbox the submissions run in."""

from __future__ import annotations

import sys

from grader.assignment import Assignment
from grader.command.options import Options
from grader.sandbox.choice import SandboxChoice, SandboxWish, choose

__all__ = ["SandboxChoice", "choose_sandbox"]


def choose_sandbox(options: Options, assignment: Assignment, *, jobs: int = 1) -> SandboxChoice:
    """The sandbox that the options ask for; nothing is started yet.

    Raises:
        UsageError: the options contradict each other.
        EngineError: a container was asked for, and there is no engine or no image.
    """
    wish = SandboxWish(name=options.sandbox, runtime=options.runtime, jobs=jobs, spare=options.spare)
    return choose(wish, assignment, on_note=lambda note: _say(note, quiet=options.quiet))


def _say(note: str, *, quiet: bool) -> None:
    if not quiet:
        sys.stderr.write(f"{note}\n")
