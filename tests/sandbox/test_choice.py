"""Which sandbox is taken, and what is said about one that is not."""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path

import docker as docker_sdk
import pytest

from grader.assignment import Assignment, load_assignment
from grader.errors import EngineError, UsageError
from grader.sandbox import choice, image, local
from grader.sandbox.choice import SandboxChoice, SandboxWish, choose
from grader.sandbox.gateway_process import Spare

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    """The repository's own hw4."""
    return load_assignment("hw4", search=(ROOT / "assignments",))


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody listens."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")


@pytest.mark.usefixtures("no_engine")
def test_without_an_engine_auto_is_local(assignment: Assignment) -> None:
    """Nothing is said: most machines have none."""
    notes: list[str] = []
    spare = Spare()
    chosen = choose(SandboxWish(spare=spare), assignment, on_note=notes.append)
    assert (chosen.name, chosen.identity) == ("local", "")
    assert isinstance(chosen.start, partial)
    assert (chosen.start.func, chosen.start.args) == (local.start, (spare,))
    assert notes == []


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("wish", [SandboxWish(name="docker"), SandboxWish(runtime="runsc")])
def test_a_container_that_was_asked_for_is_never_replaced(assignment: Assignment, wish: SandboxWish) -> None:
    """Whoever names a container, or its runtime, gets one or an error."""
    with pytest.raises(EngineError, match="No container engine answers"):
        choose(wish, assignment)


def test_an_engine_that_is_not_used_is_explained(assignment: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    """With auto it is no error."""

    def refuse(*_: object, **__: object) -> SandboxChoice:
        raise EngineError("The image is of another version.", mend="Build it.")

    monkeypatch.setattr(choice, "is_likely", lambda: True)
    monkeypatch.setattr(choice, "_docker", refuse)
    notes: list[str] = []
    assert choose(SandboxWish(), assignment, on_note=notes.append).name == "local"
    assert notes == ["No container is used: The image is of another version. Build it."]


def test_a_local_sandbox_has_no_runtime(assignment: Assignment) -> None:
    """The two options contradict each other."""
    with pytest.raises(UsageError, match="--runtime names a container's runtime, and --sandbox local has none"):
        choose(SandboxWish(name="local", runtime="runsc"), assignment)


@pytest.mark.docker
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", ["auto", "docker"])
def test_an_engine_with_the_image_is_used(assignment: Assignment, container_image: str, name: str) -> None:
    """Results are known by the image's digest."""
    chosen = choose(SandboxWish(name=name), assignment)
    assert (chosen.name, chosen.identity) == ("docker", container_image)


@pytest.mark.docker
@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("container_image")
def test_local_is_local_even_with_an_engine(assignment: Assignment) -> None:
    """Who asks for it gets it."""
    assert choose(SandboxWish(name="local"), assignment).name == "local"


@pytest.mark.docker
@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("container_image")
def test_auto_goes_without_an_image(assignment: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that serves other purposes is no reason to fail."""
    monkeypatch.setattr(image.find, "__defaults__", ("pytorch-grader-none:0",))
    notes: list[str] = []
    assert choose(SandboxWish(), assignment, on_note=notes.append).name == "local"
    (note,) = notes
    assert note.startswith("No container is used: The container engine has no image pytorch-grader-none:0. `grader im")
    with contextlib.closing(docker_sdk.APIClient(version="auto", **docker_sdk.utils.kwargs_from_env())) as client:
        assert client.images("pytorch-grader-none:0") == []
