"""The machine that was measured on: what matters for the numbers, and nothing that names it."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Mapping
from pathlib import Path


def machine() -> dict[str, str]:
    """Processor, memory, system."""
    memory_kib = int(_value("/proc/meminfo", "MemTotal").split()[0])
    return {
        "processor": f"{_value('/proc/cpuinfo', 'model name')}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{memory_kib / 2**20:.0f} GiB",
        "system": f"Linux {platform.release().partition('-')[0]}, Python {platform.python_version()}",
        "measured": time.strftime("%Y-%m-%d", time.gmtime()),
        "load before": f"{os.getloadavg()[0]:.2f}",
    }


#: What a reader wants to know the version of.
_NAMED = ("torch", "numpy", "pytest", "pytest-json-report", "gradescope-utils", "otter-grader", "nbgrader", "ipykernel")


def named(versions: Mapping[str, str]) -> dict[str, str]:
    """The packages that matter."""
    return {name: versions[name] for name in _NAMED if name in versions}


def _value(path: str, key: str) -> str:
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return "unknown"
