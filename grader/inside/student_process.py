"""A submission that runs in a process of its own, and runs again in a new one when that dies.

Everything that comes back is checked to be what it claims to be.
"""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grader import wire
from grader.inside import compiler_later
from grader.inside.answers import LieError, checked_names, checked_running
from grader.inside.ending import ExhaustedError, explain_end
from grader.inside.faults import StudentFaultError
from grader.inside.restrictions import Restrictions
from grader.inside.running_process import PATIENCE_S, Output, RunningProcess, Wanted
from grader.model import CheckStatus, Limits

#: Statements of one submission that may each kill the process before it is given up.
MAX_KILLED_STATEMENTS = 5
#: How often the same thing is asked for when it ends like this. More would only cost the same again.
_TRIES = {CheckStatus.TIMEOUT: 1, CheckStatus.MEMORY: 2, CheckStatus.CRASH: 2}


@dataclass(slots=True)
class Used:
    """What the student's processes used, summed over all of them."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    max_rss_mb: float = 0.0

    def minus(self, before: Used) -> Used:
        """What came to it since; the peak is the peak since the beginning."""
        return Used(self.wall_s - before.wall_s, self.cpu_s - before.cpu_s, self.max_rss_mb)

    def plus(self, more: Used) -> Used:
        """Both together."""
        return Used(self.wall_s + more.wall_s, self.cpu_s + more.cpu_s, max(self.max_rss_mb, more.max_rss_mb))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a process runs: everything that is the student's, and the given names."""

    given: str
    #: Code cells: label, source.
    cells: tuple[dict[str, str], ...]
    #: Files beside the code: path, content.
    files: tuple[dict[str, Any], ...]
    #: Names whose objects, and models whose states, are kept.
    watch: tuple[str, ...]
    seed: int
    #: Of OtherStart: empty for the submission's own.
    start: Mapping[str, Any] = field(default_factory=dict)
    #: Names whose statements Python cannot read, and where those are.
    unread: Mapping[str, str] = field(default_factory=dict)
    #: Libraries that the assignment lets it import.
    imports: tuple[str, ...] = ()

    def imported(self) -> tuple[str, ...]:
        """What of them, and of torch's own parts that take long to import, the submission mentions."""
        sources = [cell["source"] for cell in self.cells]
        compiler = (compiler_later.NAME,) if any(compiler_later.is_asked_for(source) for source in sources) else ()
        return (*(name for name in self.imports if any(name in source for source in sources)), *compiler)


class StudentProcess:
    """A submission, run; and again in a new process whenever one has died."""

    def __init__(
        self,
        *,
        ask: socket.socket,
        source: Source,
        limits: Limits,
        restrictions: Restrictions,
        used: Used,
        caller: int | None,
    ) -> None:
        self._ask = ask
        self._source = source
        self._limits = limits
        self._restrictions = restrictions
        self._used = used
        self._caller = caller
        self._process: RunningProcess | None = None
        #: Statements that killed a process: left out from then on.
        self._skip: list[int] = []
        self._killed: list[dict[str, Any]] = []
        self._gave_up: StudentFaultError | None = None
        #: What was asked for, and how it failed: with how many tries left.
        self._hopeless: dict[str, tuple[int, StudentFaultError]] = {}
        #: What running the submission took, apart from what the checks asked for.
        self.loading = Used()
        #: Counts the processes: what a handle of an earlier one meant is lost.
        self.generation = 0
        self.stdout = Output(limits.output_kib * 1024)
        self.stderr = Output(limits.output_kib * 1024)
        #: name -> kind of everything that the submission defines.
        self.names: dict[str, str] = {}
        #: Statements that failed: label, line, defines, kind, type, message.
        self.problems: list[dict[str, Any]] = []

    def request(self, kind: str, *, limit_s: float, what: str, **fields: Any) -> dict[str, Any]:
        """The process's answer to one request.

        Args:
            kind: which of the process's services.
            limit_s: what it may take, wall clock.
            what: how a message calls it: "forward(x)".
            **fields: the request's.

        Raises:
            StudentFaultError: the process died, or its answer is none.
        """
        process = self.ready()
        started = time.monotonic()
        _send(process, kind, **fields)
        try:
            frame = process.channel.receive(deadline=started + limit_s + PATIENCE_S)
            if frame.kind != "answer":
                msg = f"a {frame.kind[:20]!r} frame where an answer was due"
                raise wire.BadFrameError(msg)
        except wire.WireError as error:
            raise self._end(error, what=what, limit_s=limit_s) from None
        finally:
            self._used.wall_s += time.monotonic() - started
        if frame.fields.get("exhausted"):
            self._end(ExhaustedError(), what=what)
        return frame.fields

    def ready(self) -> RunningProcess:
        """A process that has run the submission.

        Raises:
            StudentFaultError: the submission kills every process that runs it.
            ServiceFaultError: no process can be had.
        """
        while self._process is None:
            if self._gave_up:
                raise self._gave_up
            self._start()
            self._run()
        return self._process

    @property
    def unread(self) -> Mapping[str, str]:
        """Names whose statements Python cannot read, and where those are."""
        return self._source.unread

    def refuse_hopeless(self, what: str) -> None:
        """Raise again what the same request ended with before, where trying it again would only cost the same."""
        tries, fault = self._hopeless.get(_pattern(what), (1, None))
        if fault is not None and tries <= 0:
            again = StudentFaultError(
                f"{fault.message} (seen in an earlier check; not tried again)",
                status=fault.status,
                staff_message=fault.staff_message,
            )
            raise again

    def note_fault(self, what: str, fault: StudentFaultError) -> None:
        """Remember how a request ended."""
        if fault.status in _TRIES:
            tries, _ = self._hopeless.get(_pattern(what), (_TRIES[fault.status], fault))
            self._hopeless[_pattern(what)] = (tries - 1, fault)

    def usage(self) -> Used:
        """What the process that is running now has used so far; processes that ended are in `used`."""
        now = self._process.usage() if self._process is not None else {}
        return Used(0.0, now.get("cpu_s", 0.0), now.get("max_rss_mb", 0.0))

    def from_another_start(self, start: Mapping[str, Any], *, limit_s: float) -> StudentProcess:
        """The same submission, to be run once more from another random start; what it uses is not the submission's.

        Args:
            start: of OtherStart.
            limit_s: what running it may take.
        """
        return StudentProcess(
            ask=self._ask,
            source=replace(self._source, start=start),
            limits=replace(self._limits, run_s=limit_s, total_s=max(limit_s, 1.0)),
            restrictions=self._restrictions,
            used=Used(),
            caller=self._caller,
        )

    @property
    def is_running(self) -> bool:
        """Whether there is a process that has run the submission."""
        return self._process is not None

    def close(self) -> None:
        """Stop the process."""
        if self._process is not None:
            self._end()

    def _start(self) -> None:
        left_s = self._limits.total_s - max(self._used.cpu_s, self._used.wall_s)
        if left_s <= 0:
            self._give_up(f"the submission used up the {self._limits.total_s:g} s that it has", CheckStatus.TIMEOUT)
        # The first run's output is the submission's; a later one would only say it again.
        first = self.generation == 0
        self.generation += 1
        self._process = RunningProcess(
            self._ask,
            Wanted(
                restrictions=self._restrictions,
                imports=self._source.imported(),
                limits=self._limits,
                cpu_s=left_s,
                stdout=self.stdout if first else Output(0),
                stderr=self.stderr if first else Output(0),
                caller=self._caller,
            ),
        )

    def _run(self) -> None:
        """Run the submission; when a statement kills the process, the next process leaves it out."""
        process = self._process
        assert process is not None  # noqa: S101  started just now
        started, ended_cpu_s = time.monotonic(), self._used.cpu_s
        _send(
            process,
            "run",
            given=self._source.given,
            cells=list(self._source.cells),
            files=list(self._source.files),
            skip=self._skip,
            watch=list(self._source.watch),
            run_s=self._limits.run_s,
            seed=self._source.seed,
            start=dict(self._source.start),
        )
        running: dict[str, Any] = {}
        try:
            while True:
                frame = process.channel.receive(deadline=started + self._limits.run_s + 6 * PATIENCE_S)
                if frame.fields.get("exhausted"):
                    raise ExhaustedError  # noqa: TRY301  told like the process's other ends
                if frame.kind != "running":
                    self.names, problems = checked_names(frame.fields)
                    self.problems = [*self._killed, *problems]
                    return
                running = checked_running(frame.fields)
        except (wire.WireError, LieError, ExhaustedError) as error:
            self._leave_out(running, self._end(error, what="the submission"))
        finally:
            wall_s = time.monotonic() - started
            self._used.wall_s += wall_s
            cpu_s = self.usage().cpu_s + self._used.cpu_s - ended_cpu_s
            self.loading = self.loading.plus(Used(wall_s, cpu_s))

    def _leave_out(self, running: dict[str, Any], fault: StudentFaultError) -> None:
        if not running or len(self._skip) >= MAX_KILLED_STATEMENTS:
            self._give_up(fault.message, fault.status)
        self._skip.append(running["index"])
        kind = fault.status.value if fault.status is not CheckStatus.FAILED else "crash"
        self._killed.append({**running, "kind": kind, "type": "", "message": fault.message, "killed": True})

    def _give_up(self, message: str, status: CheckStatus) -> None:
        self._gave_up = StudentFaultError(message, status=status)
        raise self._gave_up

    def _end(
        self, error: Exception | None = None, *, what: str = "", limit_s: float | None = None
    ) -> StudentFaultError:
        """Stop the process, take its figures, and say why it ended."""
        assert self._process is not None  # noqa: S101  whoever asks has one
        process, self._process = self._process, None
        ended = process.stop(error)
        self._used.cpu_s += ended["cpu_s"]
        self._used.max_rss_mb = max(self._used.max_rss_mb, ended["max_rss_mb"])
        return explain_end(ended, error, what, limit_s or self._limits.run_s, self._limits)


def _send(process: RunningProcess, kind: str, **fields: Any) -> None:
    # A process that is already dead is noticed where its answer is awaited.
    with contextlib.suppress(wire.ClosedError):
        process.channel.send(kind, **fields)


def _pattern(what: str) -> str:
    """What is called, whatever it is called with."""
    return re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\)", "()", what)
