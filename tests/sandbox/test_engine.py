"""What a container engine refuses, in words that say what mends it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from docker.errors import APIError
from requests.exceptions import ReadTimeout

from grader.errors import EngineError, NoSandboxError
from grader.sandbox.engine import address, connect, connected, explained, is_likely


def test_nobody_there_is_said_with_the_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And how to start one, and how to name another. It is a missing sandbox, so `grade` ends with status 3."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    with pytest.raises(EngineError) as caught:
        connect()
    assert caught.value.problem == (
        f"No container engine answers at unix://{tmp_path}/none.sock: No such file or directory."
    )
    assert "`sudo systemctl start docker`" in caught.value.mend
    assert "DOCKER_HOST" in caught.value.mend
    assert str(caught.value) == f"{caught.value.problem}\n{caught.value.mend}"
    assert isinstance(caught.value, NoSandboxError)
    assert not is_likely()


def test_an_engine_that_has_ended_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its socket is still there, and nobody listens."""
    path = tmp_path / "left.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
    with pytest.raises(EngineError, match="Connection refused"):
        connect()


def test_a_closed_door_is_said_with_the_command_that_opens_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual first experience: the user is not in the group."""

    def refuse(_socket: socket.socket, _address: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    with pytest.raises(EngineError) as caught:
        connect()
    assert caught.value.problem == "This user may not speak to the container engine at unix:///var/run/docker.sock."
    assert "`sudo usermod -aG docker $USER`" in caught.value.mend
    assert not is_likely()


def test_the_address_is_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the docker command takes it; without one the usual socket."""
    monkeypatch.setenv("DOCKER_HOST", " tcp://grader.example:2376 ")
    assert address() == "tcp://grader.example:2376"
    monkeypatch.setenv("DOCKER_HOST", "")
    assert address() == "unix:///var/run/docker.sock"


@pytest.mark.parametrize(
    ("said", "problem", "mend"),
    [
        (
            "mkdir /var/lib/docker/x: no space left on device",
            "The container engine's disk is full.",
            "docker system df",
        ),
        (
            'invalid mount config: bind source path does not exist: "/a"',
            "does not see the assignment's folder",
            "Share",
        ),
        ("unknown or invalid runtime name: runsk", "does not know the runtime", "docker info"),
        ("something else", "failed: something else", "`docker info` says how it is"),
    ],
)
def test_a_refusal_is_explained(said: str, problem: str, mend: str) -> None:
    """By what the engine says, which is told as well."""
    with pytest.raises(EngineError) as caught, explained():
        raise APIError("500 Server Error", explanation=said)
    assert problem in caught.value.problem
    assert said in caught.value.problem
    assert mend in caught.value.mend


def test_a_silent_engine_is_explained() -> None:
    """One that takes the request and never answers."""
    with pytest.raises(EngineError, match="failed: Read timed out"), explained():
        raise ReadTimeout("Read timed out.")


def test_an_address_that_is_none_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in DOCKER_HOST is no traceback."""
    monkeypatch.setenv("DOCKER_HOST", "gopher://example")
    with pytest.raises(EngineError, match="gopher"), connected():
        pass


def test_other_errors_are_not_the_engines() -> None:
    """A mistake of ours stays one."""
    with pytest.raises(ZeroDivisionError), explained():
        _ = 1 / 0
