"""What this machine can isolate, judged: one finding a feature, each with what to do where something is missing."""

from __future__ import annotations

import textwrap
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from grader.machine import Capacity, Cgroup, Engine, Kernel, Machine, User, look

TORCH_VERSION = "2.13.0"
ARCHITECTURES = ("x86_64", "aarch64")
LOCAL_SANDBOX = "local sandbox"
SANDBOXES = (LOCAL_SANDBOX,)

#: What each Landlock ABI added that matters here, and the kernel it came with.
#: Source: https://docs.kernel.org/userspace-api/landlock.html, "Previous limitations".
LANDLOCK_ADDED = {
    1: ("5.13", "files are read and written only where allowed"),
    2: ("5.19", "files can be moved between folders, where allowed"),
    3: ("6.2", "no file outside can be cut short"),
    4: ("6.7", "no TCP"),
    5: ("6.10", "no device control"),
    6: ("6.12", "no signals to processes outside, no abstract sockets"),
}
#: What the local sandbox limits for each submission.
RLIMITS_NEEDED = frozenset(
    {"CORE", "CPU", "DATA", "FSIZE", "MEMLOCK", "MSGQUEUE", "NOFILE", "NPROC", "SIGPENDING"},
)
#: One submission with the default limits, beside the fork server.
MEMORY_WANTED_MIB = 3072
DISK_WANTED_MIB = 512
_WIDTH = 110
_PROBLEM_CHARS = 200


class State(Enum):
    """How well a feature serves."""

    OK = "ok"
    #: Works, with less protection or less speed; the finding says which.
    LIMITED = "limited"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One feature of this machine."""

    name: str
    state: State
    detail: str
    #: What to do about it; empty where there is nothing to do.
    remedy: str = ""


def examine(machine: Machine | None = None) -> tuple[Finding, ...]:
    """What this machine offers, one finding a feature, and last which sandboxes work on it.

    Args:
        machine: the facts to judge; by default those of the machine that this runs on.
    """
    machine = look() if machine is None else machine
    foundations = (
        _kernel(machine.kernel),
        _architecture(machine.kernel),
        _landlock(machine.kernel),
        _seccomp(machine.kernel, machine.seccomp_problem),
        _no_new_privs(machine.kernel),
        _rlimits(machine.rlimits),
        _torch(machine.torch),
    )
    return (
        *foundations,
        Finding(name="python", state=State.OK, detail=machine.python),
        _user(machine.user),
        _cgroup(machine.cgroup),
        _engine(machine.engine),
        *_capacity(machine.capacity),
        _local_sandbox(foundations),
    )


def exit_status(findings: tuple[Finding, ...]) -> int:
    """0 where at least one sandbox works, else 3, as `grade` itself would end."""
    return 0 if any(_works(finding) for finding in findings) else 3


def to_dict(findings: tuple[Finding, ...]) -> dict[str, Any]:
    """The findings as plain values for JSON."""
    return {
        "sandboxes": [finding.name for finding in findings if _works(finding)],
        "findings": [{**asdict(finding), "state": finding.state.value} for finding in findings],
    }


def render(findings: tuple[Finding, ...]) -> str:
    """The findings as a table for a terminal, each remedy below its line."""
    name_width = max(len(finding.name) for finding in findings)
    indent = " " * (len("missing") + name_width + 4)
    lines: list[str] = []
    for finding in findings:
        head = f"{finding.state.value:<7}  {finding.name:<{name_width}}  "
        lines += textwrap.wrap(finding.detail, _WIDTH, initial_indent=head, subsequent_indent=indent)
        if finding.remedy:
            arrow = f"{indent}-> "
            lines += textwrap.wrap(finding.remedy, _WIDTH, initial_indent=arrow, subsequent_indent=" " * len(arrow))
    return "\n".join(lines)


def _works(finding: Finding) -> bool:
    return finding.name in SANDBOXES and finding.state is not State.MISSING


def _kernel(kernel: Kernel) -> Finding:
    known = kernel.system == "Linux"
    return Finding(
        name="kernel",
        state=State.OK if known else State.MISSING,
        detail=f"{kernel.system} {kernel.release}",
        remedy="" if known else "Submissions are isolated by Linux: use a Linux machine, or a virtual one.",
    )


def _architecture(kernel: Kernel) -> Finding:
    known = kernel.architecture in ARCHITECTURES
    return Finding(
        name="architecture",
        state=State.OK if known else State.MISSING,
        detail=kernel.architecture,
        remedy="" if known else f"The system call filter knows {' and '.join(ARCHITECTURES)}: use one of these.",
    )


def _landlock(kernel: Kernel) -> Finding:
    abi = kernel.landlock_abi
    if abi < 1:
        return Finding(
            name="landlock",
            state=State.MISSING,
            detail="not there: the kernel is older than 5.13, has it switched off, or this container forbids it",
            remedy="Use Linux 5.13 or newer. If it is, /sys/kernel/security/lsm must list landlock: add it to lsm= on "
            "the kernel's command line. In a container, let its seccomp profile pass the landlock_* calls.",
        )
    held = [what for number, (_, what) in LANDLOCK_ADDED.items() if number <= abi]
    lacking = [f"{what} (Linux {since})" for number, (since, what) in LANDLOCK_ADDED.items() if number > abi]
    return Finding(
        name="landlock",
        state=State.LIMITED if lacking else State.OK,
        detail=f"ABI {abi}: {'; '.join(held)}",
        remedy=f"A newer kernel adds: {'; '.join(lacking)}." if lacking else "",
    )


def _seccomp(kernel: Kernel, problem: str | None) -> Finding:
    if problem is not None:
        return Finding(
            name="seccomp",
            state=State.MISSING,
            detail=f"no filter can be built: {problem}",
            remedy="Install libseccomp (Debian and Ubuntu: apt install libseccomp2; Fedora: dnf install libseccomp).",
        )
    if not kernel.seccomp_filter:
        return Finding(
            name="seccomp",
            state=State.MISSING,
            detail="this kernel takes no filter",
            remedy="Use a kernel with CONFIG_SECCOMP_FILTER, as every common distribution's is.",
        )
    return Finding(name="seccomp", state=State.OK, detail="no sockets, no new processes, no ptrace")


def _no_new_privs(kernel: Kernel) -> Finding:
    return Finding(
        name="no new privileges",
        state=State.OK if kernel.no_new_privs else State.MISSING,
        detail="a process can give up gaining rights for good" if kernel.no_new_privs else "not supported",
        remedy="" if kernel.no_new_privs else "Use Linux 3.5 or newer.",
    )


def _rlimits(limits: dict[str, int | None]) -> Finding:
    lacking = sorted(RLIMITS_NEEDED - limits.keys())
    if lacking:
        return Finding(
            name="resource limits",
            state=State.MISSING,
            detail=f"not supported: {', '.join(lacking)}",
            remedy="Use a Linux kernel that has them: each bounds something that a submission could exhaust.",
        )
    known = (name if limit is None else f"{name} (at most {limit})" for name, limit in sorted(limits.items()))
    return Finding(name="resource limits", state=State.OK, detail=", ".join(known))


def _user(user: User) -> Finding:
    if not {"SETUID", "SETGID", "KILL"} <= user.capabilities:
        return Finding(
            name="user",
            state=State.LIMITED,
            detail=f"user id {user.uid}, which the student's process keeps: it is held by Landlock and seccomp alone",
            remedy="Nothing needs doing. As root, or with the capabilities SETUID, SETGID and KILL, each student's "
            "process gets a user id of its own as one more wall.",
        )
    if user.closed_folders:
        closed = ", ".join(user.closed_folders)
        return Finding(
            name="user",
            state=State.LIMITED,
            detail=f"may change user ids, but no other user can enter {closed}, where Python is: the student's process "
            "keeps this user id and loses every capability",
            remedy="Install Python and this package where every user may read them, in /opt or /usr/local for example.",
        )
    return Finding(name="user", state=State.OK, detail="each student's process gets a user id of its own")


def _cgroup(cgroup: Cgroup) -> Finding:
    if cgroup.version == 0:
        return _no_cgroup("not mounted")
    where = f"version {cgroup.version} at {cgroup.path}"
    if not cgroup.writable:
        return _no_cgroup(f"{where}, not writable")
    lacking = sorted({"memory", "pids"} - cgroup.controllers)
    if lacking:
        return _no_cgroup(f"{where}, without {' and '.join(lacking)}")
    return Finding(name="control groups", state=State.OK, detail=f"{where}, writable")


def _no_cgroup(why: str) -> Finding:
    return Finding(
        name="control groups",
        state=State.LIMITED,
        detail=f"{why}: memory and processes are bounded by resource limits alone",
        remedy="Nothing needs doing. systemd-run --user --scope -p Delegate=yes gives a group of one's own.",
    )


def _engine(engine: Engine) -> Finding:
    if engine.problem is not None:
        return Finding(
            name="docker engine",
            state=State.LIMITED,
            detail=f"no answer: {textwrap.shorten(engine.problem, _PROBLEM_CHARS)}",
            remedy="Nothing needs doing for the local sandbox. For containers, install and start Docker, let this user "
            "reach its socket, or set DOCKER_HOST.",
        )
    runtimes = f"; runtimes {', '.join(engine.runtimes)}" if engine.runtimes else ""
    return Finding(name="docker engine", state=State.OK, detail=f"version {engine.version}{runtimes}")


def _torch(version: str | None) -> Finding:
    if version is None:
        return Finding(
            name="torch",
            state=State.MISSING,
            detail="not installed in this environment",
            remedy=f"Install it: python -m pip install torch=={TORCH_VERSION}",
        )
    # What follows the plus is the build, "+cpu" for example: the same release.
    if version.partition("+")[0] == TORCH_VERSION:
        return Finding(name="torch", state=State.OK, detail=version)
    return Finding(
        name="torch",
        state=State.LIMITED,
        detail=f"{version}, expected {TORCH_VERSION}: every reference was verified with that one",
        remedy=f"Install it: python -m pip install torch=={TORCH_VERSION}",
    )


def _capacity(capacity: Capacity) -> tuple[Finding, Finding, Finding]:
    return (
        Finding(name="cores", state=State.OK, detail=str(capacity.cores)),
        _free("memory", capacity.memory_mib, MEMORY_WANTED_MIB, "Free some, or grade where there is more."),
        _free(
            "disk",
            capacity.disk_mib,
            DISK_WANTED_MIB,
            f"Free some, or let TMPDIR name another folder than {capacity.disk_path}.",
        ),
    )


def _free(name: str, actual_mib: int, wanted_mib: int, remedy: str) -> Finding:
    enough = actual_mib >= wanted_mib
    return Finding(
        name=name,
        state=State.OK if enough else State.LIMITED,
        detail=f"{actual_mib} MiB free" + ("" if enough else f", {wanted_mib} MiB wanted"),
        remedy="" if enough else remedy,
    )


def _local_sandbox(foundations: tuple[Finding, ...]) -> Finding:
    lacking = [finding.name for finding in foundations if finding.state is State.MISSING]
    weaker = [finding.name for finding in foundations if finding.state is State.LIMITED]
    if lacking:
        return Finding(
            name=LOCAL_SANDBOX,
            state=State.MISSING,
            detail=f"cannot isolate a submission without {', '.join(lacking)}",
            remedy="What to do stands beside each of them. Nothing is ever run unprotected.",
        )
    return Finding(
        name=LOCAL_SANDBOX,
        state=State.LIMITED if weaker else State.OK,
        detail=f"works; see {', '.join(weaker)} above" if weaker else "works",
    )
