"""How a student's process ended, in words that its author understands."""

from __future__ import annotations

import signal
from typing import Any

from grader import wire
from grader.inside.answers import LieError
from grader.inside.faults import ServiceFaultError, StudentFaultError
from grader.model import CheckStatus, Limits


class ExhaustedError(Exception):
    """The process has hardly any memory left after an error for want of it: whatever it did next would fail too."""


def checked_end(data: bytes) -> dict[str, Any]:
    """How a process ended, as the fork server says it; the fork server does not lie, but it may have died."""
    try:
        size = int.from_bytes(data[:4], "big")
        return wire.unpack(data[8 : 8 + size], b"").fields
    except wire.BadFrameError as error:
        msg = "the fork server did not say how a process ended"
        raise ServiceFaultError(msg) from error


def explain_end(
    ended: dict[str, Any], error: Exception | None, what: str, limit_s: float, limits: Limits
) -> StudentFaultError:
    """Why a process ended, from the kernel's account and from what the checker saw.

    Args:
        ended: exit_code, stopped_for, as the fork server says it.
        error: what the checker met while it waited.
        what: what was being asked for.
        limit_s: what that might have taken.
        limits: the submission's.
    """
    code, stopped_for = ended["exit_code"], ended["stopped_for"]
    if stopped_for == "memory" or isinstance(error, ExhaustedError):
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
    if isinstance(error, (wire.BadFrameError, LieError)):
        return StudentFaultError(
            f"{what} disturbed the channel to the grader; it was stopped", status=CheckStatus.CRASH
        )
    if code < 0:
        name = signal.Signals(-code).name
        hint = " (a segmentation fault: often recursion without end)" if name == "SIGSEGV" else ""
        return StudentFaultError(f"{what} ended the Python process with {name}{hint}", status=CheckStatus.CRASH)
    return StudentFaultError(
        f"{what} ended the Python process itself (exit status {code}): leave out exit(), quit() and os._exit()",
        status=CheckStatus.CRASH,
    )
