"""What cannot be used in a process, whichever way it is reached. Each way is tried in a process of its own kind."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import torch

from grader.inside import native, unavailable

pytestmark = pytest.mark.skipif(not native.supported(), reason="exercises by hand need x86_64 or aarch64")

#: name -> an expression that would use the loss.
LOSSES = {
    "the module": "nn.MSELoss()(a, b)",
    "its method": "nn.modules.loss.MSELoss.forward(nn.MSELoss(), a, b)",
    "the function": "F.mse_loss(a, b)",
    "a name for it from before": "earlier_loss(a, b)",
    "the binding": "torch._C._nn.mse_loss(a, b)",
    "the operator": "torch.ops.aten.mse_loss(a, b)",
    "its overload": "torch.ops.aten.mse_loss.default(a, b)",
    "with a result to write": "torch.ops.aten.mse_loss.out(a.detach(), b, out=torch.empty(()))",
    "without differentiating": "without_gradients()",
    "at the kernel": "torch.ops.aten.mse_loss.default.redispatch(cpu, a.detach(), b, 1)",
}
#: name -> an expression that would use an optimizer.
OPTIMIZERS = {
    "a new one": "torch.optim.SGD([a], lr=0.1)",
    "a name for it from before": "EarlierSGD([a], lr=0.1)",
    "one from before": "earlier_optimizer.step()",
    "what its step wraps": "EarlierSGD.step.__wrapped__(earlier_optimizer)",
    "the function behind it": "earlier_sgd([], [], [])",
    "a class of one's own": "type('Mine', (torch.optim.Optimizer,), {})([a], {})",
    "loaded again": "importlib.reload(sys.modules['torch.optim.sgd'])",
    "imported anew": "fresh_import()",
    "from its file": "open(torch.optim.__file__).read()",
    "from its file by another path": "relative_open()",
    "from its file's bytes": "os.open(os.fsencode(torch.optim.__file__), 0)",
}
#: Everything beside them still works: name -> an expression that is true.
ALLOWED = {
    "the formula": "abs(((a - b) ** 2).mean().item() - 1) < 1e-6",
    "differentiating": "torch.autograd.grad(((a - b) ** 2).sum(), a)[0].sum().item() == 6",
    "another loss": "F.l1_loss(a, b).item() == 1",
    "another module's file": "bool(open(torch.nn.__file__).read())",
    "the name alone": "torch.optim.SGD.__name__ == 'SGD' and isinstance(nn.MSELoss(), nn.Module)",
}
PREAMBLE = """
import importlib, json, os, sys
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.functional import mse_loss as earlier_loss
from torch.optim import SGD as EarlierSGD
from torch.optim.sgd import sgd as earlier_sgd
from grader.inside import unavailable

a, b = torch.ones(3, 1, requires_grad=True), torch.zeros(3, 1)
cpu = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
earlier_optimizer = EarlierSGD([a], lr=0.0)
earlier_optimizer.step()
unavailable.take_away(["torch.optim", "torch.nn.MSELoss", "torch.nn.functional.mse_loss"])

def without_gradients():
    with torch.inference_mode():
        return torch.ops.aten.mse_loss(torch.ones(3), torch.zeros(3))

def fresh_import():
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith("torch.optim")}
    try:
        return importlib.import_module("torch.optim")
    finally:
        sys.modules.update(kept)

def relative_open():
    os.chdir(os.path.dirname(torch.__file__))
    return open("optim/../optim/sgd.py").read()

def what_happens(expression):
    try:
        return f"gave {eval(expression)!r}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"

print(json.dumps([what_happens(expression) for expression in json.loads(sys.argv[1])]))
"""


def outcomes(expressions: dict[str, str]) -> dict[str, str]:
    """What becomes of each in a process without them."""
    command = [sys.executable, "-W", "ignore", "-c", PREAMBLE, json.dumps(list(expressions.values()))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(zip(expressions, json.loads(done.stdout), strict=True))


def test_the_loss_cannot_be_had() -> None:
    """The message names it, or is the library's own where it is reached below Python."""
    found = outcomes(LOSSES)
    refused = ("NotAvailableError: torch.nn.", f"RuntimeError: {native.THROWN}")
    assert {name: said for name, said in found.items() if not said.startswith(refused)} == {}
    assert found["the function"] == f"NotAvailableError: torch.nn.functional.mse_loss {unavailable.REFUSED}"


def test_optimizers_cannot_be_had() -> None:
    """Neither made, nor used, nor loaded a second time."""
    said = f"NotAvailableError: torch.optim {unavailable.REFUSED}"
    assert outcomes(OPTIMIZERS) == dict.fromkeys(OPTIMIZERS, said)


def test_everything_else_works() -> None:
    """By hand, all that is needed is there."""
    assert outcomes(ALLOWED) == dict.fromkeys(ALLOWED, "gave True")


def test_a_name_that_stands_for_nothing_is_told() -> None:
    """For the author of a manifest."""
    assert unavailable.find("torch.nn.MSELoss") is torch.nn.MSELoss
    for name in ("torch.nn.MSELos", "torch.optimm", "nowhere.at.all"):
        with pytest.raises(LookupError, match=f"{name} is no part of the installed libraries"):
            unavailable.find(name)


def test_nothing_is_taken_from_this_process() -> None:
    """Importing the module changes nothing."""
    assert unavailable.taken_away() == ()
    assert torch.nn.functional.mse_loss(torch.ones(2), torch.zeros(2)).item() == 1
