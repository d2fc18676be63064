"""The sandbox in a container: the fork server runs in one without network and rights, with a few small places to write.

What holds a student's process on this machine holds it in there too; the container is a wall around that.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.assignment import Assignment
from grader.errors import EngineError, SandboxLostError
from grader.sandbox.attachment import Attachment
from grader.sandbox.engine import connect, explained
from grader.sandbox.image import IMAGE, find
from grader.sandbox.places import Places, closed_files, course_places, groups_of
from grader.sandbox.reaper import SESSION_LABEL, Reaper, remove_containers
from grader.sandbox.session import Session

if TYPE_CHECKING:
    from docker import APIClient

ROLE_LABEL = "grader.role"
ASSIGNMENT_LABEL = "grader.assignment"
#: The machine and the process that it was made for.
CALLER_LABEL = "grader.caller"
#: What the fork server needs to give each student's process a user of its own, and to stop it.
CAPABILITIES = ("SETUID", "SETGID", "KILL")
#: The gateway ends, and with it the container, when nothing has come from the caller for this long.
LEASE_S = 30.0
_BEATS_IN_A_LEASE = 6

#: For the fork server, a checker and what they share, beside the submissions' own.
_BASE_MIB = 1024
_TMP_MIB = 16
#: A submission has at most two processes at a time, and one of them may just be replaced by a third.
_PROCESSES = 2
_SCRATCH_FOLDERS = 3
#: Of the gateway, the fork server and the checkers, with some room.
_BASE_PIDS = 64
#: The most threads that a student's process gets beyond its limit (grader/inside/nursery.py).
_SPARE_THREADS = 8
_MAX_FILES = 16_384
_SCRATCH = "/scratch"
_START_LIMIT_S = 60.0
_STOP_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerSettings:
    """What whoever grades can choose."""

    #: Another runtime than the engine's own, such as "runsc".
    runtime: str | None = None
    #: Submissions that are graded in it at once.
    jobs: int = 1
    image: str = IMAGE


def start(assignment: Assignment, settings: ContainerSettings) -> Session:
    """A running container that sees this assignment.

    Raises:
        EngineError: there is no engine, no image, or the container does not come up.
    """
    places = course_places(assignment)
    container = _Container(connect())
    try:
        walls = container.start(assignment, places, settings)
    except BaseException:
        container.stop()
        raise
    session = Session(
        name="docker",
        reader=container.attachment,
        writer=container.attachment,
        stop=container.stop,
        places=places,
        walls=walls,
        beat_s=LEASE_S / _BEATS_IN_A_LEASE,
    )
    try:
        session.greet(_START_LIMIT_S)
        _refuse_unable(session, settings)
    except SandboxLostError as error:
        said = session.close()
        raise EngineError(
            f"The container ended at once ({container.ending}). {said[-2000:]}".rstrip(),
            mend=f"`docker run --rm {settings.image}` shows how it starts, `grader image build` makes the image anew."
            " Without it: --sandbox local.",
        ) from error
    except BaseException:
        session.close()
        raise
    return session


class _Container:
    """One container, from its making to its end."""

    def __init__(self, client: APIClient) -> None:
        self._client = client
        self._session = secrets.token_hex(8)
        self._reaper = Reaper(self._session)
        self._gone = threading.Event()
        self._gone.set()
        self.attachment: Attachment
        #: How it ended, for a person.
        self.ending = "nothing is known about how"

    def start(self, assignment: Assignment, places: Places, settings: ContainerSettings) -> tuple[str, ...]:
        """Make it and start it; what holds it."""
        with explained():
            image = find(self._client, settings.image)
            about = self._client.info()
            runtime = _runtime(about, settings)
            _refuse_closed_files(about, places)
            made = self._client.create_container(
                image,
                stdin_open=True,
                name=f"grader-{self._session}",
                hostname="sandbox",
                environment=_environment(),
                labels={
                    SESSION_LABEL: self._session,
                    ROLE_LABEL: "sandbox",
                    ASSIGNMENT_LABEL: assignment.name,
                    CALLER_LABEL: f"{socket.gethostname()}:{os.getpid()}",
                },
                host_config=self._client.create_host_config(**host_options(assignment, places, settings, about)),
                use_config_proxy=False,
            )
            self.attachment = Attachment(
                self._client.attach_socket(made["Id"], params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1})
            )
            self._gone.clear()
            threading.Thread(target=self._watch, args=(made["Id"],), name="container watch", daemon=True).start()
            self._client.start(made["Id"])
        return (
            f"container ({runtime})",
            "network none",
            "read-only root",
            f"capabilities {' '.join(CAPABILITIES).lower()}",
            "no new privileges",
            "cgroup limits",
        )

    def stop(self) -> str:
        """Wait until it is gone, as it is soon after its input has ended, or remove it; what it said on stderr."""
        said = ""
        with contextlib.suppress(EngineError), self._reaper:
            if not self._gone.wait(_STOP_LIMIT_S) or not hasattr(self, "attachment"):
                remove_containers(self._session)
        if hasattr(self, "attachment"):
            self.attachment.hang_up()
            said = self.attachment.said
        self._client.close()
        return said

    def _watch(self, container_id: str) -> None:
        from docker.errors import APIError
        from requests.exceptions import RequestException

        try:
            answer = self._client.wait(container_id, condition="removed")
            self.ending = f"status {answer['StatusCode']}"
        except (APIError, RequestException) as error:
            self.ending = str(error)
        self._gone.set()


def host_options(
    assignment: Assignment, places: Places, settings: ContainerSettings, about: dict[str, Any]
) -> dict[str, Any]:
    """Everything that bounds the container, as the engine's client takes it.

    Args:
        assignment: its limits are what each submission may use.
        places: what is mounted, read-only.
        settings: the runtime, and for how many submissions at once.
        about: what the engine says about itself.
    """
    from docker.types import LogConfig, Mount, Ulimit

    limits = assignment.limits
    processes = settings.jobs * _PROCESSES
    memory = f"{_BASE_MIB + processes * (limits.memory_mib + limits.disk_mib)}m"
    return {
        "runtime": settings.runtime,
        "network_mode": "none",
        "ipc_mode": "none",
        "read_only": True,
        "tmpfs": _writable(limits.disk_mib, settings.jobs),
        "mounts": [Mount(inner, str(outer), type="bind", read_only=True) for outer, inner in places.pairs],
        "cap_drop": ["ALL"],
        "cap_add": list(CAPABILITIES),
        "group_add": list(groups_of(places)),
        # The engine's own system call filter stays: nothing is said about it here.
        "security_opt": ["no-new-privileges:true"],
        "mem_limit": memory,
        "memswap_limit": memory,
        "pids_limit": _BASE_PIDS + processes * (limits.threads + _SPARE_THREADS),
        # While one process of a submission computes, the checker compares and the server prepares the next.
        "nano_cpus": min(settings.jobs + 1, about["NCPU"]) * 10**9,
        "ulimits": [Ulimit(name="core", soft=0, hard=0)],
        # What crosses the stream would be written to the machine's disk, hidden inputs and all.
        "log_config": LogConfig(type="none"),
        "auto_remove": True,
    }


def _writable(disk_mib: int, jobs: int) -> dict[str, str]:
    """A small folder for the server, and one for each student's process: full, it is full for nobody else."""
    common = "rw,noexec,nosuid,nodev"
    own = {
        f"{_SCRATCH}/{number}": f"{common},mode=0711,size={disk_mib}m,nr_inodes={_MAX_FILES}"
        for number in range(jobs * _SCRATCH_FOLDERS)
    }
    return {"/tmp": f"{common},mode=0711,size={_TMP_MIB}m", **own}  # noqa: S108  the container's own


def _environment() -> dict[str, str]:
    """Nothing of the caller's."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "TMPDIR": "/tmp",  # noqa: S108  the container's own
        "GRADER_SCRATCH": _SCRATCH,
        "GRADER_LEASE_S": str(LEASE_S),
    }


def _runtime(about: dict[str, Any], settings: ContainerSettings) -> str:
    known = sorted(about.get("Runtimes") or {})
    if settings.runtime is not None and settings.runtime not in known:
        raise EngineError(
            f"The container engine knows no runtime {settings.runtime[:80]!r}; it knows {', '.join(known)}.",
            mend="Install it and add it to the engine's configuration (`runtimes` in /etc/docker/daemon.json, then "
            "`sudo systemctl restart docker`), or name one that it knows.",
        )
    return settings.runtime or str(about.get("DefaultRuntime", "runc"))


def _refuse_unable(session: Session, settings: ContainerSettings) -> None:
    if session.lacking:
        kernel = f"the runtime {settings.runtime}" if settings.runtime else "the engine's kernel"
        raise EngineError(
            f"A submission cannot be held in this container: {kernel} does not offer {' and '.join(session.lacking)}.",
            mend="Linux 5.13 or newer has both, and Landlock must be among those that it starts with (`cat "
            "/sys/kernel/security/lsm`). gVisor's kernel has no Landlock; leave --runtime out, or name one that runs a "
            "Linux kernel, such as runc or Kata's.",
        )


def _refuse_closed_files(about: dict[str, Any], places: Places) -> None:
    if any("rootless" in option for option in about.get("SecurityOptions") or ()):
        # The container's root is this very user.
        return
    closed = closed_files(places)
    if closed:
        folders = " ".join(str(outer) for outer, _ in places.pairs)
        raise EngineError(
            f"Nobody but its owner may read {closed[0]}, and in a container root has no right to.",
            mend=f"`chmod -R g+rX {folders}` lets the files' own group read them; the container is given that group.",
        )
