"""A process that forks others on demand, watches them, and says how each of them ended.

It is the parent of every student's process, so its memory must hold nothing that a student may not see: a request
carries limits and descriptors, never code, checks, seeds or answers. Those go through the descriptors that it hands on.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import selectors
import shutil
import signal
import socket
import stat
import struct
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import wire
from grader.inside import jail
from grader.inside.out_of_memory import OutOfMemory

#: How often a running child is looked at. Kernel limits hold meanwhile; this is for what they do not count.
WATCH_INTERVAL_S = 0.2
_MAX_REQUEST_BYTES = 4096
_MAX_DESCRIPTORS = 6
#: Asks on a status socket for what the child has used so far. Anything else asks for its end.
USAGE = b"usage"
#: A folder with more entries is not looked through.
_MAX_ENTRIES = 10_000
#: What the owner of a folder needs to make files in it.
_MAKE_FILES = stat.S_IWUSR | stat.S_IXUSR


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLimits:
    """What the watch holds a child to."""

    memory_mib: int
    disk_mib: int
    threads: int
    #: Whose the files are that it writes; None: this process's own user's.
    user_id: int | None = None


@dataclass(slots=True, kw_only=True)
class Child:
    """A process that is running, and who wants to know how it ends."""

    pid: int
    pidfd: int
    status: socket.socket
    folder: Path | None = None
    limits: ChildLimits | None = None
    #: What was free on the folder's file system when the process began.
    free_bytes: int = 0
    #: Why the watch stopped it: "memory", "disk" or "threads".
    stopped_for: str = ""


def send_request(sock: socket.socket, descriptors: Sequence[int], **fields: Any) -> None:
    """Ask a fork server for a process that gets these descriptors."""
    socket.send_fds(sock, [wire.pack("request", **fields)], list(descriptors))


def receive_request(sock: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """The next request and its descriptors; None when nobody can ask any more."""
    data, descriptors, _, _ = socket.recv_fds(sock, _MAX_REQUEST_BYTES, _MAX_DESCRIPTORS)
    if not data:
        return None
    header, _ = struct.unpack_from("!II", data)
    return wire.unpack(data[8 : 8 + header], data[8 + header :]).fields, descriptors


class ForkServer:
    """Serves requests on its sockets until one of them closes.

    `start(fields, descriptors)` runs in the child that a request asked for and must not return.
    `prepare(fields)` runs in the server before the fork: the folder that the child may write, and its limits.
    `forked(fields)` runs in the server after it.
    """

    def __init__(
        self,
        *,
        sockets: Sequence[socket.socket],
        start: Callable[[dict[str, Any], list[int], Path | None], None],
        prepare: Callable[[dict[str, Any]], tuple[Path | None, ChildLimits | None]] = lambda _: (None, None),
        forked: Callable[[dict[str, Any]], None] = lambda _: None,
    ) -> None:
        self._sockets = tuple(sockets)
        self._start = start
        self._prepare = prepare
        self._forked = forked
        self._children: dict[int, Child] = {}
        self._out_of_memory = OutOfMemory()
        self._selector = selectors.DefaultSelector()
        #: When the children are looked at again, on the monotonic clock.
        self._next_look_s = 0.0

    def serve(self) -> None:
        """Serve until a socket closes, then stop what is running."""
        for sock in self._sockets:
            self._selector.register(sock, selectors.EVENT_READ, sock)
        try:
            while self._serve_once():
                pass
        finally:
            for child in list(self._children.values()):
                _kill(child)
                self._reap(child)

    def _serve_once(self) -> bool:
        for key, _ in self._selector.select(self._until_look_s()):
            if isinstance(key.data, socket.socket):
                if not self._accept(key.data):
                    return False
            else:
                child, event = key.data
                if event == "ended":
                    self._reap(child)
                elif child.pid in self._children:
                    self._hear(child)
        self._look()
        return True

    def _until_look_s(self) -> float | None:
        """How long to wait for something to happen; None where nobody is watched."""
        watched = any(child.limits for child in self._children.values())
        return max(0.0, self._next_look_s - time.monotonic()) if watched else None

    def _look(self) -> None:
        """Watch the children when it is time. A look takes milliseconds: one at each event cost 50 ms a submission."""
        if time.monotonic() < self._next_look_s:
            return
        self._next_look_s = time.monotonic() + WATCH_INTERVAL_S
        for child in self._children.values():
            if child.limits:
                self._watch(child, child.limits)

    def _accept(self, sock: socket.socket) -> bool:
        request = receive_request(sock)
        if request is None:
            return False
        fields, descriptors = request
        status = socket.socket(fileno=descriptors.pop())
        folder, limits = self._prepare(fields)
        pid = os.fork()
        if pid == 0:
            status.close()
            self._become_child(fields, descriptors, folder)
        for descriptor in descriptors:
            os.close(descriptor)
        child = Child(
            pid=pid,
            pidfd=os.pidfd_open(pid),
            status=status,
            folder=folder,
            limits=limits,
            free_bytes=_free_bytes(folder) if folder else 0,
        )
        self._children[pid] = child
        self._selector.register(child.pidfd, selectors.EVENT_READ, (child, "ended"))
        self._selector.register(status, selectors.EVENT_READ, (child, "hangup"))
        self._forked(fields)
        return True

    def _hear(self, child: Child) -> None:
        """Whoever asked for a child wants its figures, or its end; it ends too when nobody is there any more."""
        said = b""
        # Read even then: closing a socket with unread data loses what was sent on it.
        with contextlib.suppress(OSError):
            said = child.status.recv(64, socket.MSG_DONTWAIT)
        if said == USAGE:
            with contextlib.suppress(OSError):
                child.status.send(wire.pack("usage", **_usage(child.pid)), socket.MSG_DONTWAIT)
            return
        self._selector.unregister(child.status)
        _kill(child)

    def _become_child(self, fields: dict[str, Any], descriptors: list[int], folder: Path | None) -> None:
        """In the child: nothing of the server's is left open, and nothing returns."""
        try:
            self._selector.close()
            for sock in self._sockets:
                sock.close()
            for other in self._children.values():
                other.status.close()
                os.close(other.pidfd)
            self._children.clear()
            self._start(fields, descriptors, folder)
        except BaseException:  # noqa: BLE001  a child that returned would become a second server
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(70)

    def _watch(self, child: Child, limits: ChildLimits) -> None:
        try:
            status = Path(f"/proc/{child.pid}/status").read_text()
        except OSError:
            return
        numbers = {line.split(":")[0]: line.split()[1] for line in status.splitlines() if len(line.split()) > 1}
        # With what it shares with this server, and with the page tables: a few bytes read here and there in an endless
        # mapping take hardly any memory but those.
        resident_mib = (int(numbers.get("VmRSS", 0)) + int(numbers.get("VmPTE", 0))) // 1024
        tables_mib = int(numbers.get("VmPTE", 0)) // 1024
        # A process that fills its memory needs tables of a five-hundredth of it.
        if resident_mib > limits.memory_mib or tables_mib > limits.memory_mib // 8:
            child.stopped_for = "memory"
        elif int(numbers.get("Threads", 0)) > limits.threads:
            child.stopped_for = "threads"
        elif child.folder is not None and _used_mib(child, child.folder, limits) > limits.disk_mib:
            child.stopped_for = "disk"
        if child.stopped_for:
            _kill(child)

    def _reap(self, child: Child) -> None:
        _, wait_status, usage = os.wait4(child.pid, 0)
        del self._children[child.pid]
        with contextlib.suppress(KeyError):
            self._selector.unregister(child.status)
        self._selector.unregister(child.pidfd)
        os.close(child.pidfd)
        if child.folder is not None:
            remove_folder(child.folder, child.limits.user_id if child.limits else None)
        exit_code = os.waitstatus_to_exitcode(wait_status)
        if exit_code == -signal.SIGKILL and not child.stopped_for and self._out_of_memory.has_happened():
            child.stopped_for = "memory"
        ended = wire.pack(
            "ended",
            exit_code=exit_code,
            cpu_s=usage.ru_utime + usage.ru_stime,
            max_rss_mb=usage.ru_maxrss / 1024,
            stopped_for=child.stopped_for,
        )
        with contextlib.suppress(OSError):
            child.status.send(ended, socket.MSG_DONTWAIT)
        child.status.close()


def freeze() -> None:
    """Keep the collector from touching, and so copying, what every child shares."""
    gc.collect()
    gc.freeze()


def _kill(child: Child) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(child.pidfd, signal.SIGKILL)


def _usage(pid: int) -> dict[str, float]:
    """What a process has used so far."""
    # The processor-time clock of a process. Source: clock_getcpuclockid(3), MAKE_PROCESS_CPUCLOCK in the kernel.
    used = {"cpu_s": time.clock_gettime((~pid << 3) | 2), "max_rss_mb": 0.0}
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            used["max_rss_mb"] = int(line.split()[1]) / 1024
    return used


def _used_mib(child: Child, folder: Path, limits: ChildLimits) -> int:
    """What a process's files below a folder take, those included that it has deleted and still holds."""
    with jail.as_user(limits.user_id):
        used_mib = _add_up(folder)
        # Files without a name are looked for where so much is gone from the file system: that takes milliseconds.
        gone_mib = (child.free_bytes - _free_bytes(folder)) // 2**20
        if used_mib + gone_mib > limits.disk_mib:
            used_mib += _add_up_deleted(folder, child.pid, limits.disk_mib)
        return used_mib


def _free_bytes(folder: Path) -> int:
    status = os.statvfs(folder)
    return status.f_bfree * status.f_frsize


def _add_up_deleted(folder: Path, pid: int, most_mib: int) -> int:
    used = 0
    known = set()
    with contextlib.suppress(OSError):
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                if str(descriptor.readlink()).startswith(f"{folder}/"):
                    status = descriptor.stat()
                    known.add(str(status.st_ino))
                    used += status.st_blocks * 512 if not status.st_nlink else 0
        lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
        mapped = {line.split()[4] for line in lines if f" {folder}/" in line and line.endswith(" (deleted)")}
        # A map does not say how large its file is. One may be a temporary file, more of them are a hiding place.
        used += max(0, len(mapped - known) - 1) * most_mib * 2**20
    return used // 2**20


def _add_up(folder: Path) -> int:
    """Without following a link. A tree that cannot be looked at counts as full."""
    used, seen, folders = 0, 0, [str(folder)]
    while folders:
        inner = folders.pop()
        try:
            with os.scandir(inner) as entries:
                for entry in entries:
                    seen += 1
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    used += max(4096, entry.stat(follow_symlinks=False).st_blocks * 512)
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG or (error.errno == errno.EACCES and _can_hold_files(inner)):
                return sys.maxsize
        if seen > _MAX_ENTRIES:
            return sys.maxsize
    return used // 2**20


def _can_hold_files(folder: str) -> bool:
    """Whether its owner can make files in it. A mode is given when a folder is made, and stays."""
    with contextlib.suppress(OSError):
        return os.lstat(folder).st_mode & _MAKE_FILES == _MAKE_FILES
    return True


def remove_folder(folder: Path, user_id: int | None = None) -> None:
    """Delete a folder whatever a submission made of it: unreadable, nested past the recursion limit, full of links.

    Args:
        folder: this process's own.
        user_id: whose everything in it is; None: this process's own user's.
    """
    if user_id is not None:
        with jail.as_user(user_id), contextlib.suppress(OSError):
            for entry in list(os.scandir(folder)):
                _remove(Path(entry.path))
    _remove(folder)


def _remove(folder: Path) -> None:
    if folder.is_symlink() or not folder.is_dir():
        folder.unlink(missing_ok=True)
        return

    def mend(_function: object, path: str, _error: object) -> None:
        with contextlib.suppress(OSError):
            if Path(path) != folder:
                Path(path).parent.chmod(0o700)
            if not Path(path).is_symlink():
                Path(path).chmod(0o700)

    for _ in range(3):
        try:
            shutil.rmtree(folder, onerror=mend)
        except RecursionError:
            _flatten(folder)
        if not folder.exists():
            return


def _flatten(folder: Path) -> None:
    """Lift the innards of a very deep tree to the top, a level at a time, so that it can be removed."""
    for count in range(100_000):
        inner = next((entry for entry in folder.iterdir() if entry.is_dir() and not entry.is_symlink()), None)
        if inner is None:
            return
        for entry in inner.iterdir():
            entry.rename(folder / f"lifted-{count}-{entry.name[:50]}")
        inner.rmdir()
