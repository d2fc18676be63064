"""torch's library is loaded beside other imports, and nothing is different afterwards."""

from __future__ import annotations

import subprocess
import sys

from grader.inside.library_ahead import EXTENSIONS, MODULES

LOADED = """
from pathlib import Path
def is_loaded():
    return "libtorch_cpu.so" in Path("/proc/self/maps").read_text()
"""


def run(text: str) -> str:
    """What it prints, in a process of its own, whose modules nobody else has imported."""
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_it_is_there_before_torch_is_imported_and_torch_uses_it() -> None:
    """A gradient comes out; no thread is left, or the next fork would be unsafe; it is loaded once."""
    run(
        f"""{LOADED}
import os, sys, threading, time
from grader.inside import library_ahead
with library_ahead.loading():
    pass
assert is_loaded() and "torch" not in sys.modules
assert threading.active_count() == 1
# Python counts a thread as ended a moment before the system does.
deadline = time.monotonic() + 30
while len(list(Path("/proc/self/task").iterdir())) > 1:
    assert time.monotonic() < deadline, "a thread is left"
    os.sched_yield()
import torch
x = torch.ones(2, requires_grad=True)
(x * x).sum().backward()
assert x.grad.tolist() == [2.0, 2.0]
files = {{line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libtorch_cpu" in line}}
assert len(files) == 1, files
"""
    )


def test_what_is_imported_meanwhile_needs_nothing_of_torch() -> None:
    """Or it would wait, and load the library itself."""
    run(
        f"{LOADED}\nimport importlib, sys\nfor name in {MODULES}: importlib.import_module(name)\nassert not is_loaded()"
    )


def test_what_is_imported_meanwhile_loads_no_library_of_its_own() -> None:
    """The system loads one at a time: whoever wanted another would wait for torch's."""
    found = run(
        f"""
import importlib, sys
for name in {MODULES}: importlib.import_module(name)
for name, module in sys.modules.items():
    if str(getattr(module, "__file__", "")).endswith(".so"): print(name)
"""
    )
    assert set(found.split()) <= set(EXTENSIONS)


def test_where_torch_is_not_installed_nothing_happens() -> None:
    """`import torch` says so afterwards."""
    run(
        f"""{LOADED}
import sys
from unittest.mock import patch
from grader.inside import library_ahead
with patch("importlib.util.find_spec", return_value=None), library_ahead.loading():
    pass
assert not is_loaded()
"""
    )
