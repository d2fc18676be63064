"""What the benchmark asks of a harness."""

from __future__ import annotations

import json
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.cost import Cost
from benchmarks.environments import Environment


class BuildError(Exception):
    """A harness could not build the homework, or graded it wrongly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A process to start."""

    argv: Sequence[str]
    folder: Path
    variables: Mapping[str, str] = field(repr=False)
    #: Exit statuses of a command that has done its work.
    good_ends: tuple[int, ...] = (0,)


class Harness(ABC):
    """One harness with the homework built for it, in a folder of its own."""

    name: str
    #: For pip, pinned.
    packages: ClassVar[tuple[str, ...]] = ()
    #: It grades many submissions with one command; else it gets a command for each, two at once.
    has_batch: ClassVar[bool] = False

    def __init__(self, folder: Path, environment: Environment) -> None:
        """Nothing is built yet."""
        self.folder = folder
        self.environment = environment

    @abstractmethod
    def build(self) -> None:
        """Build the homework."""

    @abstractmethod
    def hand_in(self, submissions: Mapping[str, str]) -> None:
        """Put each student's text where the harness looks for it; forget earlier ones and what became of them."""

    @abstractmethod
    def commands(self, students: Sequence[str]) -> list[Command]:
        """What grades all that is handed in: one command, or one for each submission."""

    @abstractmethod
    def points(self, student: str) -> float:
        """What the harness's own report says, 0 to `homework.POINTS`."""

    def measured(self, grade: Callable[[], Cost]) -> Cost:
        """What `grade` cost, with whatever the kernel does not count as its own."""
        return grade()

    def command(self, *argv: str | Path, folder: Path | None = None, **variables: str) -> Command:
        """A command of the harness's environment."""
        return Command(
            argv=[str(part) for part in argv],
            folder=folder or self.folder,
            variables=self.environment.variables(**variables),
        )

    def run(self, *argv: str | Path, folder: Path | None = None) -> None:
        """Run a command now, as a part of building.

        Raises:
            BuildError: it failed.
        """
        command = self.command(*argv, folder=folder)
        ended = subprocess.run(
            command.argv,
            cwd=command.folder,
            env=command.variables,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if ended.returncode:
            said = (ended.stdout + ended.stderr).strip()[-3000:]
            raise BuildError(f"{self.name}: {' '.join(command.argv)} ended with {ended.returncode}:\n{said}")


def write(path: Path, text: str) -> None:
    """Write a file, and the folders that it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def read_json(path: Path) -> Any:
    """A report of a harness.

    Raises:
        BuildError: it is missing or unreadable.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BuildError(f"no report was written: {path}: {error}") from error
