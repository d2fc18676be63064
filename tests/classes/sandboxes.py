"""Sandboxes without processes: they judge a submission of the course in `courses` by its text."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from grader.assignment import Assignment
from grader.errors import SandboxLostError
from grader.model import Submission
from grader.sandbox.session import Session
from grader.wire import Frame

#: Student code with this in it brings the sandbox down, whenever it runs.
KILLER = "os.kill(1, 9)"
#: Student code with this in it never ends.
ENDLESS = "while True: pass"

RIGHT = {"mean": "x.mean()", "total": "return x.sum()\n"}


def _nothing(_: FakeSession) -> None:
    """No meeting: every grading goes on at once."""


class FakeSession(Session):
    """A session that answers as the real one does, from its own memory."""

    def __init__(self, *, says: str = "", meet: Callable[[FakeSession], None] = _nothing) -> None:
        """Args: says: on its way out. meet: called when a grading begins."""
        super().__init__(name="local", reader=io.BytesIO(), writer=io.BytesIO(), stop=lambda: says)
        self.isolation = ("none",)
        self.is_closed = False
        self.graded: list[str] = []
        self._says = says
        self._meet = meet
        self._gone = threading.Event()

    def open(self, assignment: Assignment, **_: Any) -> dict[str, Any]:  # noqa: ARG002  the real one collects its checks
        """Nothing has to be collected."""
        if self._gone.is_set():
            raise SandboxLostError("gone")
        return {}

    def close(self) -> str:
        """Gradings under way are lost."""
        self.is_closed = True
        self._gone.set()
        return self._says

    def lose(self) -> None:
        """What happens to a session whose processes are killed."""
        self._gone.set()

    def grade(self, assignment: Assignment, submission: Submission, *, seed: int, only: str | None) -> Iterator[Frame]:
        """A check for each exercise."""
        del seed  # nothing here is drawn
        self.graded.append(submission.id)
        self._meet(self)
        source = "\n".join(cell.source for cell in submission.cells)
        if KILLER in source:
            self._gone.set()
        if ENDLESS in source:
            self._gone.wait()
        if self._gone.is_set():
            raise SandboxLostError("a process of the sandbox ended before it had answered")
        for exercise in assignment.exercises:
            if only in {None, exercise.id}:
                fields = _check(exercise.id, exercise.points, f"{source}\n", submission)
                yield Frame(kind="check", fields=fields)
        yield Frame(kind="done", fields=_done(source))


class Sandboxes:
    """Starts sessions, and remembers them."""

    def __init__(self, *, failing: Sequence[bool] = (), **options: Any) -> None:
        """Args: failing: whether the first, the second, ... cannot be opened. options: of each session."""
        self.started: list[FakeSession] = []
        self._failing = list(failing)
        self._options = options

    def start(self) -> FakeSession:
        """One more."""
        session = FakeSession(**self._options)
        if self._failing and self._failing.pop(0):
            session.lose()
        self.started.append(session)
        return session

    @property
    def graded(self) -> list[str]:
        """The ids of what was graded, in any of them, sorted; those that were tried again more than once."""
        return sorted(name for session in self.started for name in session.graded)


def _check(exercise: str, points: float, source: str, submission: Submission) -> dict[str, Any]:
    body = source.partition(f"def {exercise}(x):")[2].partition("def ")[0]
    is_right = RIGHT[exercise] in body
    message = "Right." if is_right else f"{exercise}(x) is wrong in {submission.cells[0].label}."
    return {
        "exercise": exercise,
        "missing": not body,
        "id": "value",
        "title": f"{exercise}(x) has the right value.",
        "status": "passed" if is_right else "failed",
        "score": points if is_right else 0.0,
        "max_score": points,
        "message": message,
        "staff_message": None,
        "diagnosis": [],
        "numbers": None,
        "duration_s": 0.0123456,
        "answer": None,
    }


def _done(source: str) -> dict[str, Any]:
    return {
        "problems": [],
        "stdout": "hello\n" if "print(" in source else "",
        "stderr": "",
        "truncated": False,
        "wall_s": 0.0123456,
        "cpu_s": 0.0123456,
        "max_rss_mb": 123.456,
        "torch": "2.13.0",
        "exercises": {},
        "figures": [],
        "pytest": {"duration": 0.0123456789},
    }
