"""What the fork server does for a student's process: prepares it before the fork, jails it after."""

from __future__ import annotations

import importlib
import importlib.util
import os
import socket
import stat
import tempfile
from pathlib import Path
from typing import Any, NoReturn

from landlockpy import Ruleset

from grader.inside import compiler_later, jail, student
from grader.inside.forkserver import ChildLimits, freeze, remove_folder
from grader.inside.restrictions import Restrictions

#: User ids that students get where the server may change them. No system gives them to anybody.
FIRST_STUDENT_USER = 61_000
STUDENT_USERS = 1_000
#: Threads that the interpreter and torch may start by themselves beside the submission's own.
_SPARE_THREADS = 8
#: Processes after which more of the same are expected; one submission takes two.
_A_CLASS = 3
_PREFIX = "grader-"
#: No process has more descriptors open here.
_MAX_DESCRIPTORS = 65_536


class Nursery:
    """Prepares and starts students' processes. What takes long and is the same for all is made once, here."""

    def __init__(self, *, own_users: bool) -> None:
        """Args: own_users: whether every student's process gets a user id of its own."""
        self._own_users = own_users
        _sweep()
        self._root = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        # Students may go through it to their own folder, and see nothing of the others'.
        self._root.chmod(stat.S_IRWXU | stat.S_IXGRP | stat.S_IXOTH)
        scratch = os.environ.get("GRADER_SCRATCH")
        self._places = sorted(Path(scratch).iterdir()) if scratch else []
        self._readable = jail.python_files()
        self._calls = {fixed: jail.computing_filter(fixed_code=fixed) for fixed in (False, True)}
        self._data_bytes = _data_bytes()
        self._count = 0
        #: Libraries that were looked at.
        self._imported: set[str] = set()
        self._rules: Ruleset | None = None

    def close(self) -> None:
        """Remove what students left."""
        remove_folder(self._root)

    def prepare(self, fields: dict[str, Any]) -> tuple[Path, ChildLimits]:
        """In the server, before the fork: a folder that the student may write, and what the watch holds it to."""
        self._count += 1
        if self._count >= _A_CLASS:
            self._import(fields["imports"])
        folder, user = self._place() / str(self._count), self._user()
        _make(folder, user)
        self._rules = jail.prepare_files(self._readable, (folder,))
        threads = fields["threads"] + _SPARE_THREADS
        return folder, ChildLimits(
            memory_mib=fields["memory_mib"], disk_mib=fields["disk_mib"], threads=threads, user_id=user
        )

    def _import(self, names: list[str]) -> None:
        """Import declared libraries for all that follow: for one submission alone it would not be worth it."""
        missing = [n for n in names if n not in self._imported and _is_there(n)]
        self._imported.update(names)
        for name in missing:
            if name == compiler_later.NAME:
                compiler_later.bring()
                continue
            # Where matplotlib keeps its list of fonts.
            os.environ["MPLCONFIGDIR"] = str(self._root)
            importlib.import_module(name)
            if name == "matplotlib":
                importlib.import_module("matplotlib").use("Agg")
                importlib.import_module("matplotlib.pyplot")
        if missing:
            freeze()
            self._data_bytes = _data_bytes()

    def forked(self) -> None:
        """In the server, after the fork: the rules are the child's now."""
        if self._rules is not None:
            self._rules.close()
            self._rules = None

    def start(self, fields: dict[str, Any], descriptors: list[int], folder: Path) -> NoReturn:
        """In the child: take every right away, then serve the checker."""
        assert self._rules is not None  # noqa: S101  prepared before the fork
        parent, user = os.getppid(), self._user()
        memory_bytes = fields["memory_mib"] * 2**20
        jail.no_new_privileges()
        jail.go_first_when_memory_is_short()
        jail.restrict_files(self._rules)
        connection = _keep_only(descriptors)
        restrictions = Restrictions.from_fields(fields)
        restrictions.impose()
        jail.limit(
            jail.Amounts(
                memory_bytes=self._data_bytes + memory_bytes,
                disk_bytes=fields["disk_mib"] * 2**20,
                cpu_s=fields["cpu_s"],
                threads=fields["threads"] + _SPARE_THREADS,
            ),
            own_user=user is not None,
        )
        jail.drop_privileges(user)
        jail.show_memory()
        os.chdir(folder)
        jail.die_with(parent)
        jail.restrict_calls(self._calls[bool(restrictions)])
        student.run(connection, folder, memory_bytes=memory_bytes)

    def _place(self) -> Path:
        """Where there is one, a file system that no other student's process is using: full, it is full for one."""
        return next((place for place in self._places if not any(place.iterdir())), self._root)

    def _user(self) -> int | None:
        return FIRST_STUDENT_USER + self._count % STUDENT_USERS if self._own_users else None


def _is_there(library: str) -> bool:
    return library == compiler_later.NAME or importlib.util.find_spec(library) is not None


def _sweep() -> None:
    """Remove what a fork server left that was killed before it could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name.split("-")[1]
        if owner.isdecimal() and not Path("/proc", owner).exists() and folder.stat().st_uid == os.geteuid():
            remove_folder(folder)


def _make(folder: Path, user: int | None) -> None:
    """A folder that is the user's by its group, which takes no right to give files away."""
    if user is None:
        folder.mkdir(mode=0o700)
        return
    with jail.as_group(user):
        folder.mkdir()
    folder.chmod(stat.S_IRWXU | stat.S_IRWXG)


def _keep_only(descriptors: list[int]) -> socket.socket:
    """Standard input, output and error, and the checker; nothing else that the server had open."""
    rpc, stdout, stderr = descriptors
    null = os.open(os.devnull, os.O_RDONLY)
    # First out of the way: a target may be one of the others' sources.
    sources = [os.dup2(source, 100 + number) for number, source in enumerate((null, stdout, stderr, rpc))]
    for target, source in enumerate(sources):
        os.dup2(source, target)
    os.closerange(len(sources), _MAX_DESCRIPTORS)
    return socket.socket(fileno=len(sources) - 1)


def _data_bytes() -> int:
    """The private writable memory that this process has, and that its children begin with."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
