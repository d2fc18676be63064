"""Answers what the checker asks of a submission that has run."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn

from grader import wire
from grader.inside.modules import unregistered
from grader.inside.other_start import OtherStart
from grader.inside.precision import double_precision
from grader.inside.room import Room
from grader.inside.submission_run import NoRoomError, SubmissionRun, flush
from grader.inside.time_limit import time_limit
from grader.inside.values import from_wire, kind_of, opaque, parameters_of, to_wire

_MAX_KEPT = 10_000


class Servant:
    """A submission's names, and the requests that are made of them."""

    def __init__(self, channel: wire.Channel, folder: Path, *, memory_bytes: int) -> None:
        """Args: channel: to the checker. folder: that the submission may write. memory_bytes: that it may use."""
        self._channel = channel
        self._folder = folder
        self._room = Room(memory_bytes)
        self._kept: list[object] = []
        self._run = SubmissionRun(self._room, [])

    def serve(self) -> None:
        """Answer requests until the checker goes."""
        # Nothing of the student's has run yet: a process that does not get here is the service's fault.
        self._channel.send("ready")
        while True:
            try:
                request = self._channel.receive()
            except wire.ClosedError:
                return
            answer = self._answer(request)
            if answer.get("error", {}).get("kind") == "memory":
                answer["exhausted"] = not self._room.is_there()
            flush()
            try:
                self._channel.send("answer", **answer)
            except wire.BadFrameError as error:
                self._channel.send("answer", error={"type": "TooLarge", "message": str(error)})

    def _answer(self, request: wire.Frame) -> dict[str, Any]:
        handler = getattr(self, f"_do_{request.kind}")
        try:
            return dict(handler(**request.fields))
        except BaseException as error:  # noqa: BLE001  student code may raise anything
            self._room.open_reserve()
            return {"error": self._run.source.describe(error)}

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
        self._run = SubmissionRun(self._room, watch)
        self._run.prepare(self._folder, given=given, seed=seed)

        def tell(**statement: Any) -> None:
            self._channel.send("running", **statement)

        try:
            problems = self._run.run(cells, skip=skip, run_s=run_s, other_start=OtherStart(**start), tell=tell)
        except NoRoomError:
            return {"exhausted": True}
        names = {name: kind_of(value) for name, value in list(self._names.items()) if not str(name).startswith("__")}
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
        with self._globals(given), time_limit(call_s), mode:
            result = function(*inputs, **options)
        with time_limit(call_s):
            return {"value": opaque(result, self._keep) if keep else to_wire(result, self._keep)}

    def _do_again(self, *, name: str, given: dict[str, Any], call_s: float, double: bool, seed: int) -> dict[str, Any]:
        """Run the statements again that computed a name, with the given globals set; leave everything as it was."""
        names = self._names
        before = dict(names)
        names.update(self._argument(given))
        torch.manual_seed(seed)
        torch.set_default_dtype(torch.float32)
        mode = double_precision() if double else contextlib.nullcontext()
        future = 0
        try:
            with time_limit(call_s), mode:
                for statement in self._run.history.leading_to(name, given):
                    code, future = statement.compile(future)
                    exec(code, names)  # noqa: S102  it ran before
            with time_limit(call_s):
                return {"value": to_wire(names[name], self._keep)}
        finally:
            names.clear()
            names.update(before)

    def _do_figures(self, *, call_s: float) -> dict[str, Any]:
        """What the submission drew."""
        with time_limit(call_s):
            return {"value": self._run.figures.found()}

    def _do_modules(self) -> dict[str, Any]:
        """The modules that top-level names stood for."""
        return {"value": self._run.modules.modules(self._keep)}

    def _do_trainings(self) -> dict[str, Any]:
        """What optimizers did."""
        return {"value": self._run.trainings.trainings()}

    def _do_episodes(self, *, name: str) -> dict[str, Any]:
        """What happened in the statements that trained something, seen from the module of this name."""
        return {"value": self._run.trainings.episodes(name)}

    def _do_versions(self, *, name: str) -> dict[str, Any]:
        """Everything that a name of the manifest stood for while the submission ran, the first one first."""
        versions = self._run.history.versions(name)
        return {
            "value": [
                {
                    "label": v.label,
                    "line": v.line,
                    "parameters": parameters_of(v.value),
                    "optional": parameters_of(v.value, optional=True) or [],
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
        return {"value": self._run.watching.states(name)}

    # Their parts.

    @property
    def _names(self) -> dict[str, Any]:
        return self._run.module.__dict__

    @contextlib.contextmanager
    def _globals(self, given: dict[str, Any]) -> Iterator[None]:
        """The given globals for a while; afterwards the names stand again for what the submission called so."""
        names = self._names
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

    def _resolve(self, target: list[Any]) -> Any:
        root, *attributes = target
        value: Any
        if isinstance(root, dict):
            value = importlib.import_module(root["library"])
        else:
            value = self._kept[root] if isinstance(root, int) else self._names[root]
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
