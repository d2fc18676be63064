"""Running sandboxes, lent to many threads."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.assignment import Assignment
from grader.errors import GraderError, NoSandboxError, SandboxLostError
from grader.sandbox.session import Session

#: So many starts in a row that fail mean that none will succeed.
MAX_FAILED_STARTS = 3


class LenderClosedError(GraderError):
    """The run was stopped: nothing is lent any more."""

    def __init__(self) -> None:
        super().__init__("The run was stopped.")


class SandboxLender:
    """Sessions in which one assignment is open.

    All gradings share one session. When it is lost under one of them, it takes no new ones; what was under way is tried
    again apart, one grading after the other, so that whatever brings a sandbox down brings down nobody else's. One new
    session serves them all, and everybody after them, unless it is lost as well.
    """

    def __init__(
        self,
        start: Callable[[], Session],
        assignment: Assignment,
        *,
        on_lost: Callable[[str], None] = lambda _: None,
        is_fresh: bool = False,
    ) -> None:
        """Nothing is started yet.

        Args:
            start: a new sandbox.
            assignment: what is opened in each.
            on_lost: is told what a lost one had to say on its way out, for staff.
            is_fresh: no two gradings share a session.
        """
        self.is_fresh = is_fresh
        self._start_sandbox = start
        self._assignment = assignment
        self._on_lost = on_lost
        self._lock = threading.Lock()
        #: Held while the session for everybody is started.
        self._sharing = threading.Lock()
        #: Held by the grading that is tried again.
        self._apart = threading.Lock()
        self._shared: _Shared | None = None
        #: The session of those that are tried again, between two of them.
        self._spare: Session | None = None
        self._tried_again = 0
        self._open: set[Session] = set()
        self._failed_starts = 0
        self._closed = False

    @contextlib.contextmanager
    def lend(self) -> Iterator[Lease]:
        """For one grading: gives a session when called, and another one each time that the last was lost."""
        lease = Lease(self)
        try:
            yield lease
        finally:
            lease.give_back()

    def close(self) -> None:
        """End every sandbox. Gradings that are under way fail with `LenderClosedError`."""
        with self._lock:
            self._closed = True
            sessions = list(self._open)
        for session in sessions:
            self._end(session)

    def join(self) -> _Shared:
        """The session for everybody, with one user more."""
        self._refuse_closed()
        with self._sharing:
            with self._lock:
                shared = self._shared
            shared = shared or _Shared(session=self._start())
            with self._lock:
                self._shared = shared
                shared.users += 1
            return shared

    def leave(self, shared: _Shared, *, lost: bool) -> None:
        """One user less; a session that was lost is ended when the last one has gone."""
        with self._lock:
            shared.users -= 1
            shared.is_lost |= lost
            if lost and self._shared is shared:
                self._shared = None
            is_over = shared.is_lost and not shared.users
        if is_over:
            self._end(shared.session, tell=True)

    def wait_for_turn(self) -> None:
        """Wait until no other grading is being tried again."""
        with self._lock:
            self._tried_again += 1
        self._apart.acquire()

    def end_turn(self, session: Session | None) -> None:
        """Let the next one try again, in this session if it was not lost; after the last one it is for everybody."""
        with self._lock:
            self._tried_again -= 1
            if self._tried_again:
                self._spare, session = session, None
            elif self._shared is None and session is not None:
                self._shared, session = _Shared(session=session), None
        self._apart.release()
        if session is not None:
            self._end(session)

    def apart(self, lost: Session | None) -> Session:
        """A session for the one grading whose turn it is, in place of the one that was lost."""
        self._refuse_closed()
        if lost is not None:
            self.discard(lost)
        with self._lock:
            spare, self._spare = self._spare, None
            if spare is None and self._shared is not None and not self._shared.users:
                spare, self._shared = self._shared.session, None
        return spare or self._start()

    def discard(self, session: Session) -> None:
        """End a session that was lost, or that nobody else shall have."""
        self._end(session, tell=True)

    def _start(self) -> Session:
        """A new session.

        Raises:
            NoSandboxError: none can be started here, or the last ones all failed.
            AssignmentUnusableError: the checks cannot be collected.
            SandboxLostError: this one failed.
            LenderClosedError: nothing is lent any more.
        """
        try:
            session = self._started()
        except SandboxLostError as error:
            self._refuse_closed()
            self._failed_starts += 1
            if self._failed_starts >= MAX_FAILED_STARTS:
                reason = f"{self._failed_starts} in a row could not be started, the last one because {error}"
                raise NoSandboxError([reason]) from error
            raise
        self._failed_starts = 0
        return session

    def _started(self) -> Session:
        session = self._start_sandbox()
        with self._lock:
            self._open.add(session)
        try:
            self._refuse_closed()
            session.open(self._assignment)
        except BaseException:
            self._end(session, tell=True)
            raise
        return session

    def _end(self, session: Session, *, tell: bool = False) -> None:
        with self._lock:
            is_open = session in self._open
            self._open.discard(session)
        said = session.close() if is_open else ""
        if tell and said and not self._closed:
            self._on_lost(said)

    def _refuse_closed(self) -> None:
        if self._closed:
            raise LenderClosedError


@dataclass(slots=True, eq=False)
class _Shared:
    """The session for everybody."""

    session: Session
    users: int = 0
    is_lost: bool = False


class Lease:
    """The right of one grading to a session. Call it for one, and again when that one was lost."""

    def __init__(self, lender: SandboxLender) -> None:
        self._lender = lender
        self._shared: _Shared | None = None
        self._own: Session | None = None
        self._has_joined = False
        self._has_turn = False
        #: To be set where the last session was lost too, and none is asked for again.
        self.is_lost = False

    def __call__(self) -> Session:
        """A session in which the assignment is open.

        Raises:
            NoSandboxError: none can be started here, or the last ones all failed.
            AssignmentUnusableError: the checks cannot be collected.
            SandboxLostError: it could not be started this time.
            LenderClosedError: nothing is lent any more.
        """
        if not self._has_joined:
            self._has_joined = True
            if self._lender.is_fresh:
                self._own = self._lender.apart(None)
                return self._own
            self._shared = self._lender.join()
            return self._shared.session
        self._leave(lost=True)
        if not self._has_turn:
            self._lender.wait_for_turn()
            self._has_turn = True
        lost, self._own = self._own, None
        self._own = self._lender.apart(lost)
        return self._own

    def give_back(self) -> None:
        """End what was lent."""
        self._leave(lost=self.is_lost)
        if self._own is not None and (self.is_lost or self._lender.is_fresh):
            self._lender.discard(self._own)
            self._own = None
        if self._has_turn:
            self._lender.end_turn(self._own)

    def _leave(self, *, lost: bool) -> None:
        shared, self._shared = self._shared, None
        if shared is not None:
            self._lender.leave(shared, lost=lost)
