"""The student's process: runs a submission, and answers what the checker asks of it.

Everything in here shares a process with code that may be hostile, so nothing here decides anything: no check, no
reference and no score is ever in this memory, and what this module says may be a lie, which is then a wrong value.
"""

from __future__ import annotations

import ast
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import torch

from grader import wire
from grader.inside import time_limit
from grader.inside.servant import Servant
from grader.inside.statements import Statement
from grader.inside.values import to_wire


def run(sock: Any, folder: Path, *, memory_bytes: int) -> NoReturn:
    """Serve the checker on the other end until it goes.

    Args:
        sock: to the checker.
        folder: that the submission may write.
        memory_bytes: what it may use, beside what every process begins with.
    """
    os.environ.clear()
    os.environ.update(HOME=str(folder), TMPDIR=str(folder), MPLBACKEND="Agg", LANG="C.UTF-8", USER="student")
    # The server has looked up its own, which is closed here.
    tempfile.tempdir = None
    # Made anew: the inherited ones were made for what the server had there.
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8")  # type: ignore[misc]  # noqa: SIM115
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = open(number, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    time_limit.prepare()
    # One thread each is what keeps graders that run side by side fast, and the sums the same everywhere.
    torch.set_num_threads = torch.set_num_interop_threads = lambda *_: None
    Servant(wire.Channel(sock), folder, memory_bytes=memory_bytes).serve()
    os._exit(0)


def warm_up() -> None:
    """Do once what every student's process does, so that it finds it done: called in the fork server."""
    with time_limit.time_limit(60.0):
        to_wire([torch.ones(2), {"a": (1, 2.0)}], lambda _: 0)
    wire.unpack(wire.pack("warm", value=wire.Tensor(dtype="float32", shape=(1,), data=bytes(4)))[8:-4], bytes(4))
    Statement(ast.parse("x = 1").body[0], "warm").compile(0)
