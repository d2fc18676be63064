"""The whole validation of one assignment."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from grader.assignment import Assignment
from grader.sandbox.session import Session
from grader.validate.bench import Bench
from grader.validate.findings import Validation
from grader.validate.leaks import examine_leaks
from grader.validate.margin import examine_margin
from grader.validate.mutation import examine_mutants
from grader.validate.policy import examine_policy
from grader.validate.right_solutions import examine_reference, examine_rewritings, examine_starter
from grader.validate.wrong_solutions import examine_misconceptions


def validate(
    assignment: Assignment,
    start: Callable[[], AbstractContextManager[Session]],
    *,
    jobs: int | None = None,
    on_graded: Callable[[], None] = lambda: None,
) -> Validation:
    """Everything that is asked of an assignment, in one sandbox.

    Args:
        assignment: which.
        start: gives a new sandbox.
        jobs: gradings at a time; by default one for each core.
        on_graded: called after each.

    Raises:
        GraderError: no sandbox, checks that cannot be used, or a solution that cannot be made from the reference.
    """
    began = time.monotonic()
    with start() as session:
        bench = Bench(session, assignment, jobs=jobs or os.cpu_count() or 1, on_graded=on_graded)
        reference, right = examine_reference(bench)
        rewritings, rewritten = examine_rewritings(bench)
        misconceptions, wrong = examine_misconceptions(bench)
        mutants, caught = examine_mutants(bench)
        sections = (
            reference,
            examine_starter(bench),
            rewritings,
            misconceptions,
            mutants,
            examine_margin([*right, *rewritten], [*(report for _, report in wrong), *caught]),
            examine_leaks(assignment, wrong),
            examine_policy(assignment, right[:1]),
        )
    return Validation(
        assignment=assignment.name, version=assignment.version, sections=sections, wall_s=time.monotonic() - began
    )
