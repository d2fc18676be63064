"""The time that a piece of a student's code has: when it is over, an error is raised in the code itself."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from typing import NoReturn


class OutOfTimeError(BaseException):
    """Raised in the student's code when its time is over. Not an Exception, so that `except Exception` lets it pass."""


def prepare() -> None:
    """Let this process's timers raise."""
    signal.signal(signal.SIGALRM, _out_of_time)
    signal.signal(signal.SIGPROF, _out_of_time)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


@contextlib.contextmanager
def time_limit(limit_s: float) -> Iterator[None]:
    """Raise OutOfTimeError in the code inside when this much wall clock or processor time is over.

    It is raised again and again, because code may catch it. Code that resists, or that never comes back from the
    library, is stopped from outside a little later.
    """
    for timer in (signal.ITIMER_REAL, signal.ITIMER_PROF):
        signal.setitimer(timer, max(limit_s, 0.01), 0.5)
    try:
        yield
    finally:
        disarm()


def disarm() -> None:
    """Stop the timers."""
    for timer in (signal.ITIMER_REAL, signal.ITIMER_PROF):
        signal.setitimer(timer, 0)


def _out_of_time(_signal: int, _frame: object) -> NoReturn:
    raise OutOfTimeError
