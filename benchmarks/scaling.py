"""`grade` alone over classes of growing size: time, and the memory of each process that lasts as long as the class."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks import homework
from benchmarks.cost import Cost
from benchmarks.environments import Environment
from benchmarks.harnesses import Ours
from benchmarks.measuring import run
from benchmarks.processes import Memory, children, command_of, memory_of

#: How often memory is looked at. Seldom: the kernel counts pages one by one, and the process waits.
_LOOK_EVERY_S = 1.0
#: After so many submissions memory is compared with that at the end.
EARLY = 50
#: The processes that last, in the order in which each starts the next.
ROLES = ("caller", "gateway", "fork server", "checker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The memory of the lasting processes at a moment."""

    #: Reports written by then.
    done: int
    memory: Mapping[str, Memory]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One class."""

    size: int
    cost: Cost
    looks: tuple[Look, ...] = field(repr=False)

    def at(self, done: int) -> Look | None:
        """The first look when so many reports were there."""
        return next((look for look in self.looks if look.done >= done), None)


def measure(ours: Ours, sizes: Sequence[int], say: Callable[[str], None]) -> tuple[Point, ...]:
    """A point for each size."""
    points = []
    for size in sizes:
        ours.hand_in({f"student-{number:04}": homework.honest(number) for number in range(size)})
        students = [f"student-{number:04}" for number in range(size)]
        looks: list[Look] = []
        is_over = threading.Event()
        watch = threading.Thread(target=_watch, args=(ours, looks, is_over))
        watch.start()
        try:
            cost = run(ours.commands(students))
        finally:
            is_over.set()
            watch.join()
        points.append(Point(size=size, cost=cost, looks=tuple(looks)))
        say(f"  {size}: {cost.wall_s:.1f} s, cpu {cost.cpu_s:.1f} s, each {cost.cpu_s / size:.3f} s")
    return tuple(points)


def _watch(ours: Ours, looks: list[Look], is_over: threading.Event) -> None:
    while not is_over.wait(_LOOK_EVERY_S):
        done = sum(1 for _ in ours.output.glob("*/report.json"))
        memory = {role: memory_of(pid) for role, pid in _lasting(ours.environment).items()}
        if len(memory) == len(ROLES):
            looks.append(Look(done=done, memory=memory))


def _lasting(environment: Environment) -> dict[str, int]:
    """The lasting processes by role: each is the first child of the one before."""
    callers = [pid for pid in children(os.getpid()) if str(environment.folder) in command_of(pid)]
    found: dict[str, int] = {}
    for role in ROLES:
        if callers:
            found[role] = callers[0]
            callers = children(callers[0])
    return found
