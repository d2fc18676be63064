"""What the container image is made of: all that runs inside, nothing else, in exact versions."""

from __future__ import annotations

import re
import sys
import tarfile
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from grader.errors import EngineError
from grader.sandbox import image
from grader.sandbox.image import CONTENT_LABEL, IMAGE, INSIDE, VERSION_LABEL, Recipe, content_hash, context_files
from tests.test_architecture import reached, read_source

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = (ROOT / "grader" / "sandbox" / "packages.txt").read_text(encoding="utf-8")
#: What is imported inside by these names, and where it comes from.
IMPORTED = {
    "_pytest": "pytest",
    "landlockpy": "landlockpy",
    "numpy": "numpy",
    "pyseccomp": "pyseccomp",
    "pytest": "pytest",
    "torch": "torch",
}
#: An assignment's own file.
OF_THE_COURSE = {"misconceptions"}
#: What submissions import, and what pytest is told to load.
FURTHER = {"matplotlib", "pytest-json-report"}


def pinned() -> dict[str, str]:
    """Name -> version of what the image gets."""
    lines = [line for line in PACKAGES.splitlines() if not line.startswith("#")]
    return dict(line.split("==") for line in lines)


def modules_inside() -> set[str]:
    """What the gateway may bring with it, and what checks may import."""
    source = read_source(ROOT / "grader")
    starts = [module for module in source.own if module.split(".")[1:2] in (["inside"], ["checks"])]
    return set().union(*(reached(source, start) for start in starts))


def needed(names: set[str]) -> set[str]:
    """The distributions and all that they need in turn, on this machine."""
    found: set[str] = set()
    waiting = [canonicalize_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        asked = map(Requirement, requires(name) or ())
        holding = (r for r in asked if r.marker is None or r.marker.evaluate({"extra": ""}))
        waiting += [canonicalize_name(requirement.name) for requirement in holding]
    return found


def test_everything_that_runs_inside_is_in_the_image() -> None:
    """Each module that the sandbox's side reaches is in one of the places that are copied."""
    files = context_files()
    paths = {module: module.replace(".", "/") for module in modules_inside()}
    missing = {m for m, path in paths.items() if f"{path}.py" not in files and f"{path}/__init__.py" not in files}
    assert missing == set()


def test_no_assignment_is_in_the_image() -> None:
    """They are mounted, so that a new one needs no new image. Nor is anything of the caller's side in it."""
    names = context_files()
    assert [name for name in names if not name.startswith("grader/")] == ["Dockerfile"]
    rooms = {name.split("/")[1] for name in names if name.startswith("grader/")}
    assert rooms == {name.split("/")[0] for name in INSIDE}
    assert [name for name in names if name.startswith("grader/sandbox/")] == ["grader/sandbox/packages.txt"]


def test_a_build_by_hand_sees_the_same_files() -> None:
    """.dockerignore lets through what `grader image build` sends."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line for line in lines if line.startswith("!")} == {f"!grader/{name}" for name in INSIDE}
    assert "*" in lines


def test_no_other_package_is_imported_inside() -> None:
    """What comes to be imported is added here, and so to the image."""
    source, inside = read_source(ROOT / "grader"), modules_inside()
    names = set().union(*(found for module, found in source.foreign.items() if module in inside))
    assert names - sys.stdlib_module_names - IMPORTED.keys() - OF_THE_COURSE == set()


def test_the_packages_are_all_that_is_needed() -> None:
    """What is imported inside, and what that needs. After an update: these names, in the versions of this machine."""
    assert pinned().keys() == needed({*IMPORTED.values(), *FURTHER})


def test_the_packages_are_what_the_project_asks_for() -> None:
    """Each pinned version is one that pyproject.toml allows, and torch is the very same."""
    asked = {canonicalize_name(r.name): r for r in map(Requirement, PYPROJECT["project"]["dependencies"])}
    versions = pinned()
    shared = asked.keys() & versions.keys()
    assert {"torch", "numpy", "pytest", "landlockpy", "pyseccomp"} <= shared
    assert {name for name in shared if not asked[name].specifier.contains(versions[name])} == set()


def test_the_context_is_the_same_archive_every_time() -> None:
    """Names in order, no times, no owners."""
    first, second = image._context().getvalue(), image._context().getvalue()
    assert first == second
    with tarfile.open(fileobj=image._context()) as archive:
        members = archive.getmembers()
    assert [member.name for member in members] == sorted(context_files())
    assert {(member.mtime, member.uid, member.mode) for member in members} == {(0, 0, 0o644)}


def test_each_file_changes_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """An image from before a change is told from one after it."""
    files = context_files()
    hashes = {content_hash()}
    for name in files:
        monkeypatch.setattr(image, "context_files", lambda name=name: {**files, name: files[name] + b"#"})
        hashes.add(content_hash())
    monkeypatch.setattr(image, "context_files", lambda: {**files, "grader/new.py": b""})
    hashes.add(content_hash())
    assert len(hashes) == len(files) + 2
    assert all(re.fullmatch(r"[0-9a-f]{64}", text) for text in hashes)


def test_the_image_says_its_version() -> None:
    """In its name and in its labels."""
    assert f"pytorch-grader:{image.labels()[VERSION_LABEL]}" == IMAGE
    assert image.labels()[CONTENT_LABEL] == content_hash()


def test_only_what_was_asked_for_is_given_to_the_build() -> None:
    """Everything else is as the Dockerfile says; its arguments have these names."""
    assert Recipe().arguments == {}
    recipe = Recipe(base_image="a", index_url="b", extra_index_url="c", torch_index="d")
    assert recipe.arguments == {
        "BASE_IMAGE": "a",
        "PIP_INDEX_URL": "b",
        "PIP_EXTRA_INDEX_URL": "c",
        "TORCH_INDEX": "d",
    }
    declared = re.findall(r"^ARG (\w+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(declared) == sorted(recipe.arguments)


def test_a_failed_build_ends_with_its_last_lines() -> None:
    """As they were on the screen, without colours and without what a progress bar had overwritten."""
    told: list[str] = []
    log = image._Log(told.append)
    log.add({"stream": "Step 1/2 : RUN pip\n"})
    log.add({"stream": "\x1b[31m10 %\r\x1b[32m100 %\x1b[0m\nNo matching distribution\n\n"})
    log.add({"status": "something else"})
    log.add({"error": "The command returned 1"})
    assert told == ["Step 1/2 : RUN pip", "100 %", "No matching distribution"]
    error = image._failed(log)
    assert isinstance(error, EngineError)
    assert str(error) == (
        "The image could not be built: The command returned 1\nThe last lines were:\n"
        "  Step 1/2 : RUN pip\n  100 %\n  No matching distribution\n"
        "It needs the base image and a package index: `grader image build --help` says how to name others."
    )


def test_a_build_on_a_full_disk_says_so() -> None:
    """With the commands that help."""
    log = image._Log(lambda _: None)
    log.add({"error": "write /opt/grader/x: no space left on device"})
    assert image._failed(log).mend.startswith("The disk is full: `docker system df`")


def test_an_installation_without_a_dockerfile_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One that was put together by hand."""
    monkeypatch.setattr(image, "_DOCKERFILES", (tmp_path / "Dockerfile",))
    with pytest.raises(EngineError, match="This installation has no Dockerfile") as caught:
        context_files()
    assert "a clone of its repository" in caught.value.mend
