"""The container engine: found, spoken to, and its refusals in words that say what mends them."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.errors import EngineError

if TYPE_CHECKING:
    from docker import APIClient

#: For one request. Starting a container on a busy machine takes seconds, building has a limit of its own.
REQUEST_LIMIT_S = 60
#: `auto` does not wait longer to find out whether there is an engine.
KNOCK_LIMIT_S = 2

_DEFAULT_SOCKET = "/var/run/docker.sock"
_UNIX = "unix://"
#: What the engine says, in lower case -> what is wrong, and what mends it.
_REFUSALS = (
    (
        "no space left on device",
        "The container engine's disk is full.",
        "`docker system df` says what takes the space; `docker image prune` and `docker builder prune` free some.",
    ),
    (
        "bind source path does not exist",
        "The container engine does not see the assignment's folder, as one on another machine does not.",
        "Share the folder with the engine, unset DOCKER_HOST to use this machine's engine, or use --sandbox local.",
    ),
    (
        "runtime name",
        "The container engine does not know the runtime that --runtime names.",
        "`docker info --format '{{.Runtimes}}'` lists those it knows; others are added in /etc/docker/daemon.json.",
    ),
)


def address() -> str:
    """Where the engine is asked for, as DOCKER_HOST says it."""
    return os.environ.get("DOCKER_HOST", "").strip() or _UNIX + _DEFAULT_SOCKET


def is_likely() -> bool:
    """Whether somebody listens where the engine is asked for. Answers at once, and imports nothing heavy."""
    try:
        _knock()
    except EngineError:
        return False
    return True


@contextlib.contextmanager
def connected(limit_s: int = REQUEST_LIMIT_S) -> Iterator[APIClient]:
    """A client for as long as the context lasts; whatever goes wrong in it comes out as an `EngineError`."""
    with explained():
        client = connect(limit_s)
        try:
            yield client
        finally:
            client.close()


def connect(limit_s: int = REQUEST_LIMIT_S) -> APIClient:
    """A client of the engine that the environment names. To be closed.

    Raises:
        EngineError: nobody answers there, or this user may not ask.
    """
    _knock()
    from docker import APIClient
    from docker.utils import kwargs_from_env

    with explained():
        return APIClient(version="auto", timeout=limit_s, **kwargs_from_env())


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """What the engine refuses inside, or how it fails, comes out as an `EngineError`."""
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    try:
        yield
    except (DockerException, RequestException) as error:
        raise _explain(str(getattr(error, "explanation", None) or error)) from error


def _explain(said: str) -> EngineError:
    for sign, problem, mend in _REFUSALS:
        if sign in said.lower():
            return EngineError(f"{problem} It said: {said[:300]}", mend=mend)
    return EngineError(
        f"The container engine at {address()} failed: {said[:500]}",
        mend="`docker info` says how it is; its log says why. Without it: --sandbox local.",
    )


def _knock() -> None:
    """Connect once before the client does, which buries the reason when nobody answers."""
    where = address()
    if not where.startswith(_UNIX):
        return
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(KNOCK_LIMIT_S)
        try:
            door.connect(where.removeprefix(_UNIX))
        except PermissionError as error:
            raise EngineError(
                f"This user may not speak to the container engine at {where}.",
                mend="`sudo usermod -aG docker $USER` and logging in again lets it (members of that group are as good "
                "as root on this machine). Without it: --sandbox local.",
            ) from error
        except OSError as error:
            raise EngineError(
                f"No container engine answers at {where}: {error.strerror or error}.",
                mend="`sudo systemctl start docker` starts one that is installed; DOCKER_HOST names one elsewhere "
                "(`docker context inspect` shows where the docker command finds it). Without one: --sandbox local.",
            ) from error
