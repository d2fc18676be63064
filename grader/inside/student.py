"""The student's process: runs a submission, and answers what the checker asks of it.

Everything in here shares a process with code that may be hostile, so nothing here decides anything: no check, no
reference and no score is ever in this memory, and what this module says may be a lie, which is then a wrong value.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import itertools
import linecache
import mmap
import os
import random
import signal
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import torch
from torch import nn

from grader import wire
from grader.inside import autograd_off, native, stand_ins, unavailable
from grader.inside.figures import Figures
from grader.inside.history import History
from grader.inside.modules import Watch, unregistered
from grader.inside.notebook_names import notebook_names
from grader.inside.other_start import OtherStart
from grader.inside.precision import double_precision
from grader.inside.recorder import Recorder
from grader.inside.statements import Statement
from grader.inside.training_recorder import TrainingRecorder
from grader.inside.values import from_wire, kind_of, opaque, parameters_of, to_wire

#: After the time for running is over, what remains to be defined gets this much more.
GRACE_S = 5.0
_MAX_KEPT = 10_000
_MAX_TRACEBACK = 6_000
#: After an error for want of memory, a process goes on where it has this share of its memory free.
_ENOUGH = 0.75


class OutOfTimeError(BaseException):
    """Raised in the student's code when its time is over. Not an Exception, so that `except Exception` lets it pass."""


def run(sock: Any, folder: Path, *, memory_bytes: int) -> NoReturn:
    """Serve the checker on the other end until it goes.

    Args:
        sock: to the checker.
        folder: that the submission may write.
        memory_bytes: what it may use, beside what every process begins with.
    """
    os.environ.clear()
    os.environ.update(HOME=str(folder), TMPDIR=str(folder), MPLBACKEND="Agg", LANG="C.UTF-8", USER="student")
    # The server has looked up its own, which is closed here.
    tempfile.tempdir = None
    # Made anew: the inherited ones were made for what the server had there.
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8")  # type: ignore[misc]  # noqa: SIM115
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = open(number, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    signal.signal(signal.SIGALRM, _out_of_time)
    signal.signal(signal.SIGPROF, _out_of_time)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    # One thread each is what keeps graders that run side by side fast, and the sums the same everywhere.
    torch.set_num_threads = torch.set_num_interop_threads = lambda *_: None
    Servant(wire.Channel(sock), folder, memory_bytes=memory_bytes).serve()
    os._exit(0)


def warm_up() -> None:
    """Do once what every student's process does, so that it finds it done: called in the fork server."""
    with contextlib.suppress(OutOfTimeError), _time_limit(60.0):
        to_wire([torch.ones(2), {"a": (1, 2.0)}], lambda _: 0)
    wire.unpack(wire.pack("warm", value=wire.Tensor(dtype="float32", shape=(1,), data=bytes(4)))[8:-4], bytes(4))
    Statement(ast.parse("x = 1").body[0], "warm").compile(0)


def _out_of_time(_signal: int, _frame: object) -> NoReturn:
    raise OutOfTimeError


@contextlib.contextmanager
def _time_limit(limit_s: float) -> Iterator[None]:
    """Raise OutOfTimeError in the code inside when this much wall clock or processor time is over.

    It is raised again and again, because code may catch it. Code that resists, or that never comes back from the
    library, is stopped from outside a little later.
    """
    for timer in (signal.ITIMER_REAL, signal.ITIMER_PROF):
        signal.setitimer(timer, max(limit_s, 0.01), 0.5)
    try:
        yield
    finally:
        _disarm()


def _disarm() -> None:
    for timer in (signal.ITIMER_REAL, signal.ITIMER_PROF):
        signal.setitimer(timer, 0)


class Servant:
    """A submission's names, and the requests that are made of them."""

    def __init__(self, channel: wire.Channel, folder: Path, *, memory_bytes: int) -> None:
        self._channel = channel
        self._folder = folder
        self._enough_bytes = int(memory_bytes * _ENOUGH)
        self._module = types.ModuleType("__main__")
        self._kept: list[object] = []
        self._states: dict[str, list[dict[str, Any]]] = {}
        self._history = History(self._module, ())
        self._recorder = Recorder(self._module)
        self._training = TrainingRecorder(self._module)
        self._figures = Figures()
        self._sources: dict[str, str] = {}

    def serve(self) -> None:
        """Answer requests until the checker goes."""
        # Nothing of the student's has run yet: a process that does not get here is the service's fault.
        self._channel.send("ready")
        while True:
            try:
                request = self._channel.receive()
            except wire.ClosedError:
                return
            handler = getattr(self, f"_do_{request.kind}")
            try:
                answer = handler(**request.fields)
            except BaseException as error:  # noqa: BLE001  student code may raise anything
                answer = self._describe_error(error)
            if answer.get("error", {}).get("kind") == "memory":
                answer["exhausted"] = not self._has_room()
            self._flush()
            try:
                self._channel.send("answer", **answer)
            except wire.BadFrameError as error:
                self._channel.send("answer", error={"type": "TooLarge", "message": str(error)})

    def _has_room(self) -> bool:
        """Whether what ran out of memory has let go of it. Where it has not, whatever comes next would fail for it."""
        gc.collect()
        try:
            # Counts as used without being touched.
            mmap.mmap(-1, self._enough_bytes).close()
        except OSError:
            return False
        return True

    def _flush(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()

    # Requests.

    def _do_run(
        self,
        *,
        given: str,
        cells: list[dict[str, str]],
        files: list[dict[str, Any]],
        skip: list[int],
        watch: list[str],
        run_s: float,
        seed: int,
        start: dict[str, Any],
    ) -> dict[str, Any]:
        """Run the given names, then the submission statement by statement."""
        self._lay_out(files)
        self._module.__dict__["__file__"] = str(self._folder / "submission.py")
        self._module.__dict__.update(notebook_names())
        sys.modules["__main__"] = self._module
        sys.path.insert(0, str(self._folder))
        stand_ins.install()
        random.seed(seed)
        np.random.seed(seed % 2**32)  # noqa: NPY002  students use the global one
        torch.default_generator.manual_seed(seed)
        exec(compile(given, "<given>", "exec"), self._module.__dict__)  # noqa: S102  the assignment's own file
        watching = Watch(self._module, watch, self._states)
        self._history = History(self._module, watch)
        self._recorder.follow_optimizers()
        self._training.follow()
        other_start = OtherStart(**start)
        problems: list[dict[str, Any]] = []
        deadline = time.monotonic() + run_s
        future = 0
        for index, statement in enumerate(self._statements(cells)):
            if isinstance(statement, dict):
                problems.append(statement)
                continue
            place = {"label": statement.label, "line": statement.line, "defines": statement.names}
            if index in skip:
                continue
            self._channel.send("running", index=index, **place)
            other_start.before(statement)
            left = deadline - time.monotonic()
            failures = len(problems)
            try:
                code, future = statement.compile(future)
                with _time_limit(left if left > 0 else GRACE_S):
                    exec(code, self._module.__dict__)  # noqa: S102  running it is what this process is for
                    self._flush()
            except BaseException as error:  # noqa: BLE001  one statement's failure costs what it defines
                described = self._describe_error(error)["error"]
                problems.append({**place, **described})
                self._print_traceback(described)
                if isinstance(error, OutOfTimeError):
                    deadline = min(deadline, time.monotonic())
            failed = problems[failures:]
            if any(problem["kind"] == "memory" for problem in failed) and not self._has_room():
                return {"exhausted": True}
            watching.look(statement.label, statement.line)
            self._recorder.look(statement.label, statement.line)
            self._training.look(statement.label, statement.line)
            with contextlib.suppress(OutOfTimeError), _time_limit(GRACE_S):
                self._figures.look(statement.label, statement.line)
            self._history.note(statement, ended_well=not failed)
            if other_start.is_last(statement):
                break
        names = {
            name: kind_of(value)
            for name, value in list(self._module.__dict__.items())
            if not str(name).startswith("__")
        }
        return {"names": names, "problems": problems}

    def _do_call(
        self,
        *,
        target: list[Any],
        args: list[Any],
        kwargs: dict[str, Any],
        given: dict[str, Any],
        call_s: float,
        double: bool,
        seed: int,
        keep: bool,
    ) -> dict[str, Any]:
        """Call what `target` names with the given globals set; its result may stay here."""
        function = self._resolve(target)
        # torch.manual_seed would look for accelerators each time.
        torch.default_generator.manual_seed(seed)
        torch.set_default_dtype(torch.float32)
        mode = double_precision() if double else contextlib.nullcontext()
        inputs = [self._argument(arg) for arg in args]
        options = {name: self._argument(arg) for name, arg in kwargs.items()}
        with self._globals(given), _time_limit(call_s), mode:
            result = function(*inputs, **options)
        with _time_limit(call_s):
            return {"value": opaque(result, self._keep) if keep else to_wire(result, self._keep)}

    def _do_again(self, *, name: str, given: dict[str, Any], call_s: float, double: bool, seed: int) -> dict[str, Any]:
        """Run the statements again that computed a name, with the given globals set; leave everything as it was."""
        names = self._module.__dict__
        before = dict(names)
        names.update(self._argument(given))
        torch.manual_seed(seed)
        torch.set_default_dtype(torch.float32)
        mode = double_precision() if double else contextlib.nullcontext()
        future = 0
        try:
            with _time_limit(call_s), mode:
                for statement in self._history.leading_to(name, given):
                    code, future = statement.compile(future)
                    exec(code, names)  # noqa: S102  it ran before
            with _time_limit(call_s):
                return {"value": to_wire(names[name], self._keep)}
        finally:
            names.clear()
            names.update(before)

    def _do_figures(self, *, call_s: float) -> dict[str, Any]:
        """What the submission drew."""
        with _time_limit(call_s):
            return {"value": self._figures.found()}

    def _do_modules(self) -> dict[str, Any]:
        """The modules that top-level names stood for."""
        return {"value": self._recorder.modules(self._keep)}

    def _do_trainings(self) -> dict[str, Any]:
        """What optimizers did."""
        return {"value": self._recorder.trainings()}

    def _do_episodes(self, *, name: str) -> dict[str, Any]:
        """What happened in the statements that trained something, seen from the module of this name."""
        return {"value": self._training.episodes(name)}

    def _do_versions(self, *, name: str) -> dict[str, Any]:
        """Everything that a name of the manifest stood for while the submission ran, the first one first."""
        versions = self._history.versions(name)
        return {
            "value": [
                {
                    "label": v.label,
                    "line": v.line,
                    "parameters": parameters_of(v.value),
                    "object": opaque(v.value, self._keep),
                }
                for v in versions
            ]
        }

    def _do_get(self, *, target: list[Any]) -> dict[str, Any]:
        return {"value": to_wire(self._resolve(target), self._keep)}

    def _do_parameters(self, *, target: list[Any]) -> dict[str, Any]:
        """The parameters that a module has registered, in its order, and the names of its tensors that are not."""
        module = self._resolve(target)
        if not isinstance(module, nn.Module):
            return {"value": None, "type_name": type(module).__name__}
        return {
            "value": {name: to_wire(value, self._keep) for name, value in module.named_parameters()},
            "unregistered": unregistered(module),
        }

    def _do_load(self, *, target: list[Any], parameters: dict[str, Any]) -> dict[str, Any]:
        """Put values into a module's parameters, each reshaped to the parameter that has its name."""
        own = dict(self._resolve(target).named_parameters())
        with torch.no_grad():
            for name, value in from_wire(parameters).items():
                own[name].copy_(value)
        return {"value": None}

    def _do_states(self, *, name: str) -> dict[str, Any]:
        """The states that a watched model went through, a state for each statement that changed it."""
        return {"value": self._states.get(name, [])}

    # Their parts.

    @contextlib.contextmanager
    def _globals(self, given: dict[str, Any]) -> Iterator[None]:
        """The given globals for a while; afterwards the names stand again for what the submission called so."""
        names = self._module.__dict__
        before = {name: names[name] for name in given if name in names}
        names.update(self._argument(given))
        try:
            yield
        finally:
            for name in given:
                names.pop(name, None)
            names.update(before)

    def _lay_out(self, files: list[dict[str, Any]]) -> None:
        for file in files:
            path = self._folder / file["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file["content"])

    def _statements(self, cells: list[dict[str, str]]) -> Iterator[Statement | dict[str, Any]]:
        for cell in cells:
            label, source = cell["label"], cell["source"]
            self._remember(label, source)
            try:
                body = ast.parse(source, label).body
            except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
                line = getattr(error, "lineno", None) or 1
                yield {"label": label, "line": line, "defines": [], "type": "SyntaxError", "message": str(error)[:500]}
                continue
            yield from (Statement(node, label) for node in body)

    def _remember(self, label: str, source: str) -> None:
        """Let tracebacks show the source. Cells of one file share its name, each with empty lines above it."""
        known, lines = self._sources.get(label, "").split("\n"), source.split("\n")
        whole = [new or old for new, old in itertools.zip_longest(lines, known, fillvalue="")]
        self._sources[label] = "\n".join(whole)
        linecache.cache[label] = (len(source), None, [f"{line}\n" for line in whole], label)

    def _resolve(self, target: list[Any]) -> Any:
        root, *attributes = target
        value: Any
        if isinstance(root, dict):
            value = importlib.import_module(root["library"])
        else:
            value = self._kept[root] if isinstance(root, int) else self._module.__dict__[root]
        for attribute in attributes:
            value = getattr(value, attribute)
        return value

    def _argument(self, value: Any) -> Any:
        """A value that the checker sends: plain, or one of this process's own objects by its handle."""
        if isinstance(value, wire.Opaque) and value.handle is not None:
            return self._kept[value.handle]
        if isinstance(value, (list, tuple)):
            return type(value)(self._argument(item) for item in value)
        if isinstance(value, dict):
            return {key: self._argument(item) for key, item in value.items()}
        return from_wire(value)

    def _keep(self, value: object) -> int:
        if len(self._kept) >= _MAX_KEPT:
            msg = f"more than {_MAX_KEPT} objects were handed out"
            raise MemoryError(msg)
        self._kept.append(value)
        return len(self._kept) - 1

    def _describe_error(self, error: BaseException) -> dict[str, Any]:
        """What a student wants to know of an error: type, text, the innermost place in the student's own code."""
        # The timer may have struck while it was being disarmed.
        _disarm()
        place = {"label": "", "line": 0, "text": ""}
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in self._sources]
        if frames:
            last = frames[-1]
            place = {"label": last.filename, "line": last.lineno or 0, "text": (last.line or "")[:200]}
        name = type(error).__name__
        try:
            message = str(error)[:2000]
        except BaseException:  # noqa: BLE001  an exception of the student's own
            message = "(its text could not be made)"
        if isinstance(error, OutOfTimeError):
            kind = "timeout"
        elif isinstance(error, MemoryError) or "allocate memory" in message or "bad_alloc" in message:
            kind = "memory"
        elif isinstance(error, autograd_off.AutogradIsOffError) or (
            not torch.is_grad_enabled() and ("does not require grad" in message or native.THROWN in message)
        ):
            kind = "autograd"
        elif isinstance(error, unavailable.NotAvailableError) or (
            unavailable.taken_away() and native.THROWN in message
        ):
            kind = "unavailable"
        else:
            kind = "import" if isinstance(error, ImportError) else "raised"
        calls = [f"  {f.filename}, line {f.lineno}, in {f.name}\n    {(f.line or '')[:200]}" for f in frames[-10:]]
        return {
            "error": {
                "kind": kind,
                "type": name[:100],
                "message": message.encode("utf-8", "replace").decode(),
                "at": place,
                "traceback": "\n".join(calls)[:_MAX_TRACEBACK],
            }
        }

    def _print_traceback(self, described: dict[str, Any]) -> None:
        """On stderr, as Python would have, with the student's own frames only."""
        with contextlib.suppress(Exception):
            sys.stderr.write(f"{described['traceback']}\n{described['type']}: {described['message']}\n")
