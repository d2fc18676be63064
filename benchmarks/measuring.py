"""What commands take: wall clock, processor time of everything that they start, memory."""

from __future__ import annotations

import ctypes
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.cost import Cost
from benchmarks.harnesses.harness import BuildError, Command
from benchmarks.processes import children, command_of, descendants, memory_of

_PR_SET_CHILD_SUBREAPER = 36
#: How often memory is looked at, where it is.
_LOOK_EVERY_S = 0.05
#: Processes that a command leaves behind end by then.
_ORPHANS_END_S = 20.0


def adopt_orphans() -> None:
    """From now on a process whose parent has ended becomes this one's child, so that its time is counted too."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def run(commands: Sequence[Command], *, at_once: int = 1) -> Cost:
    """Run them all, so many at once.

    Raises:
        BuildError: one of them failed.
    """
    others = set(children(os.getpid()))
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        usages = list(pool.map(_run_one, commands))
    wall_s = time.perf_counter() - began
    usages += _reap_orphans(others)
    return Cost(
        wall_s=wall_s,
        cpu_s=sum(cpu_s for cpu_s, _ in usages),
        max_rss_mb=max(rss_mb for _, rss_mb in usages),
    )


def peak_memory_mb(commands: Sequence[Command], *, at_once: int = 1) -> float:
    """The most that all their processes held together, shared pages counted once (PSS). Looking slows them down."""
    peak_mb = 0.0
    is_over = threading.Event()

    def look() -> None:
        nonlocal peak_mb
        while not is_over.wait(_LOOK_EVERY_S):
            peak_mb = max(peak_mb, sum(memory_of(pid).pss_mb for pid in descendants(os.getpid())))

    watch = threading.Thread(target=look)
    watch.start()
    try:
        run(commands, at_once=at_once)
    finally:
        is_over.set()
        watch.join()
    return peak_mb


def forget_files(folder: Path) -> None:
    """Take a folder's files out of the kernel's cache, so that the next command reads them from the disk."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _run_one(command: Command) -> tuple[float, float]:
    """Seconds of processor time, and MB of the largest process."""
    said = command.folder / f"said-{threading.get_ident()}.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(
            command.argv,
            cwd=command.folder,
            env=dict(command.variables),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.good_ends:
        end = said.read_text(encoding="utf-8", errors="replace")[-3000:]
        raise BuildError(f"{' '.join(command.argv)} ended with {process.returncode}:\n{end}")
    said.unlink()
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _reap_orphans(others: AbstractSet[int]) -> list[tuple[float, float]]:
    """What processes took that their own parents did not wait for.

    Args:
        others: children that are none of theirs.

    Raises:
        BuildError: some are still running.
    """
    found: list[tuple[float, float]] = []
    deadline = time.monotonic() + _ORPHANS_END_S
    while time.monotonic() < deadline:
        orphans = set(children(os.getpid())) - others
        if not orphans:
            return found
        for orphan in orphans:
            pid, _, usage = os.wait4(orphan, os.WNOHANG)
            if pid:
                found.append((usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
        time.sleep(0.01)
    left = [command_of(pid) for pid in set(children(os.getpid())) - others]
    raise BuildError(f"still running {_ORPHANS_END_S:g} s after the command that started them: {', '.join(left)}")
