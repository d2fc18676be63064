"""The harnesses: each builds the homework in its own way and grades it with its own commands."""

from __future__ import annotations

from benchmarks.harnesses.gradescope import Gradescope
from benchmarks.harnesses.harness import Harness
from benchmarks.harnesses.nbgrader import Nbgrader
from benchmarks.harnesses.otter import Otter
from benchmarks.harnesses.ours import Ours
from benchmarks.harnesses.plain_pytest import PlainPytest

PEERS: dict[str, type[Harness]] = {
    "gradescope-utils": Gradescope,
    "pytest": PlainPytest,
    "otter": Otter,
    "nbgrader": Nbgrader,
}

__all__ = ["PEERS", "Gradescope", "Harness", "Nbgrader", "Otter", "Ours", "PlainPytest"]
