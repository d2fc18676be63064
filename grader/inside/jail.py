"""What a process inside may still do: the kernel's own means, applied by the process to itself, for good.

Landlock bounds the files, seccomp the system calls, rlimits the amounts; capabilities are dropped, and where the
server may change it, the process gets a user id of its own. Every step fails closed: a process that cannot be held does
not run.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import resource
import signal
import site
import socket
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import landlockpy
import pyseccomp
from landlockpy import AccessFS

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_CAPBSET_DROP = 24
_PR_SET_NO_NEW_PRIVS = 38
_LINUX_CAPABILITY_VERSION_3 = 0x20080522
_SYS_CAPSET = {"x86_64": 126, "aarch64": 91}

#: Read by torch, numpy and the C library when they count processors or look for themselves.
_HARMLESS_FILES = (
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
    "/dev/random",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
)
#: Where distributions keep shared libraries.
_LIBRARY_FOLDERS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")

#: What a process needs to compute, to read what Landlock shows it, and to run threads of its own.
_COMPUTE = """
    read write readv writev pread64 pwrite64 preadv pwritev close close_range fstat newfstatat stat lstat statx lseek
    mmap munmap mremap brk madvise msync mprotect
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack pause
    access faccessat faccessat2 open openat creat getdents getdents64 getcwd chdir fchdir readlink readlinkat
    rename renameat renameat2 mkdir mkdirat rmdir unlink unlinkat symlink symlinkat umask
    ftruncate fallocate fsync fdatasync statfs fstatfs sendfile copy_file_range
    pipe pipe2 dup dup2 dup3 fcntl ioctl select pselect6 poll ppoll eventfd2 eventfd
    epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait socketpair
    nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times alarm setitimer getitimer
    timer_create timer_settime timer_gettime timer_delete timer_getoverrun
    timerfd_create timerfd_settime timerfd_gettime
    getpid gettid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getresuid getresgid getgroups
    exit exit_group futex futex_waitv set_robust_list get_robust_list set_tid_address rseq membarrier
    sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler getcpu getpriority
    getrandom getrusage getrlimit uname sysinfo restart_syscall arch_prctl get_mempolicy prctl
""".split()

#: What no rule of Landlock's covers: it would reach every file of the same owner, through a path or through a
#: descriptor that may only read; and locks, which two processes could talk by. A student's process is told that it was
#: done, so that copying a file with its mode and times goes on.
_PRETENDED = "chmod fchmod fchmodat fchmodat2 utime utimes utimensat futimesat flock".split()

#: Attributes beside a file's content: as on a file system that has none, so that `shutil.copy2` goes on without.
_NOT_SUPPORTED = [f"{verb}{kind}xattr" for verb in ("", "l", "f") for kind in ("get", "set", "list", "remove")]

#: What the trusted side needs beyond that: it forks checkers, passes descriptors and stops what it started.
_SUPERVISE = """
    chmod fchmod fchmodat utimensat utimes utime flock fadvise64 mincore
    clone fork vfork wait4 waitid kill tgkill pidfd_open pidfd_send_signal sendmsg recvmsg sendto recvfrom shutdown
    getsockopt setsockopt getsockname getpeername prlimit64
""".split()

_CLONE_THREAD = 0x00010000
#: Creating any kind of namespace.
_CLONE_NAMESPACES = 0x7E020080
_MAP_SHARED = 0x01
_MAP_ANONYMOUS = 0x20
_O_ACCMODE = 0o3
_O_TRUNC = 0o1000
_PROT_EXEC = 0x4
_ALLOWED_PRCTL = (15, 16)  # PR_SET_NAME, PR_GET_NAME
#: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ. Above all not F_SETOWN and F_SETSIG, by
#: which the kernel would send any signal to any process of the same user.
_ALLOWED_FCNTL = (0, 1, 2, 3, 4, 1030, 1032)
#: TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: what Python asks of its own streams. Others change the
#: attributes of files, or what FIOSETOWN does.
_ALLOWED_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
#: sizeof(struct sock_filter)
_INSTRUCTION_BYTES = 8
#: No process has this id: ids end at 2^22.
_PID_PLACEHOLDER = 0x7A5C3E91


class JailError(RuntimeError):
    """The kernel refused a step of the isolation; the process must not go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """How much a process may use. None: not bounded here."""

    memory_bytes: int
    disk_bytes: int
    cpu_s: float
    threads: int


def python_files() -> tuple[Path, ...]:
    """Everything that Python and its packages need to be read, and nothing of ours.

    A folder that holds this package, and with it perhaps the assignments that are bundled, is replaced by its other
    entries, level by level.
    """
    paths = sysconfig.get_paths()
    wanted = {
        *site.getsitepackages(),
        *(paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        *_HARMLESS_FILES,
        *_LIBRARY_FOLDERS,
        *(str(path) for path in Path(sys.base_prefix, "lib").glob("libpython*")),
    }
    readable: set[Path] = set()
    for path in wanted:
        if Path(path).exists():
            readable.update(_without_ours(Path(path)))
    return tuple(sorted(readable))


def _without_ours(path: Path) -> Iterator[Path]:
    ours = Path(__file__).resolve().parents[1]
    if ours.is_relative_to(path.resolve()):
        for entry in path.iterdir() if path.resolve() != ours else ():
            yield from _without_ours(entry)
    else:
        yield path


def prepare_files(readable: Iterable[Path], writable: Iterable[Path]) -> landlockpy.Ruleset:
    """Rules under which only these files, and what is below them, exist.

    Raises:
        JailError: the kernel has no Landlock.
    """
    read_tree = AccessFS.READ_FILE | AccessFS.READ_DIR | AccessFS.EXECUTE
    read_file = AccessFS.READ_FILE | AccessFS.EXECUTE
    full = landlockpy.fs_for_abi(landlockpy.abi_version()) & ~(
        AccessFS.MAKE_SOCK | AccessFS.MAKE_FIFO | AccessFS.MAKE_BLOCK | AccessFS.MAKE_CHAR | AccessFS.IOCTL_DEV
    )
    try:
        rules = landlockpy.Ruleset(scoped=landlockpy.scope_for_abi(landlockpy.abi_version()))
        for path in readable:
            writes = AccessFS.WRITE_FILE if str(path) in ("/dev/null", "/dev/zero") else AccessFS.NONE
            rules.allow_path(path, (read_tree if path.is_dir() else read_file) | writes)
        for path in writable:
            rules.allow_path(path, full)
    except OSError as error:
        msg = f"Landlock: {error}"
        raise JailError(msg) from error
    return rules


def restrict_files(rules: landlockpy.Ruleset) -> None:
    """From now on the rules hold.

    Raises:
        JailError: the kernel did not take them.
    """
    try:
        rules.restrict()
    except OSError as error:
        msg = f"Landlock: {error}"
        raise JailError(msg) from error
    if not rules.enforced:
        msg = "the kernel did not enforce the Landlock rules"
        raise JailError(msg)
    rules.close()


def _filter(allowed: Iterable[str]) -> pyseccomp.SyscallFilter:
    rules = pyseccomp.SyscallFilter(defaction=pyseccomp.ERRNO(errno.EPERM))
    for name in allowed:
        try:
            rules.add_rule(pyseccomp.ALLOW, name)
        except (OSError, ValueError, RuntimeError):
            # Not a system call of this architecture, or newer than this libseccomp: stays refused.
            continue
    return rules


def computing_filter(*, fixed_code: bool = False) -> bytes:
    """A filter for `restrict_calls`: no new process, no socket but a pair with itself, nothing privileged.

    Signals go to the process itself alone; its id is filled in when the filter is loaded. Made once, because making it
    takes longer than a fork.

    Args:
        fixed_code: no memory becomes executable any more, so that what was changed in a library stays changed. No
            library can be loaded then either.
    """
    arg, masked = pyseccomp.Arg, pyseccomp.MASKED_EQ
    conditional = {"mmap", "mprotect", "prctl", "open", "openat", "socketpair", "fcntl", "ioctl", "sched_setaffinity"}
    rules = _filter(name for name in _COMPUTE if name not in conditional)
    not_code = [arg(2, masked, _PROT_EXEC, 0)] if fixed_code else []
    rules.add_rule(pyseccomp.ALLOW, "mprotect", *not_code)
    # Shared anonymous memory escapes RLIMIT_DATA.
    both = _MAP_SHARED | _MAP_ANONYMOUS
    for value in (0, _MAP_SHARED, _MAP_ANONYMOUS):
        rules.add_rule(pyseccomp.ALLOW, "mmap", arg(3, masked, both, value), *not_code)
    for name, allowed in (("fcntl", _ALLOWED_FCNTL), ("ioctl", _ALLOWED_IOCTL)):
        for command in allowed:
            rules.add_rule(pyseccomp.ALLOW, name, arg(1, pyseccomp.EQ, command))
    # Itself, by the number 0: never another process of the same user.
    rules.add_rule(pyseccomp.ALLOW, "sched_setaffinity", arg(0, pyseccomp.EQ, 0))
    for names, answer in ((_PRETENDED, 0), (_NOT_SUPPORTED, errno.ENOTSUP)):
        for name in names:
            with contextlib.suppress(OSError, ValueError, RuntimeError):
                # Where the architecture has it.
                rules.add_rule(pyseccomp.ERRNO(answer), name)
    # Its flags lie in memory, where no filter sees them.
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "openat2")
    # Before Landlock's third version, opening for reading with O_TRUNC empties a file that may only be read.
    for position, name in ((1, "open"), (2, "openat")):
        for mode in (os.O_WRONLY, os.O_RDWR):
            rules.add_rule(pyseccomp.ALLOW, name, arg(position, masked, _O_ACCMODE, mode))
        rules.add_rule(pyseccomp.ALLOW, name, arg(position, masked, _O_ACCMODE | _O_TRUNC, os.O_RDONLY))
    for option in _ALLOWED_PRCTL:
        rules.add_rule(pyseccomp.ALLOW, "prctl", arg(0, pyseccomp.EQ, option))
    rules.add_rule(pyseccomp.ALLOW, "clone", arg(0, masked, _CLONE_THREAD | _CLONE_NAMESPACES, _CLONE_THREAD))
    # The flags of clone3 lie in memory, where no filter sees them: glibc falls back to clone.
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    # A pair with itself, and talk over what is connected: never a name that leads to another process.
    rules.add_rule(pyseccomp.ALLOW, "socketpair", arg(0, pyseccomp.EQ, socket.AF_UNIX))
    rules.add_rule(pyseccomp.ALLOW, "sendto", arg(4, pyseccomp.EQ, 0))
    rules.add_rule(pyseccomp.ALLOW, "recvfrom")
    # Reading one's own limits, never setting them.
    rules.add_rule(pyseccomp.ALLOW, "prlimit64", arg(2, pyseccomp.EQ, 0))
    for name in ("kill", "tgkill"):
        rules.add_rule(pyseccomp.ALLOW, name, arg(0, pyseccomp.EQ, _PID_PLACEHOLDER))
    return _exported(rules)


def supervising_filter() -> bytes:
    """A filter for `restrict_calls`: no other program, no network, no privilege; but processes of one's own."""
    rules = _filter(name for name in (*_COMPUTE, *_SUPERVISE) if name != "clone")
    rules.add_rule(pyseccomp.ALLOW, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _CLONE_NAMESPACES, 0))
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    return _exported(rules)


def _exported(rules: pyseccomp.SyscallFilter) -> bytes:
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def restrict_calls(program: bytes) -> None:
    """From now on, only the system calls that the filter allows. Needs `no_new_privileges` before.

    Raises:
        JailError: the kernel did not take the filter.
    """
    pid = os.getpid().to_bytes(4, sys.byteorder)
    code = ctypes.create_string_buffer(program.replace(_PID_PLACEHOLDER.to_bytes(4, sys.byteorder), pid), len(program))
    description = _FilterProgram(len(program) // _INSTRUCTION_BYTES, ctypes.addressof(code))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(description))


class _FilterProgram(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def no_new_privileges() -> None:
    """From now on, nothing that this process starts has more rights than it."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def die_with(parent: int) -> None:
    """When the process that started this one ends, so does this one. To be called after the last change of user."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # It ended before the line above.
        os._exit(1)


@contextlib.contextmanager
def as_user(user_id: int | None) -> Iterator[None]:
    """Touch files as this user does, then be oneself again; None changes nothing.

    Without root's capabilities root may neither look into nor remove what belongs to somebody else.
    """
    if user_id is None:
        yield
        return
    user = os.geteuid()
    with as_group(user_id):
        os.seteuid(user_id)
        try:
            yield
        finally:
            os.seteuid(user)


@contextlib.contextmanager
def as_group(group_id: int) -> Iterator[None]:
    """Make files that belong to this group, then be in one's own again."""
    parent, group = os.getppid(), os.getegid()
    os.setegid(group_id)
    try:
        yield
    finally:
        os.setegid(group)
        # The kernel forgets both with every change of user or group.
        hide_memory()
        die_with(parent)


def go_first_when_memory_is_short() -> None:
    """When the machine or the container has none left, the kernel ends this process before its neighbours."""
    # Where the process does not own the file, as without root, the kernel chooses as it always does.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def hide_memory() -> None:
    """No other process of the same user may look into this one, and it leaves no core file."""
    _prctl(_PR_SET_DUMPABLE, 0)


def show_memory() -> None:
    """The parent may see which files this process holds open. To be called after the last change of user."""
    _prctl(_PR_SET_DUMPABLE, 1)


def bound_privileges() -> None:
    """From now on no program that is started from here, by whatever means, has a capability. Keeps one's own."""
    for capability in range(64):
        # Ends with EINVAL at the kernel's last capability; without CAP_SETPCAP there is nothing to bound.
        if _libc().prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
            return


def drop_privileges(user_id: int | None) -> None:
    """Become another user where one is given; keep no capability either way.

    Raises:
        JailError: the kernel refused.
    """
    if user_id is not None:
        os.setgroups([])
        os.setresgid(user_id, user_id, user_id)
        os.setresuid(user_id, user_id, user_id)
    _clear_capabilities()


def _clear_capabilities() -> None:
    header = (ctypes.c_uint32 * 2)(_LINUX_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()
    if _libc().syscall(_SYS_CAPSET[os.uname().machine], header, data):
        msg = f"capset: {os.strerror(ctypes.get_errno())}"
        raise JailError(msg)


def limit(amounts: Amounts, *, own_user: bool) -> None:
    """Bound memory, files, processor time and, where the user id is its own, threads."""
    cpu = max(1, int(amounts.cpu_s + 0.999))
    bounds = {
        resource.RLIMIT_CORE: (0, 0),
        # RLIMIT_AS breaks torch, which maps far more than it uses; RLIMIT_DATA counts what is private and writable.
        resource.RLIMIT_DATA: (amounts.memory_bytes, amounts.memory_bytes),
        resource.RLIMIT_FSIZE: (amounts.disk_bytes, amounts.disk_bytes),
        resource.RLIMIT_CPU: (cpu, cpu + 5),
        resource.RLIMIT_NOFILE: (256, 256),
        resource.RLIMIT_MEMLOCK: (0, 0),
        resource.RLIMIT_MSGQUEUE: (0, 0),
        resource.RLIMIT_SIGPENDING: (256, 256),
    }
    if own_user:
        bounds[resource.RLIMIT_NPROC] = (amounts.threads, amounts.threads)
    for which, values in bounds.items():
        resource.setrlimit(which, _at_most_the_present(which, values))


def _at_most_the_present(which: int, values: tuple[int, int]) -> tuple[int, int]:
    hard = resource.getrlimit(which)[1]
    if hard == resource.RLIM_INFINITY:
        return values
    return min(values[0], hard), min(values[1], hard)


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, value: int, pointer: int = 0) -> None:
    if _libc().prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(pointer), 0, 0):
        msg = f"prctl {option}: {os.strerror(ctypes.get_errno())}"
        raise JailError(msg)
