"""A submission, run statement by statement in the student's process."""

from __future__ import annotations

import ast
import contextlib
import random
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from grader.inside import stand_ins
from grader.inside.figures import Figures
from grader.inside.history import History
from grader.inside.module_recorder import ModuleRecorder
from grader.inside.modules import Watch
from grader.inside.notebook_names import notebook_names
from grader.inside.other_start import OtherStart
from grader.inside.room import Room
from grader.inside.statements import Statement, without_guard
from grader.inside.student_source import StudentSource
from grader.inside.time_limit import OutOfTimeError, time_limit
from grader.inside.training_recorder import TrainingRecorder

#: After the time for running is over, what remains to be defined gets this much more.
GRACE_S = 5.0


class NoRoomError(Exception):
    """A statement failed for want of memory, and holds on to it."""


class SubmissionRun:
    """A submission's names, and what was seen of it while it ran."""

    def __init__(self, room: Room, watch: list[str]) -> None:
        """Args: room: the process's memory. watch: names whose objects, and models whose states, are kept."""
        self.module = types.ModuleType("__main__")
        self.source = StudentSource()
        self.history = History(self.module, watch)
        self.watching = Watch(self.module, watch)
        self.modules = ModuleRecorder(self.module)
        self.trainings = TrainingRecorder(self.module)
        self.figures = Figures()
        self._room = room
        self._problems: list[dict[str, Any]] = []
        #: When the time for running is over, on the monotonic clock.
        self._deadline_s = 0.0
        #: The __future__ features that hold.
        self._features = 0

    def prepare(self, folder: Path, *, given: str, seed: int) -> None:
        """Everything as a submission finds it: its names, its random numbers, what it need not import for real."""
        names = self.module.__dict__
        names["__file__"] = str(folder / "submission.py")
        names.update(notebook_names())
        sys.modules["__main__"] = self.module
        sys.path.insert(0, str(folder))
        stand_ins.install()
        random.seed(seed)
        np.random.seed(seed % 2**32)  # noqa: NPY002  students use the global one
        torch.default_generator.manual_seed(seed)
        exec(compile(given, "<given>", "exec"), names)  # noqa: S102  the assignment's own file
        self.trainings.follow()

    def run(
        self,
        cells: list[dict[str, str]],
        *,
        skip: list[int],
        run_s: float,
        other_start: OtherStart,
        tell: Callable[..., None],
    ) -> list[dict[str, Any]]:
        """Run it; the statements that failed: label, line, defines, and what is known of the error.

        Args:
            cells: label, source.
            skip: numbers of statements to leave out.
            run_s: what all of it may take.
            other_start: from which random start.
            tell: is told of each statement before it runs.

        Raises:
            NoRoomError: there is hardly any memory left.
        """
        self._deadline_s = time.monotonic() + run_s
        for index, statement in enumerate(self._statements(cells)):
            if isinstance(statement, dict):
                self._problems.append(statement)
                continue
            if index in skip:
                continue
            tell(index=index, **_place(statement))
            other_start.before(statement)
            failed = not self._run_one(statement)
            self._look(statement, failed=failed)
            if other_start.is_last(statement):
                break
        return self._problems

    def _run_one(self, statement: Statement) -> bool:
        """Whether it ran to its end. One statement's failure costs what it defines."""
        left_s = self._deadline_s - time.monotonic()
        try:
            code, self._features = statement.compile(self._features)
            with time_limit(left_s if left_s > 0 else GRACE_S):
                exec(code, self.module.__dict__)  # noqa: S102  running it is what this process is for
                flush()
        except BaseException as error:  # noqa: BLE001  it may raise anything
            self._room.open_reserve()
            described = self.source.describe(error)
            self._problems.append({**_place(statement), **described})
            self.source.print_traceback(described)
            if isinstance(error, OutOfTimeError):
                self._deadline_s = min(self._deadline_s, time.monotonic())
        else:
            return True
        # Out here the error is gone, and with it what its frames held.
        if self._problems[-1]["kind"] == "memory" and not self._room.is_there():
            raise NoRoomError
        return False

    def _look(self, statement: Statement, *, failed: bool) -> None:
        """See what the statement did."""
        for watcher in (self.watching, self.modules, self.trainings):
            watcher.look(statement.label, statement.line)
        with contextlib.suppress(OutOfTimeError), time_limit(GRACE_S):
            self.figures.look(statement.label, statement.line)
        self.history.note(statement, ended_well=not failed)

    def _statements(self, cells: list[dict[str, str]]) -> Iterator[Statement | dict[str, Any]]:
        for cell in cells:
            label, source = cell["label"], cell["source"]
            self.source.remember(label, source)
            try:
                body = ast.parse(source, label).body
            except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
                line = getattr(error, "lineno", None) or 1
                yield {"label": label, "line": line, "defines": [], "type": "SyntaxError", "message": str(error)[:500]}
                continue
            yield from (Statement(part, label) for node in body for part in without_guard(node))


def _place(statement: Statement) -> dict[str, Any]:
    return {"label": statement.label, "line": statement.line, "defines": statement.names}


def flush() -> None:
    """Send what was printed on its way."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
