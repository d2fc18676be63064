"""What a submission's own statements take where everything is warm. Run by the interpreter of an environment.

Prints JSON: for each run the seconds of processor time, in a fork of a process that has used torch and an optimizer,
and once in this process after its imports, as `python submission.py` has it.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import sys
import time
from pathlib import Path

import torch


def run_statements(source: str) -> float:
    """Seconds of processor time that the submission takes."""
    began = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "submission.py", "exec"), {"__name__": "__main__"})  # noqa: S102  the benchmark's own
    return time.process_time() - began


def run_in_fork(source: str) -> float:
    """The same in a fork of this process."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writing, str(run_statements(source)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        took = float(answer.read())
    os.waitpid(pid, 0)
    return took


def warm_up() -> None:
    """Do once what is slow the first time. One thread, so that forks can differentiate."""
    model = torch.nn.Linear(3, 2)
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(2):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(torch.sigmoid(model(torch.ones(4, 3))), torch.zeros(4, 2)).backward()
        optimizer.step()
    gc.collect()
    gc.freeze()


def main(path: str, runs: str) -> None:
    """Measure."""
    source = Path(path).read_text(encoding="utf-8")
    warm_up()
    forked = [run_in_fork(source) for _ in range(int(runs))]
    again = [run_statements(source) for _ in range(int(runs))]
    sys.stdout.write(json.dumps({"forked_s": forked, "again_s": again}))


if __name__ == "__main__":
    main(*sys.argv[1:])
