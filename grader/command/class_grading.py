"""Grading a class while somebody watches, and may stop it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from grader.assignment import Assignment
from grader.class_run import ClassRun, Outcome
from grader.command.memory import return_large_blocks
from grader.command.options import Options
from grader.command.progress import show_progress
from grader.command.sandbox_choice import choose_sandbox
from grader.errors import GraderError
from grader.model import Report
from grader.pipeline import Request
from grader.result_store import ResultStore
from grader.sandbox.lending import SandboxLender
from grader.submission import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """How far a run over a class came."""

    outcomes: tuple[Outcome, ...]
    is_interrupted: bool = False
    #: What ended the run before its time, for every submission alike.
    failure: GraderError | None = None

    @property
    def reports(self) -> tuple[Report, ...]:
        """The slim reports, sorted by id."""
        reports = (outcome.report for outcome in self.outcomes)
        return tuple(sorted(reports, key=lambda report: report.submission.id))

    @property
    def kept(self) -> int:
        """How many reports were there already."""
        return sum(outcome.is_kept for outcome in self.outcomes)


def grade_members(
    options: Options,
    assignment: Assignment,
    members: Sequence[Member],
    *,
    store: ResultStore,
    deliver: Callable[[Report], None],
) -> Grading:
    """Grade them all, or as many as there is time for.

    Args:
        options: how.
        assignment: against what.
        members: whom.
        store: where reports are kept.
        deliver: is given each whole report, in the thread that made it.
    """
    return_large_blocks()
    jobs = options.jobs or len(os.sched_getaffinity(0))
    choice = choose_sandbox(options, assignment, jobs=1 if options.fresh else jobs)
    requests = [
        Request(
            path=member.path,
            assignment=assignment,
            seed=options.seed,
            only=options.only,
            secret=os.environ.get("GRADER_SECRET"),
            sandbox=choice.name,
            id=member.id,
        )
        for member in members
    ]
    with show_progress(len(members), sys.stderr, quiet=options.quiet) as progress:
        run = ClassRun(
            requests,
            store=store,
            lender=SandboxLender(choice.start, assignment, on_lost=progress.note, is_fresh=options.fresh),
            deliver=deliver,
            sandbox_identity=choice.identity,
            is_forced=options.force,
        )
        is_interrupted, failure = False, None
        try:
            with closing(run.run(jobs)) as outcomes:
                for outcome in outcomes:
                    progress.add(outcome)
        except KeyboardInterrupt:
            is_interrupted = True
        except GraderError as error:
            failure = error
    return Grading(outcomes=tuple(run.outcomes), is_interrupted=is_interrupted, failure=failure)
