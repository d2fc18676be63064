"""The checker's side of a student's process: starting it, asking it, and saying how it ended.

A check sees a `SubmissionProxy`, whose attributes are the student's. Everything that comes back is checked to be what
it claims to be; a process that dies or does not answer costs the check that was asking, and the next one gets a new
process.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch

from grader import wire
from grader.inside.forkserver import send_request
from grader.inside.values import from_wire, to_wire
from grader.model import CheckStatus, Limits

#: What a process gets beyond its own limit before it is stopped from outside.
PATIENCE_S = 2.0
#: A process that the kernel has been told to kill is gone by then.
_REAP_S = 10.0
#: A process is forked, jailed and ready by then.
START_LIMIT_S = 60.0
#: Statements of one submission that may each kill the process before it is given up.
MAX_KILLED_STATEMENTS = 5


class StudentFaultError(Exception):
    """The student's code did not give a value: it raised, died, or took too much. Costs the check that asked."""

    def __init__(self, message: str, *, status: CheckStatus = CheckStatus.FAILED, staff_message: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.staff_message = staff_message


class ServiceFaultError(Exception):
    """No process could be had. Never the student's fault."""


@dataclass(slots=True)
class Used:
    """What the student's processes used, summed over all of them."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    max_rss_mb: float = 0.0


@dataclass(slots=True)
class Output:
    """What a process wrote, as far as it is kept."""

    limit_bytes: int
    text: bytearray = field(default_factory=bytearray)
    truncated: bool = False

    def drain(self, descriptor: int) -> bool:
        """Take what there is; whether there may be more later."""
        try:
            piece = os.read(descriptor, 65_536)
        except BlockingIOError:
            return True
        except OSError:
            return False
        room = self.limit_bytes - len(self.text)
        self.text += piece[:room]
        self.truncated = self.truncated or len(piece) > room
        return bool(piece)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a process runs: everything that is the student's, and the given names."""

    given: str
    cells: tuple[dict[str, str], ...]
    files: tuple[dict[str, Any], ...]
    watch: tuple[str, ...]
    seed: int


class StudentProcess:
    """One run of a submission in a process of its own, made again when it dies."""

    def __init__(
        self, *, ask: socket.socket, source: Source, limits: Limits, by_hand: bool, used: Used, on_wait: int | None
    ) -> None:
        self._ask = ask
        self._source = source
        self._limits = limits
        self._by_hand = by_hand
        self._used = used
        self._caller = on_wait
        self._skip: list[int] = []
        self._channel: wire.Channel | None = None
        self._status: socket.socket | None = None
        self._generation = 0
        self._gave_up: StudentFaultError | None = None
        self.stdout = Output(limits.output_kib * 1024)
        self.stderr = Output(limits.output_kib * 1024)
        #: name -> kind of everything that the submission defines.
        self.names: dict[str, str] = {}
        #: Statements that failed: label, line, defines, kind, type, message.
        self.problems: list[dict[str, Any]] = []

    @property
    def generation(self) -> int:
        """Counts the processes: what a handle of an earlier one meant is lost."""
        return self._generation

    def request(self, kind: str, *, limit_s: float, what: str, **fields: Any) -> dict[str, Any]:
        """The process's answer.

        Args:
            limit_s: what the request may take, wall clock.
            what: how a message calls it: "forward(x)".

        Raises:
            StudentFaultError: the process died, or its answer is none.
        """
        channel = self.ready()
        return self._exchange(channel, kind, limit_s=limit_s, what=what, **fields)

    def ready(self) -> wire.Channel:
        """A channel to a process that has run the submission.

        Raises:
            StudentFaultError: the submission kills every process that runs it.
        """
        if self._gave_up:
            raise self._gave_up
        while self._channel is None:
            self._start()
            self._run()
        return self._channel

    def close(self) -> None:
        """Stop the process."""
        if self._channel is not None:
            self._end()

    def _start(self) -> None:
        left_s = self._limits.total_s - self._used.cpu_s
        if left_s <= 0:
            self._give_up(f"the submission used up its {self._limits.total_s:g} s in all", CheckStatus.TIMEOUT)
        ours, theirs = socket.socketpair()
        status, their_status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        out, their_out = os.pipe()
        err, their_err = os.pipe()
        send_request(
            self._ask,
            [theirs.fileno(), their_out, their_err, their_status.fileno()],
            child="student",
            by_hand=self._by_hand,
            memory_mib=self._limits.memory_mib,
            disk_mib=self._limits.disk_mib,
            threads=self._limits.threads,
            cpu_s=left_s,
        )
        for descriptor in (their_out, their_err):
            os.close(descriptor)
        theirs.close()
        their_status.close()
        # The first run's output is the submission's; a later one would only say it again.
        first = self._generation == 0
        self._generation += 1
        self._channel = wire.Channel(ours)
        self._status = status
        self._readers: list[int] = [out, err]
        for descriptor, output in ((out, self.stdout), (err, self.stderr)):
            os.set_blocking(descriptor, False)
            self._channel.watch(descriptor, _drainer(descriptor, output if first else Output(0)))
        if self._caller is not None:
            self._channel.watch(self._caller, _stop_when_the_caller_goes)
        try:
            self._channel.receive(deadline=time.monotonic() + START_LIMIT_S)
        except wire.WireError as error:
            fault = self._end(error, what="the process")
            msg = f"a process for the submission could not be started: {fault.message}; {bytes(self.stderr.text)[-2000:]!r}"
            raise ServiceFaultError(msg) from error

    def _run(self) -> None:
        """Run the submission; when a statement kills the process, the next process leaves it out."""
        assert self._channel is not None  # noqa: S101
        self._channel_send(
            "run",
            given=self._source.given,
            cells=list(self._source.cells),
            files=list(self._source.files),
            skip=self._skip,
            watch=list(self._source.watch),
            run_s=self._limits.run_s,
            seed=self._source.seed,
        )
        deadline = time.monotonic() + self._limits.run_s + 6 * PATIENCE_S
        started = time.monotonic()
        running: dict[str, Any] = {}
        while True:
            try:
                frame = self._channel.receive(deadline=deadline)
                if frame.kind == "running":
                    running = _checked_running(frame.fields)
                    continue
                names, problems = _checked_names(frame.fields)
            except (wire.WireError, _LieError) as error:
                self._used.wall_s += time.monotonic() - started
                self._lost_while_running(running, error)
                return
            self._used.wall_s += time.monotonic() - started
            self.names = names
            self.problems = [*(p for p in self.problems if p.get("killed")), *problems]
            return

    def _lost_while_running(self, running: dict[str, Any], error: Exception) -> None:
        fault = self._end(error, what="the submission")
        if not running or len(self._skip) >= MAX_KILLED_STATEMENTS:
            self._give_up(fault.message, fault.status)
        self._skip.append(running["index"])
        kind = fault.status.value if fault.status is not CheckStatus.FAILED else "crash"
        self.problems.append({**running, "kind": kind, "type": "", "message": fault.message, "killed": True})

    def _give_up(self, message: str, status: CheckStatus) -> None:
        self._gave_up = StudentFaultError(message, status=status)
        raise self._gave_up

    def _channel_send(self, kind: str, **fields: Any) -> None:
        assert self._channel is not None  # noqa: S101
        # A process that is already dead is noticed where its answer is awaited.
        with contextlib.suppress(wire.ClosedError):
            self._channel.send(kind, **fields)

    def _exchange(self, channel: wire.Channel, kind: str, *, limit_s: float, what: str, **fields: Any) -> dict[str, Any]:
        started = time.monotonic()
        self._channel_send(kind, **fields)
        try:
            frame = channel.receive(deadline=started + limit_s + PATIENCE_S)
            if frame.kind != "answer":
                msg = f"a {frame.kind[:20]!r} frame where an answer was due"
                raise wire.BadFrameError(msg)
        except wire.WireError as error:
            raise self._end(error, what=what, limit_s=limit_s) from None
        finally:
            self._used.wall_s += time.monotonic() - started
        return frame.fields

    def _end(self, error: Exception | None = None, *, what: str = "", limit_s: float | None = None) -> StudentFaultError:
        """Stop the process, take its figures, and say why it ended."""
        assert self._channel is not None  # noqa: S101
        assert self._status is not None  # noqa: S101
        deadline = time.monotonic() + _REAP_S
        if not isinstance(error, wire.ClosedError):
            with contextlib.suppress(OSError):
                self._status.send(b"stop")
        else:
            # It may have closed its end and live on.
            self._status.settimeout(PATIENCE_S)
            with contextlib.suppress(TimeoutError):
                self._status.recv(1, socket.MSG_PEEK)
            with contextlib.suppress(OSError):
                self._status.send(b"stop")
        self._status.settimeout(max(0.1, deadline - time.monotonic()))
        data = _last_word(self._status)
        for descriptor, output in zip(self._readers, (self.stdout, self.stderr), strict=True):
            while self._generation == 1 and output.drain(descriptor) and len(output.text) < output.limit_bytes:
                if not _readable(descriptor):
                    break
            os.close(descriptor)
        self._channel.close()
        self._status.close()
        self._channel = None
        ended = _checked_end(data)
        self._used.cpu_s += ended["cpu_s"]
        self._used.max_rss_mb = max(self._used.max_rss_mb, ended["max_rss_mb"])
        return _explain_end(ended, error, what, limit_s or self._limits.run_s, self._limits)


class _LieError(Exception):
    """What a student's process said has not the form that its answers have."""


def _drainer(descriptor: int, output: Output) -> Callable[[], bool]:
    return lambda: output.drain(descriptor)


def _stop_when_the_caller_goes() -> bool:
    os._exit(0)


def _last_word(status: socket.socket) -> bytes:
    """What the fork server says of a process that has ended; nothing where it does not say."""
    for _ in range(2):
        try:
            return status.recv(4096)
        except ConnectionResetError:
            # It closed before it had read our "stop"; what it said before that is still there.
            continue
        except TimeoutError:
            break
    return b""


def _readable(descriptor: int) -> bool:
    import select  # noqa: PLC0415

    return bool(select.select([descriptor], [], [], 0)[0])


def _checked_running(fields: dict[str, Any]) -> dict[str, Any]:
    index, label, line, defines = (fields.get(key) for key in ("index", "label", "line", "defines"))
    if type(index) is not int or type(line) is not int or not isinstance(label, str) or not isinstance(defines, list):
        raise _LieError
    return {"index": index, "label": label[:200], "line": line, "defines": [str(n)[:100] for n in defines[:50]]}


def _checked_names(fields: dict[str, Any]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    names, problems = fields.get("names"), fields.get("problems")
    if not isinstance(names, dict) or not isinstance(problems, list):
        raise _LieError
    checked = []
    for problem in problems[:200]:
        if not isinstance(problem, dict):
            raise _LieError
        checked.append(
            {
                "label": str(problem.get("label", ""))[:200],
                "line": problem.get("line") if type(problem.get("line")) is int else 0,
                "defines": [str(n)[:100] for n in problem.get("defines") or [] if isinstance(n, str)][:50],
                "kind": str(problem.get("kind", "raised"))[:20],
                "type": str(problem.get("type", ""))[:100],
                "message": str(problem.get("message", ""))[:2000],
                "text": str((problem.get("at") or {}).get("text", ""))[:200] if isinstance(problem.get("at"), dict) else "",
            }
        )
    return {str(k)[:100]: str(v)[:20] for k, v in list(names.items())[:5000]}, checked


def _checked_end(data: bytes) -> dict[str, Any]:
    """How a process ended, as the fork server says it; the fork server does not lie, but it may have died."""
    try:
        size = int.from_bytes(data[:4], "big")
        return wire.unpack(data[8 : 8 + size], b"").fields
    except wire.BadFrameError as error:
        msg = "the fork server did not say how a process ended"
        raise ServiceFaultError(msg) from error


def _explain_end(
    ended: dict[str, Any], error: Exception | None, what: str, limit_s: float, limits: Limits
) -> StudentFaultError:
    code, stopped_for = ended["exit_code"], ended["stopped_for"]
    if stopped_for == "memory":
        return StudentFaultError(f"{what} used more than {limits.memory_mib} MiB of memory", status=CheckStatus.MEMORY)
    if stopped_for == "threads":
        return StudentFaultError(f"{what} started more than {limits.threads} threads", status=CheckStatus.CRASH)
    if stopped_for == "disk":
        return StudentFaultError(f"{what} wrote more than {limits.disk_mib} MiB of files", status=CheckStatus.CRASH)
    if code == -signal.SIGXCPU:
        return StudentFaultError(
            f"{what} used up the {limits.total_s:g} s of processor time that a submission has in all",
            status=CheckStatus.TIMEOUT,
        )
    if isinstance(error, wire.DeadlineError):
        return StudentFaultError(
            f"{what} did not finish within {limit_s:g} s and was stopped. Is there an endless loop?",
            status=CheckStatus.TIMEOUT,
        )
    if isinstance(error, (wire.BadFrameError, _LieError)):
        return StudentFaultError(f"{what} disturbed the channel to the grader; it was stopped", status=CheckStatus.CRASH)
    if code < 0:
        name = signal.Signals(-code).name
        hint = " (a segmentation fault: often recursion without end)" if name == "SIGSEGV" else ""
        return StudentFaultError(f"{what} ended the Python process with {name}{hint}", status=CheckStatus.CRASH)
    return StudentFaultError(
        f"{what} ended the Python process itself (exit status {code}): leave out exit(), quit() and os._exit()",
        status=CheckStatus.CRASH,
    )


class SubmissionProxy:
    """A submission as a check sees it: its attributes are the student's names.

    `submission.forward(x)` calls the student's function in the student's process and gives its value, tensors as tensors
    of this process. `submission.given(X=..., W1=...)` is the same submission with these globals set before each call.
    """

    def __init__(self, process: StudentProcess, limits: Limits, given: dict[str, Any] | None = None, seed: int = 0) -> None:
        self._process = process
        self._limits = limits
        self._given = given or {}
        self._seed = seed

    def given(self, **names: Any) -> SubmissionProxy:
        """The same submission, with these module globals set before each call. Tensors are copies on the other side."""
        return SubmissionProxy(self._process, self._limits, {**self._given, **names}, self._seed)

    def has(self, name: str) -> bool:
        """Whether the submission defines the name."""
        self._process.ready()
        return name in self._process.names

    def kind(self, name: str) -> str | None:
        """What the name stands for: "function", "class", "module", "tensor" or "object"; None when it is missing."""
        self._process.ready()
        return self._process.names.get(name)

    def states(self, name: str) -> list[dict[str, Any]]:
        """What a watched model's parameters were after each statement that changed them: label, line, parameters."""
        answer = self._process.request("states", limit_s=self._limits.call_s, what=name, name=name)
        states = from_wire(answer.get("value"))
        if not isinstance(states, list):
            return []
        return [s for s in states if isinstance(s, dict) and isinstance(s.get("parameters"), dict)]

    def __getattr__(self, name: str) -> RemoteObject:
        if name.startswith("_"):
            raise AttributeError(name)
        self._process.ready()
        if name not in self._process.names:
            raise StudentFaultError(self.why_missing(name))
        return RemoteObject(self, [name], name, self._process.generation)

    def why_missing(self, name: str) -> str:
        """Why a name is not there, as far as is known."""
        for problem in self._process.problems:
            if name in problem["defines"]:
                return f"`{name}` is not defined, because {describe_problem(problem)}"
        near = difflib.get_close_matches(name, self._process.names, n=1, cutoff=0.75)
        hint = f" Did you mean to call `{near[0]}` so?" if near else ""
        return f"`{name}` is not defined.{hint}"

    def ask(self, kind: str, what: str, **fields: Any) -> dict[str, Any]:
        """One request, its errors turned into faults of the student's."""
        answer = self._process.request(kind, limit_s=self._limits.call_s, what=what, **fields)
        error = answer.get("error")
        if error is not None:
            raise _fault(error, what, self._limits.call_s)
        return answer

    def call(self, target: list[Any], what: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What a call gives; see RemoteObject."""
        double = any(_is_double(value) for value in (*args, *kwargs.values(), *self._given.values()))
        answer = self.ask(
            "call",
            what,
            target=target,
            args=[_outgoing(arg) for arg in args],
            kwargs={name: _outgoing(arg) for name, arg in kwargs.items()},
            given={name: _outgoing(value) for name, value in self._given.items()},
            call_s=self._limits.call_s,
            double=double,
            seed=self._seed,
        )
        return self.incoming(answer.get("value"), what)

    def incoming(self, value: Any, what: str) -> Any:
        """A wire value as a check sees it: what stayed on the other side becomes a RemoteObject."""
        if isinstance(value, wire.Opaque):
            return RemoteObject(self, [value.handle], what, self._process.generation, value)
        if isinstance(value, (list, tuple)):
            return type(value)(self.incoming(item, what) for item in value)
        if isinstance(value, dict):
            return {key: self.incoming(item, what) for key, item in value.items()}
        return from_wire(value)


class RemoteObject:
    """Something of the student's that stays in the student's process: it can be called, looked into and asked."""

    def __init__(
        self, owner: SubmissionProxy, target: list[Any], what: str, generation: int, opaque: wire.Opaque | None = None
    ) -> None:
        self._owner = owner
        self._target = target
        self._what = what
        self._generation = generation
        self._opaque = opaque

    @property
    def described(self) -> wire.Opaque | None:
        """What is known of it without asking: its type's name, its kind, why it did not cross."""
        return self._opaque

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._same_process()
        names = ", ".join([_short(arg) for arg in args] + [f"{name}=…" for name in kwargs])
        return self._owner.call(self._target, f"{self._what}({names})", args, kwargs)

    def __getattr__(self, name: str) -> RemoteObject:
        if name.startswith("_"):
            raise AttributeError(name)
        return RemoteObject(self._owner, [*self._target, name], f"{self._what}.{name}", self._generation)

    def value(self) -> Any:
        """The thing itself where it is plain data or a tensor."""
        self._same_process()
        return self._owner.incoming(self._owner.ask("get", self._what, target=self._target).get("value"), self._what)

    def parameters(self) -> dict[str, Any] | None:
        """A module's registered parameters by name, in its order; None when this is no nn.Module."""
        self._same_process()
        answer = self._owner.ask("parameters", f"{self._what}.parameters()", target=self._target)
        value = self._owner.incoming(answer.get("value"), self._what)
        return value if isinstance(value, dict) else None

    def unregistered(self) -> list[str]:
        """The attributes in which a module holds tensors or layers that its parameters() does not see."""
        self._same_process()
        answer = self._owner.ask("parameters", f"{self._what}.parameters()", target=self._target)
        return [str(name)[:100] for name in answer.get("unregistered") or []][:50]

    def load(self, parameters: dict[str, torch.Tensor]) -> None:
        """Put values into the module's parameters of these names."""
        self._same_process()
        values = {name: _outgoing(value) for name, value in parameters.items()}
        self._owner.ask("load", f"{self._what}.load_state_dict", target=self._target, parameters=values)

    def _same_process(self) -> None:
        """An object of a process that has died is gone with it."""
        if self._owner._process.generation != self._generation and isinstance(self._target[0], int):  # noqa: SLF001
            msg = f"`{self._what}` was lost when the Python process that held it ended"
            raise StudentFaultError(msg, status=CheckStatus.CRASH)


def describe_problem(problem: dict[str, Any]) -> str:
    """A failed statement in words: 'line 3 of cell 5 raised NameError: ...'."""
    place = f"{problem['label']}, line {problem['line']}"
    if problem.get("killed"):
        return f"the statement at {place} could not be run: {problem['message']}"
    if problem["kind"] == "timeout":
        return f"the statement at {place} was stopped when the time for running the submission was over"
    if problem["kind"] == "autograd":
        return f"the statement at {place} needs automatic differentiation, which is off for exercises by hand"
    return f"the statement at {place} raised {problem['type']}: {problem['message']}"


def _fault(error: Any, what: str, limit_s: float) -> StudentFaultError:
    """An error that the student's process reports, in words."""
    if not isinstance(error, dict):
        return StudentFaultError(f"{what} gave no readable answer", status=CheckStatus.CRASH)
    kind, name, message = (str(error.get(key, ""))[:2000] for key in ("kind", "type", "message"))
    at = error.get("at") if isinstance(error.get("at"), dict) else {}
    place = f" ({at['label']}, line {at['line']}: `{str(at.get('text', '')).strip()}`)" if at and at.get("label") else ""
    staff = str(error.get("traceback", ""))[:6000]
    if kind == "timeout":
        text = f"{what} did not finish within {limit_s:g} s and was stopped{place}. Is there an endless loop?"
        return StudentFaultError(text, status=CheckStatus.TIMEOUT, staff_message=staff)
    if kind == "memory":
        return StudentFaultError(
            f"{what} asked for more memory than it may have{place}: {message[:300]}", status=CheckStatus.MEMORY, staff_message=staff
        )
    if kind == "autograd":
        text = (
            f"{what} uses automatic differentiation{place}. This exercise is to be solved by hand: "
            "write the derivatives with tensor operations"
        )
        return StudentFaultError(text, staff_message=f"{name}: {message}\n{staff}")
    return StudentFaultError(f"{what} raised {name}: {message}{place}", staff_message=staff)


def _outgoing(value: Any) -> Any:
    """A check's value as it crosses; the student's own objects go back as their handles."""
    if isinstance(value, RemoteObject):
        handle = value._target[0]  # noqa: SLF001
        if isinstance(handle, int):
            return wire.Opaque(type_name="", kind="object", handle=handle)
    return to_wire(value, _refuse)


def _refuse(value: object) -> int:
    msg = f"a check cannot send a {type(value).__name__} to a student's function"
    raise TypeError(msg)


def _is_double(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.dtype == torch.float64


def _short(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return f"tensor of shape {tuple(value.shape)}"
    return repr(value)[:40] if isinstance(value, (int, float, str, bool)) else "…"
