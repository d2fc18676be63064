"""The fork server: has torch imported and warm, and lends it to students and to an assignment's checker.

It runs neither a submission nor a check, and its memory holds neither: what it forks inherits all that it knows.
"""

from __future__ import annotations

import gc
import importlib
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from grader.inside import jail, library_ahead
from grader.inside.forkserver import ChildLimits, ForkServer, freeze
from grader.inside.isolation import can_change_user, describe_isolation
from grader.inside.large_pages import LargePages

if TYPE_CHECKING:
    from grader.inside.nursery import Nursery


#: What students import, beside what torch brings: in the server once, where it would take its time in each process.
_OFTEN_IMPORTED = """
    collections copy csv dataclasses datetime functools itertools json math os pathlib pprint random statistics string
    time timeit typing numpy.random torch.nn.init torch.nn.utils torch.optim.lr_scheduler torch.utils.data
""".split()


def run(control: socket.socket) -> NoReturn:
    """Serve until the gateway on the other end of `control` goes."""
    jail.die_with(os.getppid())
    jail.hide_memory()
    _import_torch()
    requests, asking = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    children = _Children(asking)
    server = ForkServer(
        sockets=(control, requests), start=children.start, prepare=children.prepare, forked=children.forked
    )
    try:
        server.serve()
    finally:
        children.close()
    os._exit(0)


def _import_torch() -> None:
    # What an import makes stays. The collector would look through all of it a dozen times, here and in each child.
    gc.disable()
    with library_ahead.loading():
        for name in library_ahead.MODULES:
            importlib.import_module(name)
    import torch

    # Two graders with torch's default threads run three times slower than with one each; and no OpenMP pool may be
    # running when this process forks.
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)

    from grader.inside import compiler_later, distributed_later

    compiler_later.postpone()
    distributed_later.postpone()
    gc.freeze()
    gc.enable()


def _warm_up() -> None:
    """Use once what is slow the first time: optimizers, differentiating, printing, and what a student's process needs.

    One thread: starting the engine's device threads here would forbid differentiating in the children.
    """
    import torch
    from torch import nn

    from grader.inside import autograd_off, native, student, unavailable

    for name in _OFTEN_IMPORTED:
        importlib.import_module(name)
    state = torch.get_rng_state()
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.Sigmoid())
    for optimizer in (torch.optim.Adam(model.parameters()), torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)):
        loss = nn.functional.mse_loss(model(torch.ones(2, 3)), torch.zeros(2, 2))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        f"{loss} {model} {loss.item():.4f}"
    torch.manual_seed(0)
    x = torch.stack([torch.randn(4, 3).norm(dim=1), torch.randn(4).sign()]).t().abs().gt(1.0).float()
    x = torch.relu(x @ torch.randn(2, 3) + torch.randn(1, 3)).sigmoid()
    (x.T @ (x >= 0).float()).sum(0).mean().double().item()
    autograd_off.prepare()
    unavailable.prepare()
    native.load_extensions()
    student.warm_up()
    torch.set_rng_state(state)


class _Children:
    """The two kinds of children: students, and the checker of an assignment."""

    def __init__(self, asking: socket.socket) -> None:
        self._asking = asking
        self._own_users = can_change_user()
        self._isolation = describe_isolation()
        self._nursery: Nursery | None = None
        self._pages = LargePages()

    def close(self) -> None:
        if self._nursery is not None:
            self._nursery.close()

    def prepare(self, fields: dict[str, Any]) -> tuple[Path | None, ChildLimits | None]:
        return self._warm_nursery().prepare(fields) if fields["child"] == "student" else (None, None)

    def forked(self, fields: dict[str, Any]) -> None:
        """In the server, after a fork: while a checker collects its checks on one core, warm up on the other."""
        nursery = self._warm_nursery()
        if fields["child"] == "student":
            nursery.forked()
            self._pages.forked()

    def start(self, fields: dict[str, Any], descriptors: list[int], folder: Path | None) -> NoReturn:
        """In the child."""
        if folder is not None and self._nursery is not None:
            self._asking.close()
            self._nursery.start(fields, descriptors, folder)
        # Imported in the child alone: students must not inherit it.
        from grader.inside import checker

        description, requests = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        checker.run_template(description, requests, self._asking, self._isolation)

    def _warm_nursery(self) -> Nursery:
        if self._nursery is None:
            from grader.inside.nursery import Nursery

            _warm_up()
            self._nursery = Nursery(own_users=self._own_users)
            freeze()
        return self._nursery
