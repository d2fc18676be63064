"""torch's distributed tensors are imported when somebody has made one, and are compared as ever then."""

from __future__ import annotations

import subprocess
import sys

BEFORE = """
import os, sys
import torch
from grader.inside import compiler_later, distributed_later
compiler_later.postpone()
distributed_later.postpone()
modules = set(sys.modules)
x = torch.ones(3)
def differs(*pair):
    try:
        torch.testing.assert_close(*pair)
    except (AssertionError, TypeError) as error:
        return str(error)
    return ""
"""
COMPARE = """
assert not differs(x, x)
assert "Mismatched elements: 3 / 3" in differs(x, x + 1)
assert not differs({"a": [x, 1.0]}, {"a": [x, 1.0]})
"""


def run(text: str) -> None:
    """In a process of its own, whose modules nobody else has imported."""
    done = subprocess.run([sys.executable, "-c", BEFORE + text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def test_a_comparison_imports_nothing() -> None:
    """One that passes, one that fails, one of nested values."""
    run(f"{COMPARE}\nassert set(sys.modules) == modules, set(sys.modules) - modules")


def test_distributed_tensors_are_compared_as_without_it() -> None:
    """Two of them by what they hold; one with a plain tensor is refused."""
    run(
        f"""{COMPARE}
from torch.distributed import HashStore, device_mesh, init_process_group
from torch.distributed.tensor import Replicate, distribute_tensor
os.environ["GLOO_SOCKET_IFNAME"] = "lo"
init_process_group("gloo", store=HashStore(), rank=0, world_size=1)
mesh = device_mesh.init_device_mesh("cpu", (1,))
one, two = (distribute_tensor(values, mesh, [Replicate()]) for values in (x, x + 1))
assert not differs(one, one)
assert "Mismatched elements: 3 / 3" in differs(one, two)
assert "ambiguous" in differs(one, x)
"""
    )
