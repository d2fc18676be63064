"""What a jailed process can no longer do. Each is really tried, in a child."""

from __future__ import annotations

import ctypes
import faulthandler
import mmap
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.inside import jail
from grader.sandbox.local import reasons_against
from tests.inside.children import in_child

pytestmark = pytest.mark.skipif(bool(reasons_against()), reason="; ".join(reasons_against()))

FILTER = jail.computing_filter() if not reasons_against() else b""


def jailed(action: Callable[[], Any], folder: Path, *, calls: bool = True) -> Any:
    """What the action gives in a child that holds itself as a student's process does, with `folder` to write in."""

    def run() -> Any:
        rules = jail.prepare_files(jail.python_files(), (folder,))
        jail.no_new_privileges()
        jail.restrict_files(rules)
        jail.drop_privileges(None)
        if calls:
            jail.restrict_calls(FILTER)
        return action()

    return in_child(run)


def socket_of(family: int, kind: int) -> Callable[[], Any]:
    """Opening a socket."""
    return lambda: socket.socket(family, kind).fileno()


def clone_a_process() -> Any:
    """The raw system call, past the C library."""
    return ctypes.CDLL(None, use_errno=True).syscall(56, signal.SIGCHLD, 0, 0, 0, 0)


REFUSED: list[tuple[str, Callable[[], Any]]] = [
    ("fork", os.fork),
    ("start a program", lambda: subprocess.run(["/bin/true"], check=False).returncode),
    ("replace the program", lambda: os.execv("/bin/true", ["true"])),  # noqa: S606  refused
    ("open a TCP socket", socket_of(socket.AF_INET, socket.SOCK_STREAM)),
    ("open a UDP socket", socket_of(socket.AF_INET6, socket.SOCK_DGRAM)),
    ("open a Unix socket", socket_of(socket.AF_UNIX, socket.SOCK_STREAM)),
    ("open a netlink socket", socket_of(16, socket.SOCK_RAW)),
    ("signal another process", lambda: os.kill(os.getppid(), 0)),
    ("signal its group", lambda: os.kill(0, 0)),
    ("signal everybody", lambda: os.kill(-1, 0)),
    ("raise a limit", lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0))),
    ("change the user", lambda: os.setuid(12345)),
    ("change the root", lambda: os.chroot("/")),
    ("lower its priority", lambda: os.nice(1)),
    ("leave its session", os.setsid),
    ("take shared memory outside the limit", lambda: mmap.mmap(-1, 4096)[0]),
    ("look at another process's memory", lambda: Path(f"/proc/{os.getppid()}/maps").read_text()),
    ("read its own environment's file", lambda: Path("/proc/self/environ").read_bytes().hex()),
    ("list the home folder", lambda: [str(entry) for entry in Path.home().iterdir()]),
    ("read the password file", lambda: Path("/etc/passwd").read_text()),
    ("read this test", lambda: Path(__file__).read_text()),
    ("read this package", lambda: Path(jail.__file__).read_text()),
    ("write into the packages", lambda: Path(os.__file__).with_name("evil.pth").write_text("x")),
    ("empty a file that it may read", lambda: os.open(os.__file__, os.O_RDONLY | os.O_TRUNC)),
    ("truncate a file that it may read", lambda: os.truncate(os.__file__, 0)),
    ("write elsewhere", lambda: Path("/tmp/evil").write_text("x")),
    ("make a device", lambda: os.mknod("device", 0o600 | 0o020000)),
]


@pytest.mark.parametrize(("name", "action"), REFUSED, ids=[name for name, _ in REFUSED])
def test_a_jailed_process_cannot(name: str, action: Callable[[], Any], tmp_path: Path) -> None:
    """It gets an error, and nothing happens."""
    answer = jailed(action, tmp_path)
    assert answer.get("raised") in {"PermissionError", "OSError", "FileNotFoundError", "ValueError"}, (name, answer)
    assert any(word in answer["text"] for word in ("not permitted", "denied", "not allowed")), (name, answer)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the number of the call is x86_64's")
def test_a_raw_clone_is_refused(tmp_path: Path) -> None:
    """The filter sees the call itself, not the library's function."""
    assert jailed(clone_a_process, tmp_path)["value"] == -1


def test_a_jailed_process_can_compute(tmp_path: Path) -> None:
    """It reads Python's files, writes its folder, starts threads, and talks over what it was given."""

    def work() -> list[str]:
        import decimal  # noqa: F401  a lazy import from the standard library

        done: list[str] = []
        thread = threading.Thread(target=lambda: done.append("thread"))
        thread.start()
        thread.join()
        (tmp_path / "note").write_text("written")
        mine, other = socket.socketpair()
        mine.sendall(b"pair")
        return [*done, (tmp_path / "note").read_text(), other.recv(10).decode()]

    assert jailed(work, tmp_path)["value"] == ["thread", "written", "pair"]


def test_a_jailed_process_may_end_itself(tmp_path: Path) -> None:
    """abort() signals the process itself, which stays allowed: its death is how a crash is seen."""

    def end() -> None:
        faulthandler.disable()
        os.abort()

    assert jailed(end, tmp_path) == {"died": -signal.SIGABRT}


def test_without_the_filter_the_calls_would_go_through(tmp_path: Path) -> None:
    """The refusals above are the filter's, not this machine's."""
    assert jailed(os.setsid, tmp_path, calls=False) == {"value": None}
    assert isinstance(jailed(socket_of(socket.AF_INET, socket.SOCK_STREAM), tmp_path, calls=False)["value"], int)


def test_no_capability_is_left() -> None:
    """Also where the user stays root."""

    def effective() -> str:
        jail.drop_privileges(None)
        return next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapEff"))

    assert in_child(effective)["value"].split()[1].strip("0") == ""


def test_memory_beyond_the_limit_is_refused() -> None:
    """An allocation fails with an error that a student can read, and the process lives on."""

    def allocate() -> str:
        import torch

        jail.limit(jail.Amounts(memory_bytes=2 * 2**30, disk_bytes=2**20, cpu_s=60, threads=64), own_user=False)
        try:
            torch.ones(2**30)
        except RuntimeError as error:
            return str(error)
        return "allocated"

    assert "allocate memory" in in_child(allocate)["value"]


def test_a_file_cannot_grow_beyond_the_limit(tmp_path: Path) -> None:
    """Writing more than the disk limit fails."""

    def write() -> str:
        jail.limit(jail.Amounts(memory_bytes=2**33, disk_bytes=2**20, cpu_s=60, threads=64), own_user=False)
        (tmp_path / "big").write_bytes(bytes(2**21))
        return "written"

    assert in_child(write)["raised"] == "OSError"


def test_this_packages_folder_is_not_among_pythons_files() -> None:
    """Neither the package nor, where they are bundled with it, the assignments."""
    ours = Path(jail.__file__).resolve().parents[1]
    assert not any(ours.is_relative_to(path.resolve()) for path in jail.python_files() if path.exists())
    assert any(Path(os.__file__).resolve().is_relative_to(path.resolve()) for path in jail.python_files())


def test_a_process_dies_with_its_parent() -> None:
    """Killing the parent with -9 takes the child along."""
    script = (
        "import os, sys, time\n"
        "from grader.inside import jail\n"
        "parent = os.getpid()\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    jail.die_with(parent)\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(60)\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    pidfd = os.pidfd_open(child)
    process.kill()
    process.wait()
    with process.stdout:
        import select

        assert select.select([pidfd], [], [], 10)[0], "the child outlived its parent"
    os.close(pidfd)
