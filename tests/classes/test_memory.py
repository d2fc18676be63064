"""The caller's memory stays what it was, however many reports pass through it."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Each as large as a part of a report; what is kept of each lies behind it.
BLOCKS, BLOCK_BYTES, KEPT_BYTES = 300, 200_000, 20_000


def left_mb() -> float:
    """What is still resident after large blocks were freed that small ones lie between."""
    # The first that is freed is what teaches glibc to keep the others.
    bytearray(BLOCK_BYTES * 2).clear()
    before = resident_mb()
    blocks, kept = [], []
    for _ in range(BLOCKS):
        blocks.append(b"x" * BLOCK_BYTES)
        kept.append(b"x" * KEPT_BYTES)
    blocks.clear()
    return resident_mb() - before - len(kept) * KEPT_BYTES / 2**20


def resident_mb() -> float:
    """Of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def measured(before: str) -> float:
    """What stays in a process of its own: in this one, another test may have set what is tested."""
    program = f"{before}\nfrom tests.classes.test_memory import left_mb\nprint(left_mb())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return float(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="what is set is glibc's")
def test_what_is_large_goes_back_to_the_system() -> None:
    """Of sixty megabytes that were freed, next to nothing stays; by itself the C library keeps most of it."""
    setting = "from grader.command.memory import return_large_blocks; return_large_blocks()"
    assert measured(setting) < 5 < measured("")
