"""torch's compiler is imported when somebody asks for it, and then works."""

from __future__ import annotations

import subprocess
import sys

import pytest

BEFORE = """
import sys, inspect, warnings
import torch
from grader.inside import compiler_later
compiler_later.postpone()
is_there = lambda: "torch._dynamo.trace_rules" in sys.modules
"""
TRAIN = """
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
for kind in (torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad, torch.optim.SGD):
    optimizer = kind(model.parameters(), lr=0.01)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    loss = torch.nn.functional.mse_loss(model(torch.ones(5, 3)), torch.zeros(5, 2))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    scheduler.step()
torch.manual_seed(1)
inspect.getmodule(inspect.currentframe())
"""


def run(text: str) -> None:
    """In a process of its own, whose modules nobody else has imported."""
    done = subprocess.run([sys.executable, "-c", BEFORE + text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def test_a_training_does_without_it() -> None:
    """With every kind of optimizer, a scheduler, a seed."""
    run(f"{TRAIN}\nassert not is_there()")


@pytest.mark.parametrize(
    "use",
    [
        "assert torch.func.grad(lambda x: (x * x).sum())(torch.ones(2)).tolist() == [2.0, 2.0]",
        "assert torch.compile(lambda x: x + 1, backend='eager')(torch.ones(1)).item() == 2.0",
        (
            "import torch._dynamo.config; assert torch._dynamo.config.suppress_errors in (True, False); "
            "from torch._dynamo import optimize; assert callable(optimize)"
        ),
    ],
)
def test_whoever_asks_for_it_gets_it(use: str) -> None:
    """After a training as before one; it is the real one from then on."""
    run(f"{TRAIN}\n{use}\nassert is_there()\nimport torch._dynamo\nassert torch._dynamo.__spec__ is not None\n{TRAIN}")


def test_where_it_is_already_nothing_changes() -> None:
    """Postponing comes too late then, and does no harm."""
    run("import torch._dynamo as real\ncompiler_later.postpone()\nassert sys.modules['torch._dynamo'] is real")
