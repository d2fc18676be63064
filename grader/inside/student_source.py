"""A submission's source as its errors need it: shown in tracebacks, and to tell its own frames from others'."""

from __future__ import annotations

import contextlib
import itertools
import linecache
import sys
import traceback
from typing import Any

import torch

from grader.inside import autograd_off, native, unavailable
from grader.inside.time_limit import OutOfTimeError, disarm

_MAX_TRACEBACK = 6_000


class StudentSource:
    """The cells that have been read so far."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def remember(self, label: str, source: str) -> None:
        """Let tracebacks show the source. Cells of one file share its name, each with empty lines above it."""
        known, lines = self._texts.get(label, "").split("\n"), source.split("\n")
        whole = [new or old for new, old in itertools.zip_longest(lines, known, fillvalue="")]
        self._texts[label] = "\n".join(whole)
        linecache.cache[label] = (len(source), None, [f"{line}\n" for line in whole], label)

    def describe(self, error: BaseException) -> dict[str, Any]:
        """What a student wants to know of an error: type, text, the innermost place in the student's own code."""
        # The timer may have struck while it was being disarmed.
        disarm()
        place = {"label": "", "line": 0, "text": ""}
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in self._texts]
        if frames:
            last = frames[-1]
            place = {"label": last.filename, "line": last.lineno or 0, "text": (last.line or "")[:200]}
        name = type(error).__name__
        try:
            message = str(error)[:2000]
        except BaseException:  # noqa: BLE001  an exception of the student's own
            message = "(its text could not be made)"
        calls = [f"  {f.filename}, line {f.lineno}, in {f.name}\n    {(f.line or '')[:200]}" for f in frames[-10:]]
        return {
            "kind": _kind_of(error, message),
            "type": name[:100],
            "message": message.encode("utf-8", "replace").decode(),
            "at": place,
            "traceback": "\n".join(calls)[:_MAX_TRACEBACK],
        }

    @staticmethod
    def print_traceback(described: dict[str, Any]) -> None:
        """On stderr, as Python would have, with the student's own frames only."""
        with contextlib.suppress(Exception):
            sys.stderr.write(f"{described['traceback']}\n{described['type']}: {described['message']}\n")


def _kind_of(error: BaseException, message: str) -> str:
    """By what it is told apart."""
    if isinstance(error, OutOfTimeError):
        return "timeout"
    if isinstance(error, MemoryError) or "allocate memory" in message or "bad_alloc" in message:
        return "memory"
    if isinstance(error, autograd_off.AutogradIsOffError) or (
        not torch.is_grad_enabled() and ("does not require grad" in message or native.THROWN in message)
    ):
        return "autograd"
    if isinstance(error, unavailable.NotAvailableError) or (unavailable.taken_away() and native.THROWN in message):
        return "unavailable"
    return "import" if isinstance(error, ImportError) else "raised"
