"""Virtual environments, one for each harness, with the same torch in all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TORCH = "torch==2.13.0"
#: Held in every environment: no harness may bring another torch, and none is slower for another numpy.
CONSTRAINTS = (TORCH, "numpy==2.4.6")
#: One thread each. Two processes with torch's default of a thread per core hold each other up, whoever starts them.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class InstallError(Exception):
    """An environment could not be made; the text is pip's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A virtual environment that is there."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.program("python")

    def program(self, name: str) -> Path:
        """One of its commands."""
        return self.folder / "bin" / name

    def variables(self, **more: str) -> dict[str, str]:
        """What its processes get: this process's own variables, its commands first, one thread each."""
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        inherited = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}}
        return {**inherited, "PATH": path, **ONE_THREAD, **more}


def make(
    folder: Path, packages: Sequence[str], *, torch_index: str, say: Callable[[str], None], anew: Sequence[str] = ()
) -> Environment:
    """The environment with torch and these packages; what is there already is not installed again.

    Args:
        folder: where it is, or will be.
        packages: as pip wants them, pinned.
        torch_index: where torch is taken from when pip's own configuration has no copy of it.
        say: is told what is being installed.
        anew: installed in each run, without dependencies: a checkout, whose version does not tell what is in it.

    Raises:
        InstallError: pip failed, or another torch came in.
    """
    environment = Environment(folder=folder)
    done = folder / "benchmark.json"
    wanted = [*CONSTRAINTS, *packages]
    if not done.exists() or json.loads(done.read_text()) != wanted:
        say(f"installing {', '.join(packages) or TORCH} in {folder}")
        venv.create(folder, with_pip=True, clear=True)
        constraints = folder / "constraints.txt"
        constraints.write_text("\n".join(CONSTRAINTS) + "\n")
        _install_torch(environment, torch_index)
        _pip(environment, "-c", str(constraints), *CONSTRAINTS, *packages)
        _refuse_other_torch(environment)
        done.write_text(json.dumps(wanted))
    for package in anew:
        _pip(environment, "--no-deps", "--force-reinstall", package)
    return environment


def versions(environment: Environment) -> Mapping[str, str]:
    """What is installed, by name."""
    listed = _run(environment, "-m", "pip", "list", "--format=json")
    return {entry["name"].lower(): entry["version"] for entry in json.loads(listed)}


def _install_torch(environment: Environment, index: str) -> None:
    """From where pip has a copy at hand, else from torch's index: elsewhere its Linux build brings all of CUDA."""
    try:
        _pip(environment, "--no-deps", "--no-index", TORCH)
    except InstallError:
        _pip(environment, "--no-deps", "--index-url", index, TORCH)


def _refuse_other_torch(environment: Environment) -> None:
    there = versions(environment)
    intruders = sorted(name for name in there if name.startswith("nvidia-"))
    if there["torch"].partition("+")[0] != TORCH.partition("==")[2] or intruders:
        found = ", ".join([f"torch {there['torch']}", *intruders])
        raise InstallError(f"{environment.folder} has {found}, expected {TORCH} for processors alone: delete it")


def _pip(environment: Environment, *arguments: str) -> None:
    _run(environment, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def _run(environment: Environment, *arguments: str) -> str:
    command = [str(environment.python), *arguments]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment.variables(), stdin=subprocess.DEVNULL
    )
    if ended.returncode:
        raise InstallError(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stderr.strip()[-3000:]}")
    return ended.stdout


def this_python() -> str:
    """The version of the interpreter that environments are made with."""
    return ".".join(map(str, sys.version_info[:3]))
