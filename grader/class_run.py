"""Many submissions become reports, several at once, each at its own risk."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from grader.errors import AssignmentUnusableError, NoSandboxError, UsageError
from grader.model import Report, Submission
from grader.pipeline import Request, grade_submission, info_of, not_graded, read, seed_for
from grader.report.slim import slim
from grader.report.wording import is_service_fault
from grader.result_key import Circumstances, ResultKeys, result_keys
from grader.result_store import ResultStore
from grader.sandbox.lending import LenderClosedError, SandboxLender

#: These concern every submission alike; the last one is a disk on which nothing can be written.
_END_OF_RUN = (NoSandboxError, AssignmentUnusableError, LenderClosedError, UsageError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one submission."""

    #: Slim: without messages and output.
    report: Report
    #: The report was there already.
    is_kept: bool


class ClassRun:
    """One run over a class.

    Args:
        requests: each submission with an id of its own.
        store: where reports are looked for first, and kept; None: nothing is kept.
        lender: where they are made.
        deliver: is given each whole report, in the thread that made it. What it raises ends the run.
        sandbox_identity: see `Circumstances`.
        is_forced: make every report anew.
    """

    def __init__(
        self,
        requests: Sequence[Request],
        *,
        store: ResultStore | None,
        lender: SandboxLender,
        deliver: Callable[[Report], None],
        sandbox_identity: str = "",
        is_forced: bool = False,
    ) -> None:
        self._requests = requests
        self._store = store
        self._lender = lender
        self._deliver = deliver
        self._sandbox_identity = sandbox_identity
        self._is_forced = is_forced
        self._is_stopped = False
        #: Every submission whose report was delivered.
        self.outcomes: list[Outcome] = []

    def run(self, jobs: int) -> Generator[Outcome, None, None]:
        """Each outcome when it is there. Closing the iterator, or an error, stops what is under way without a report.

        Args:
            jobs: submissions graded at once.

        Raises:
            NoSandboxError: none can be started.
            AssignmentUnusableError: the checks cannot be collected.
            Exception: whatever `deliver` raised.
        """
        pool = ThreadPoolExecutor(jobs, thread_name_prefix="grading")
        try:
            for future in as_completed([pool.submit(self._outcome, request) for request in self._requests]):
                yield future.result()
        finally:
            self._is_stopped = True
            self._lender.close()
            pool.shutdown(cancel_futures=True)

    def _outcome(self, request: Request) -> Outcome:
        if self._is_stopped:
            raise LenderClosedError
        try:
            return self._delivered(request)
        except BaseException:
            # At once: the thread that waits for this may be late.
            self._is_stopped = True
            raise

    def _delivered(self, request: Request) -> Outcome:
        try:
            report, is_kept = self._report(request)
        except _END_OF_RUN:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it is this submission's alone
            report, is_kept = _broken(request, error), False
        self._deliver(report)
        outcome = Outcome(report=slim(report), is_kept=is_kept)
        self.outcomes.append(outcome)
        return outcome

    def _report(self, request: Request) -> tuple[Report, bool]:
        submission = read(request)
        if isinstance(submission, Report):
            return submission, False
        if self._store is None:
            return self._make(request, submission), False
        keys = self._keys(request, submission)
        found = None if self._is_forced else self._store.find(keys, info_of(submission))
        if found is not None:
            return found, True
        report = self._make(request, submission)
        return report if is_service_fault(report) else self._store.keep(keys, submission, report), False

    def _make(self, request: Request, submission: Submission) -> Report:
        with self._lender.lend() as sandbox:
            report = grade_submission(request, submission, sandbox)
            sandbox.is_lost = is_service_fault(report)
        return report

    def _keys(self, request: Request, submission: Submission) -> ResultKeys:
        circumstances = Circumstances(
            assignment=request.assignment.name,
            version=request.assignment.version,
            seed=seed_for(request, submission.sha256),
            only=request.only,
            sandbox=request.sandbox,
            sandbox_identity=self._sandbox_identity,
        )
        return result_keys(submission, circumstances)


def _broken(request: Request, error: Exception) -> Report:
    """A report that says where the service itself failed: for whoever mends it, and no grade."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    message = (
        f"The grading service failed with {type(error).__name__}: {str(error)[:500]} "
        f"({where.filename}, line {where.lineno}). This is no grade: grade it again."
    )
    return not_graded(request, message)
