"""What the checks of each exercise cost the student's processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.inside.student_process import StudentProcess, Used


class Meter:
    """Counts by exercise. Running the submission itself belongs to none of them."""

    def __init__(self, used: Used, processes: Mapping[Any, StudentProcess]) -> None:
        """Args: used: what ended processes used. processes: those of the submission; may grow."""
        self._used = used
        self._processes = processes
        self._exercise: str | None = None
        self._before = Used()
        self.by_exercise: dict[str, Used] = {}

    def turn_to(self, exercise: str | None) -> None:
        """From here on it counts for this exercise; for none where that is None."""
        if exercise == self._exercise:
            return
        now = self._checks_alone()
        if self._exercise is not None:
            spent = self.by_exercise.get(self._exercise, Used())
            self.by_exercise[self._exercise] = spent.plus(now.minus(self._before))
        self._exercise, self._before = exercise, now

    def _checks_alone(self) -> Used:
        total = Used().plus(self._used)
        loading = Used()
        for process in self._processes.values():
            total = total.plus(process.usage())
            loading = loading.plus(process.loading)
        return Used(total.wall_s - loading.wall_s, total.cpu_s - loading.cpu_s, total.max_rss_mb)
