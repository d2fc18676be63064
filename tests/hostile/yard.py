"""The place where attacks happen: everything that one could read, write or reach is there, marked and watched."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import site
import socket
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.assignment import Assignment, load_assignment

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
#: Short, so that endless loops end soon.
LIMITS = """
[limits]
run_s = 2
call_s = 1
total_s = 6
memory_mib = 512
disk_mib = 8
threads = 16
output_kib = 16
"""


@dataclass(frozen=True, slots=True)
class Canaries:
    """Texts that are in one place each, so that wherever they turn up it is known what was read."""

    checks: str = field(default_factory=lambda: f"checks-{secrets.token_hex(8)}")
    reference: str = field(default_factory=lambda: f"reference-{secrets.token_hex(8)}")
    neighbour: str = field(default_factory=lambda: f"neighbour-{secrets.token_hex(8)}")
    environment: str = field(default_factory=lambda: f"environment-{secrets.token_hex(8)}")

    def found_in(self, text: str) -> list[str]:
        """Those that the text holds."""
        every = (self.checks, self.reference, self.neighbour, self.environment)
        return [canary for canary in every if canary in text]


class Listener:
    """A server on the loopback interface and on a path, which counts who comes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "socket"
        self.visitors = 0
        self._sockets = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)]
        self.port: int = self._sockets[0].getsockname()[1]
        self._sockets[1].bind(("127.0.0.1", self.port))
        for address in (str(self.path), f"\0grader-{self.port}"):
            self._sockets.append(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            self._sockets[-1].bind(address)
            self._sockets[-1].listen()
        for sock in self._sockets:
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                if sock.type == socket.SOCK_DGRAM:
                    sock.recv(100)
                else:
                    sock.accept()[0].close()
                self.visitors += 1

    def close(self) -> None:
        """Stop listening."""
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


class Yard:
    """A folder with the course's files, a neighbour's submission, a home, a place for packages, and one for loot."""

    def __init__(self, base: Path, canaries: Canaries, listener: Listener, *, packages: Path | None = None) -> None:
        """Args: packages: where the machine's packages are; None: a place that only looks so."""
        self.base = base
        self.canaries = canaries
        self.listener = listener
        for name in ("work", "course", "loot", "home", "temporary", "neighbour", "packages"):
            (base / name).mkdir(parents=True)
        self.packages = packages or base / "packages"
        self._mark = secrets.token_hex(6)
        (base / "neighbour" / "hw4.py").write_text(f"# {canaries.neighbour}\ndef forward(x):\n    return x\n")
        for name in ("checks.py", "reference.py"):
            text = (HERE / "control" / name).read_text()
            (base / "course" / name).write_text(self._fill(text))
        self.victim = base / "victim.txt"
        self.victim.write_text("as it was")
        self.victim.chmod(0o640)
        os.utime(self.victim, (1_000_000_000, 1_000_000_000))

    def _fill(self, text: str) -> str:
        return text.replace("@CHECKS_CANARY@", self.canaries.checks).replace(
            "@REFERENCE_CANARY@", self.canaries.reference
        )

    def known(self, checks: Path | None = None, reference: Path | None = None) -> dict[str, str]:
        """What whoever attacks knows about the places, by the words of preamble.py."""
        return {
            "LOOT": str(self.base / "loot"),
            "CHECKS": str(checks or self.base / "course" / "checks.py"),
            "REFERENCE": str(reference or self.base / "course" / "reference.py"),
            "NEIGHBOUR": str(self.base / "neighbour" / "hw4.py"),
            "SITE": str(self.packages),
            "HOME": str(self.base / "home"),
            "TEMPORARY": str(self.base / "temporary"),
            "REPORT": str(self.base / "work" / "report.json"),
            "VICTIM": str(self.victim),
            "PORT": str(self.listener.port),
            "SOCKET": str(self.listener.path),
            "MARK": self._mark,
        }

    def environment(self) -> dict[str, str]:
        """The environment of whoever grades, with a secret in it."""
        return {
            "GRADER_SECRET": self.canaries.environment,
            "HOME": str(self.base / "home"),
            "TMPDIR": str(self.base / "temporary"),
            "SITE": str(self.packages),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
        }

    def loot(self) -> str:
        """What was carried away."""
        files = sorted((self.base / "loot").rglob("*"))
        return "\n".join(path.read_text(errors="replace") for path in files if path.is_file())

    def snapshot(self) -> dict[str, tuple[int, ...]]:
        """Everything that must not change, file by file: size, mode, time of change."""
        folders = [self.base / name for name in ("course", "loot", "home", "temporary", "neighbour", "packages")]
        shared = [Path("/dev/shm"), Path(tempfile.gettempdir()), Path.home(), Path.cwd()]
        found = {str(self.victim): _facts(self.victim)}
        for folder in folders:
            found |= {str(path): _facts(path) for path in folder.rglob("*")}
        for folder in (*shared, self.packages):
            if folder.is_dir():
                found |= {str(path): () for path in folder.iterdir() if self._mark in path.name}
        return found

    def clean(self) -> None:
        """Remove what bears the mark outside of the yard: the control wins there."""
        for path in self.snapshot():
            if self._mark in Path(path).name and Path(path).exists():
                Path(path).unlink()


def _facts(path: Path) -> tuple[int, ...]:
    with contextlib.suppress(OSError):
        status = path.lstat()
        return (status.st_size, status.st_mode, status.st_mtime_ns) if not path.is_dir() else (status.st_mode,)
    return ()


def copy_assignment(folder: Path, canaries: Canaries) -> Assignment:
    """The repository's hw4 with short limits, and with canaries in its checks and its reference."""
    directory = folder / "hw4"
    shutil.copytree(ROOT / "assignments" / "hw4", directory, ignore=shutil.ignore_patterns("__pycache__", "handout"))
    shutil.copy(ROOT / "reference" / "hw4.py", directory / "reference.py")
    manifest = directory / "assignment.toml"
    manifest.write_text(manifest.read_text().replace("\n[[exercises]]", f"\n{LIMITS}\n[[exercises]]", 1))
    for path in directory.rglob("checks/*.py"):
        path.write_text(f'{path.read_text()}\nCANARY = "{canaries.checks}"\n')
    reference = directory / "reference.py"
    reference.write_text(f'{reference.read_text()}\nCANARY = "{canaries.reference}"\n')
    return load_assignment(str(directory), search=())


@contextlib.contextmanager
def listening(folder: Path) -> Iterator[Listener]:
    """A listener for as long as it is needed."""
    listener = Listener(folder)
    try:
        yield listener
    finally:
        listener.close()


def machine_packages() -> Path:
    """Where this machine's Python keeps its packages."""
    return Path(site.getsitepackages()[0])


def as_lines(facts: Mapping[str, object]) -> str:
    """For a message."""
    return "\n".join(f"  {name}: {value}" for name, value in facts.items())
