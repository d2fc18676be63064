"""The fork server: has torch imported and warm, and lends it to students and to an assignment's checker.

It runs neither a submission nor a check, and its memory holds neither: what it forks inherits all that it knows.
"""

from __future__ import annotations

import os
import socket
import stat
import tempfile
from pathlib import Path
from typing import Any, NoReturn

from grader.inside import jail
from grader.inside.forkserver import ChildLimits, ForkServer, freeze, remove_folder
from grader.inside.isolation import can_change_user, describe_isolation

#: User ids that students get where the server may change them; nobody's on common systems.
FIRST_STUDENT_USER = 61_000
STUDENT_USERS = 1_000
#: Threads that the interpreter and torch may start by themselves beside the submission's own.
_SPARE_THREADS = 8


def run(control: socket.socket) -> NoReturn:
    """Serve until the gateway on the other end of `control` goes."""
    jail.die_with(os.getppid())
    jail.hide_memory()
    _import_torch()
    requests, asking = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    nursery = _Nursery(asking)
    server = ForkServer(
        sockets=(control, requests), start=nursery.start, prepare=nursery.prepare, forked=nursery.forked
    )
    control.send(b"ready")
    try:
        server.serve()
    finally:
        nursery.close()
    os._exit(0)


def _import_torch() -> None:
    """Import and use once what torch imports lazily, so that no child pays for it."""
    import torch

    # Two graders with torch's default threads run three times slower than with one each; and no OpenMP pool may be
    # running when this process forks.
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)


def _warm_up() -> None:
    """One training step with the usual optimizers, a printed tensor and a module: the slow first times of a process."""
    import torch
    from torch import nn

    from grader.inside import autograd_off, student  # noqa: F401

    generator_state = torch.get_rng_state()
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.Sigmoid())
    for optimizer in (torch.optim.Adam(model.parameters()), torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)):
        loss = nn.functional.mse_loss(model(torch.ones(2, 3)), torch.zeros(2, 2))
        optimizer.zero_grad()
        # One thread: starting the engine's device threads here would forbid differentiating in the children.
        loss.backward()
        optimizer.step()
        f"{loss} {model} {loss.item():.4f}"
    torch.func.grad(lambda x: (x * x).sum())(torch.ones(2))
    torch.set_rng_state(generator_state)


class _Nursery:
    """What the server does for each kind of child before and after the fork."""

    def __init__(self, asking: socket.socket) -> None:
        self._asking = asking
        self._root = Path(tempfile.mkdtemp(prefix="grader-"))
        # Students may go through it to their own folder, and see nothing of the others'.
        self._root.chmod(stat.S_IRWXU | stat.S_IXGRP | stat.S_IXOTH)
        self._count = 0
        self._warm = False
        self._readable = jail.python_files()
        self._own_users = can_change_user()
        self._base_data_bytes = _data_bytes()

    def close(self) -> None:
        remove_folder(self._root)

    def prepare(self, fields: dict[str, Any]) -> tuple[Path | None, ChildLimits | None]:
        if fields["child"] != "student":
            return None, None
        self._warm_up_once()
        self._count += 1
        folder = self._root / str(self._count)
        folder.mkdir(mode=0o700)
        user = self._user()
        if user is not None:
            os.chown(folder, user, user)
        limits = ChildLimits(
            memory_mib=fields["memory_mib"], disk_mib=fields["disk_mib"], threads=fields["threads"] + _SPARE_THREADS
        )
        return folder, limits

    def forked(self, fields: dict[str, Any]) -> None:
        """In the server, after a fork: while a checker collects its checks on one core, warm up on the other."""
        if fields["child"] != "student":
            self._warm_up_once()

    def _warm_up_once(self) -> None:
        if not self._warm:
            _warm_up()
            freeze()
            self._base_data_bytes = _data_bytes()
            self._warm = True

    def _user(self) -> int | None:
        return FIRST_STUDENT_USER + self._count % STUDENT_USERS if self._own_users else None

    def start(self, fields: dict[str, Any], descriptors: list[int], folder: Path | None) -> NoReturn:
        """In the child."""
        if fields["child"] == "student":
            assert folder is not None  # noqa: S101  prepared above
            self._start_student(fields, descriptors, folder)
        from grader.inside import checker

        description, requests = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        checker.run_template(description, requests, self._asking, describe_isolation())

    def _start_student(self, fields: dict[str, Any], descriptors: list[int], folder: Path) -> NoReturn:
        from grader.inside import autograd_off, student

        self._asking.close()
        rpc, stdout, stderr = descriptors
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (stdout, 1), (stderr, 2)):
            os.dup2(source, target)
            os.close(source)
        rpc = _move(rpc, 3)
        os.closerange(4, 65_536)
        os.chdir(folder)
        if fields["by_hand"]:
            autograd_off.switch_off()
        parent = os.getppid()
        user = self._user()
        jail.no_new_privileges()
        jail.limit(
            jail.Amounts(
                memory_bytes=self._base_data_bytes + fields["memory_mib"] * 2**20,
                disk_bytes=fields["disk_mib"] * 2**20,
                cpu_s=fields["cpu_s"],
                threads=fields["threads"] + _SPARE_THREADS,
            ),
            own_user=user is not None,
        )
        rules = jail.prepare_files(self._readable, (folder,))
        jail.drop_privileges(user)
        jail.restrict_files(rules)
        jail.die_with(parent)
        connection = socket.socket(fileno=rpc)
        jail.restrict_calls_to_computing()
        student.run(connection, folder)


def _move(descriptor: int, target: int) -> int:
    if descriptor != target:
        os.dup2(descriptor, target)
        os.close(descriptor)
    return target


def _data_bytes() -> int:
    """The private writable memory that this process has, and that its children begin with."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
