"""One submission's grading, in a fork of the checker."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NoReturn

import pytest
import torch
from _pytest.main import pytest_runtestloop as run_collected_checks

from grader import wire
from grader.inside import written
from grader.inside.answers import checked_figures
from grader.inside.description import Description
from grader.inside.faults import ServiceFaultError, StudentFaultError
from grader.inside.meter import Meter
from grader.inside.plugin import CheckSpec, GradingPlugin, Run, mix
from grader.inside.reference_proxy import ReferenceProxy
from grader.inside.restrictions import Restrictions
from grader.inside.student_process import Source, StudentProcess, Used
from grader.inside.submission_proxy import SubmissionProxy, describe_problem
from grader.model import Cell, CellKind, CheckResult, CheckStatus, ExerciseSpec

#: What the checks may take beyond the submission's own time, before they are stopped as the course's fault.
CHECKS_PATIENCE_S = 60.0


class ChecksTookTooLongError(Exception):
    """The hidden checks themselves did not end."""


class Grading:
    """One submission's grading, in a process of its own."""

    def __init__(
        self,
        assignment: Description,
        plugin: GradingPlugin,
        session: pytest.Session,
        reference: ReferenceProxy | None,
        asking: socket.socket,
        descriptor: int,
    ) -> None:
        assert reference is not None  # noqa: S101  loaded before the checks were collected
        self._assignment = assignment
        self._plugin = plugin
        self._session = session
        self._reference = reference
        self._asking = asking
        self._descriptor = descriptor
        self._channel = wire.Channel(socket.socket(fileno=descriptor))
        self._used = Used()
        self._processes: dict[Restrictions, StudentProcess] = {}
        self._meter = Meter(self._used, self._processes)

    def run(self) -> NoReturn:
        """Grade what the caller sends, report every check as it ends, and leave."""
        job = self._channel.receive().fields
        self._cells = tuple(
            Cell(kind=CellKind(cell["kind"]), source=cell["source"], label=cell["label"]) for cell in job["cells"]
        )
        self._source = Source(
            given=self._assignment.given,
            cells=tuple({"label": c.label, "source": c.source} for c in self._cells if c.kind is CellKind.CODE),
            files=tuple(job["files"]),
            watch=tuple(dict.fromkeys(n for e in self._assignment.exercises for n in e.requires)),
            # Another one than the hidden inputs', which must not be in a student's memory.
            seed=mix(job["seed"], "submission"),
            unread=job["unread"],
            imports=self._assignment.imports,
        )
        only = job["only"]
        self._plugin.run = Run(
            proxies=self._proxy, reference=self._reference, seed=job["seed"], only=only, report=self._report
        )
        torch.default_generator.manual_seed(job["seed"])
        self._session.items = [i for i in self._session.items if only in (None, self._plugin.checks[i.nodeid].exercise)]
        self._session.testscollected = len(self._session.items)
        try:
            self._run_checks()
            self._written(only)
        except ServiceFaultError as error:
            self._channel.send("fault", message=str(error))
        else:
            self._finish()
        os._exit(0)

    def _run_checks(self) -> None:
        signal.signal(signal.SIGALRM, _took_too_long)
        signal.setitimer(signal.ITIMER_REAL, self._assignment.limits.total_s + CHECKS_PATIENCE_S, 5.0)
        run_collected_checks(self._session)
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _proxy(self, exercise: ExerciseSpec) -> SubmissionProxy:
        self._meter.turn_to(exercise.id)
        return SubmissionProxy(
            self._process(Restrictions.of(exercise)), self._assignment.limits, seed=self._source.seed
        )

    def _process(self, restrictions: Restrictions) -> StudentProcess:
        if restrictions not in self._processes:
            self._processes[restrictions] = StudentProcess(
                ask=self._asking,
                source=self._source,
                limits=self._assignment.limits,
                restrictions=restrictions,
                used=self._used,
                caller=self._descriptor,
            )
        return self._processes[restrictions]

    def _report(self, spec: CheckSpec, result: CheckResult) -> None:
        self._send_check(spec.exercise, result, missing=self._plugin.is_missing(spec.exercise))

    def _send_check(self, exercise: str, result: CheckResult, *, missing: bool) -> None:
        self._channel.send(
            "check",
            exercise=exercise,
            missing=missing,
            id=result.id,
            title=result.title,
            status=result.status.value,
            score=result.score,
            max_score=result.max_score,
            message=_clean(result.message),
            staff_message=None if result.staff_message is None else _clean(result.staff_message),
            diagnosis=[{"id": d.id, "message": d.message} for d in result.diagnosis],
            numbers=None if result.numbers is None else _clean(result.numbers),
            duration_s=result.duration_s,
            answer=None if result.answer is None else _clean(result.answer),
        )

    def _written(self, only: str | None) -> None:
        """Exercises that a person grades: the answer is found and kept."""
        for exercise in self._assignment.exercises:
            if exercise.written is None or only not in (None, exercise.id):
                continue
            answer = written.find_answer(self._cells, exercise.written, self._variable(exercise.written.name))
            found = answer is not None
            result = CheckResult(
                id="answer",
                title="The answer in your own words.",
                status=CheckStatus.PENDING if found else CheckStatus.SKIPPED,
                score=0.0,
                max_score=exercise.points,
                message="A person reads and grades this answer."
                if found
                else (
                    f"No answer was found: write it in the text cell below the heading “{exercise.written.heading}”, "
                    f"or as a string called `{exercise.written.name}`."
                ),
                answer=answer,
            )
            self._send_check(exercise.id, result, missing=not found)

    def _variable(self, name: str) -> object:
        """A string that the submission defines, asked of a process that has run it anyway where there is one."""
        mentioned = any(name in cell.source for cell in self._cells if cell.kind is CellKind.CODE)
        if not mentioned:
            return None
        process = next(iter(self._processes.values()), None) or self._process(Restrictions())
        try:
            proxy = SubmissionProxy(process, self._assignment.limits)
            return getattr(proxy, name).value() if proxy.has(name) else None
        except StudentFaultError:
            return None

    def _finish(self) -> None:
        self._meter.turn_to(None)
        first = self._processes.get(Restrictions()) or next(iter(self._processes.values()), None)
        figures = self._figures(first)
        for process in self._processes.values():
            process.close()
        problems = [
            problem
            for process in self._processes.values()
            for problem in process.problems
            if problem["kind"] not in _OUR_DOING
        ]
        self._session.config.hook.pytest_sessionfinish(session=self._session, exitstatus=0)
        document = self._session.config._json_report.report  # type: ignore[attr-defined]  # noqa: SLF001
        done = {
            "problems": [
                {"kind": p["kind"], "message": _clean(describe_problem(p)), "label": p["label"], "line": p["line"]}
                for p in _worst_first(problems)[:_MAX_PROBLEMS]
            ],
            "stdout": _decoded(first.stdout.text) if first else "",
            "stderr": _decoded(first.stderr.text) if first else "",
            "truncated": bool(first and (first.stdout.truncated or first.stderr.truncated)),
            "wall_s": self._used.wall_s,
            "cpu_s": self._used.cpu_s,
            "max_rss_mb": self._used.max_rss_mb,
            "exercises": {name: asdict(used) for name, used in self._meter.by_exercise.items()},
            "figures": figures,
            "torch": str(torch.__version__),
            "pytest": _plain(document),
        }
        try:
            self._channel.send("done", **done)
        except wire.BadFrameError:
            # A submission can make its texts too large to cross. Its grade must not be lost with them.
            shorter = {name: done[name][:_MAX_OUTPUT] for name in ("stdout", "stderr")}
            self._channel.send("done", **{**done, **shorter, "truncated": True, "pytest": None, "figures": []})

    def _figures(self, process: StudentProcess | None) -> list[dict[str, Any]]:
        """What the submission drew, asked of the process that ran it, where that is still there."""
        if process is None or not process.is_running:
            return []
        limit_s = self._assignment.limits.call_s
        try:
            answer = process.request("figures", limit_s=limit_s, what="drawing", call_s=limit_s)
        except StudentFaultError:
            return []
        return checked_figures(answer.get("value"))


#: Statements that failed because of what is switched off for an exercise: elsewhere they ran.
_OUR_DOING = ("autograd", "unavailable")
#: Problems that are told, the worst first; the caller makes one of them the report's.
_MAX_PROBLEMS = 20
#: Characters of each output that are kept where the whole would not cross.
_MAX_OUTPUT = 100_000
_WORST_FIRST = ("memory", "timeout", "crash", "syntax", "import")


def _worst_first(problems: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: dict[tuple[str, str, int], dict[str, Any]] = {}
    for problem in problems:
        seen.setdefault((problem["kind"], problem["label"], problem["line"]), problem)
    return sorted(
        seen.values(), key=lambda p: _WORST_FIRST.index(p["kind"]) if p["kind"] in _WORST_FIRST else len(_WORST_FIRST)
    )


def _took_too_long(_signal: int, _frame: object) -> NoReturn:
    msg = "the hidden checks did not end in time"
    raise ChecksTookTooLongError(msg)


def _decoded(data: bytearray) -> str:
    return data.decode("utf-8", "replace")


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:100_000]


def _plain(value: Any, depth: int = 0) -> Any:
    """Pytest's document as plain values: what is none becomes its text."""
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        # Pytest's exit codes are an enum.
        return int(value)
    if isinstance(value, dict) and depth < wire.MAX_DEPTH - 4:
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)) and depth < wire.MAX_DEPTH - 4:
        return [_plain(item, depth + 1) for item in value]
    with contextlib.suppress(Exception):
        return _clean(str(value))
    return f"<{type(value).__name__}>"
