"""What this machine offers for holding a student's process: facts, gathered once, without a verdict.

Each probe asks the kernel or the engine itself, since a version number alone says little: a feature can be compiled
out, switched off at boot, or forbidden by the container in which we run.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import importlib.metadata
import os
import platform
import resource
import shutil
import socket
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

# Source: linux/prctl.h, linux/seccomp.h.
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, _PR_GET_NO_NEW_PRIVS = 22, 2, 39
# Source: linux/capability.h.
_CAPABILITIES = {"KILL": 5, "SETGID": 6, "SETUID": 7}
_RLIMITS = ("CORE", "CPU", "DATA", "FSIZE", "MEMLOCK", "MSGQUEUE", "NOFILE", "NPROC", "SIGPENDING")
_DOCKER_TIMEOUT_S = 3
_UNIX = "http+unix://"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """What the running kernel can enforce."""

    system: str
    release: str
    architecture: str
    #: 0 where Landlock is not there or not switched on.
    landlock_abi: int
    #: A seccomp filter can be installed.
    seccomp_filter: bool
    no_new_privs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who we are, and what we may become."""

    uid: int
    #: Of KILL, SETGID and SETUID, those in effect.
    capabilities: frozenset[str]
    #: Folders of the Python installation that another user id cannot enter.
    closed_folders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cgroup:
    """The control group of this process."""

    #: 2, 1, or 0 where no hierarchy is mounted.
    version: int
    path: str
    controllers: frozenset[str]
    #: Groups can be made below it.
    writable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A container engine, or why there is none."""

    version: str | None = None
    runtimes: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What is free."""

    cores: int
    memory_mib: int
    disk_mib: int
    disk_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Everything that `look` found out."""

    python: str
    kernel: Kernel
    #: Why a filter cannot be built in spite of the kernel; None where it can.
    seccomp_problem: str | None
    user: User
    cgroup: Cgroup
    #: Name -> hard limit, None for none. Those that this system knows.
    rlimits: dict[str, int | None]
    engine: Engine
    #: The installed version, None where it is not installed.
    torch: str | None
    capacity: Capacity


def look() -> Machine:
    """The facts about this machine. Asks the kernel, a few files and the container engine; changes nothing."""
    return Machine(
        python=platform.python_version(),
        kernel=_kernel(),
        seccomp_problem=_seccomp_problem(),
        user=_user(),
        cgroup=read_cgroup(Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")),
        rlimits=_rlimits(),
        engine=ask_engine(),
        torch=_installed("torch"),
        capacity=_capacity(Path("/proc/meminfo")),
    )


def closed_to_others(paths: tuple[Path, ...]) -> tuple[str, ...]:
    """The first folder on the way to each path that an unrelated user id may not enter."""
    closed = (next((way for way in _ways(path) if not way.stat().st_mode & stat.S_IXOTH), None) for path in paths)
    return tuple(sorted({str(way) for way in closed if way is not None}))


def _ways(path: Path) -> tuple[Path, ...]:
    whole = path.resolve()
    return tuple(way for way in (*reversed(whole.parents), whole) if way.is_dir())


def _kernel() -> Kernel:
    about = platform.uname()
    return Kernel(
        system=about.system,
        release=about.release,
        architecture=about.machine,
        landlock_abi=_landlock_abi(),
        seccomp_filter=_prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER) == errno.EFAULT,
        no_new_privs=_prctl(_PR_GET_NO_NEW_PRIVS, 0) == 0,
    )


def _landlock_abi() -> int:
    from landlockpy import LandlockError, abi_version

    try:
        return abi_version()
    except LandlockError:
        return 0  # a container's filter may forbid the question itself


def _prctl(option: int, argument: int) -> int:
    """The error number of a prctl call whose pointer is null: a filter can then be asked for, but never installed."""
    libc = ctypes.CDLL(None, use_errno=True)
    null = ctypes.c_void_p(None)
    if libc.prctl(option, ctypes.c_ulong(argument), null, null, null) >= 0:
        return 0
    return ctypes.get_errno()


def _seccomp_problem() -> str | None:
    try:
        import pyseccomp  # noqa: F401  # loads libseccomp, and says so where it cannot
    except (ImportError, OSError, RuntimeError) as problem:
        return str(problem)
    return None


def _user() -> User:
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii", errors="replace").splitlines() if status.exists() else []
    effective = next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)
    return User(
        uid=os.geteuid(),
        capabilities=frozenset(name for name, bit in _CAPABILITIES.items() if effective >> bit & 1),
        closed_folders=closed_to_others((Path(sys.prefix), Path(os.__file__).parent, Path(__file__).parent)),
    )


def read_cgroup(membership: Path, root: Path) -> Cgroup:
    """The control group of the process whose membership file this is, below the mounted root."""
    lines = membership.read_text(encoding="utf-8").splitlines() if membership.exists() else []
    entries = [tuple(line.split(":", 2)) for line in lines if line.count(":") > 1]
    if (root / "cgroup.controllers").exists():
        path = next((path for _, names, path in entries if not names), "/")
        folder = root / path.lstrip("/")
        # Seen from inside a container, the path may lead outside of what is mounted.
        folder = folder if folder.is_dir() else root
        offered = folder / "cgroup.controllers"
        controllers = frozenset(offered.read_text(encoding="ascii").split()) if offered.exists() else frozenset()
        return Cgroup(version=2, path=path, controllers=controllers, writable=_writable(folder))
    named = {name: path for _, names, path in entries for name in names.split(",") if name and "=" not in name}
    if not named:
        return Cgroup(version=0, path="", controllers=frozenset(), writable=False)
    path = named.get("memory", "/")
    folder = root / "memory" / path.lstrip("/")
    return Cgroup(version=1, path=path, controllers=frozenset(named), writable=_writable(folder))


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK)


def _rlimits() -> dict[str, int | None]:
    numbers = {name: getattr(resource, f"RLIMIT_{name}", None) for name in _RLIMITS}
    hard = {name: resource.getrlimit(number)[1] for name, number in numbers.items() if number is not None}
    return {name: None if limit == resource.RLIM_INFINITY else limit for name, limit in hard.items()}


def ask_engine() -> Engine:
    """The container engine that the environment names, asked for its version; waits three seconds at the most."""
    import docker
    from docker.errors import DockerException
    from docker.utils import parse_host

    try:
        address = str(parse_host(os.environ.get("DOCKER_HOST")))
        if address.startswith(_UNIX):
            _knock(address.removeprefix(_UNIX))
        with contextlib.closing(docker.from_env(timeout=_DOCKER_TIMEOUT_S)) as client:
            version = str(client.version().get("Version", "unknown"))
            runtimes = tuple(sorted(client.info().get("Runtimes") or ()))
    except (DockerException, OSError) as problem:
        return Engine(problem=str(problem))
    return Engine(version=version, runtimes=runtimes)


def _knock(path: str) -> None:
    """Connect once, before the SDK does: it leaves its socket open when nobody answers, and buries the reason."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(_DOCKER_TIMEOUT_S)
        try:
            door.connect(path)
        except OSError as problem:
            reason = f"{path}: {problem.strerror or problem}"
            raise OSError(reason) from problem


def _installed(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _capacity(meminfo: Path) -> Capacity:
    lines = meminfo.read_text(encoding="ascii").splitlines() if meminfo.exists() else []
    free_kib = next((int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")), 0)
    folder = tempfile.gettempdir()
    return Capacity(
        cores=len(os.sched_getaffinity(0)),
        memory_mib=free_kib // 1024,
        disk_mib=shutil.disk_usage(folder).free // 2**20,
        disk_path=folder,
    )
