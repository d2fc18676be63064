"""Which sandbox submissions run in: what was asked for, or the best that there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from grader.assignment import Assignment
from grader.errors import EngineError, UsageError
from grader.sandbox import local
from grader.sandbox.engine import KNOCK_LIMIT_S, REQUEST_LIMIT_S, connected, is_likely
from grader.sandbox.gateway_process import Spare
from grader.sandbox.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxWish:
    """What whoever grades asked for."""

    #: "auto", "docker" or "local".
    name: str = "auto"
    #: Another container runtime than the engine's own; asks for a container.
    runtime: str | None = None
    #: Submissions graded at once.
    jobs: int = 1
    #: For a local sandbox: a gateway that has begun already.
    spare: Spare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxChoice:
    """A sandbox that can be started, and again when it is lost."""

    #: As reports say it: "local" or "docker".
    name: str
    start: Callable[[], Session]
    #: What results depend on beside the name: the digest of a container's image, for example.
    identity: str = ""


def choose(
    wish: SandboxWish, assignment: Assignment, *, on_note: Callable[[str], None] = lambda _: None
) -> SandboxChoice:
    """The sandbox for this wish; nothing is started yet.

    Args:
        wish: "auto" is a container where an engine answers at once and has the image, else this machine's own jail.
        assignment: what it is for.
        on_note: is told why an engine that is there is not used.

    Raises:
        UsageError: the wish contradicts itself.
        EngineError: a container was asked for, and there is no engine or no image.
    """
    if wish.name == "local" and wish.runtime is not None:
        raise UsageError("--runtime names a container's runtime, and --sandbox local has none: leave one of them out")
    if wish.name == "docker" or wish.runtime is not None:
        return _docker(wish, assignment)
    if wish.name == "auto" and is_likely():
        try:
            return _docker(wish, assignment, limit_s=KNOCK_LIMIT_S)
        except EngineError as error:
            on_note(f"No container is used: {error.problem} {error.mend}")
    return SandboxChoice(name="local", start=partial(local.start, wish.spare))


def _docker(wish: SandboxWish, assignment: Assignment, *, limit_s: int = REQUEST_LIMIT_S) -> SandboxChoice:
    from grader.sandbox import docker, image

    with connected(limit_s) as client:
        identity = image.find(client)
    settings = docker.ContainerSettings(runtime=wish.runtime, jobs=wish.jobs, image=identity)
    return SandboxChoice(name="docker", start=partial(docker.start, assignment, settings), identity=identity)
