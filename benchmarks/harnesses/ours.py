"""This project: `grade`, for one submission and for a class."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import homework
from benchmarks.cost import Cost
from benchmarks.environments import Environment
from benchmarks.harnesses.harness import Command, Harness, read_json, write

_GIVEN = "import torch\nfrom torch import nn\nfrom torch.nn.functional import mse_loss\n"


class Ours(Harness):
    """`grade` over a folder of submissions."""

    has_batch = True

    def __init__(
        self, folder: Path, environment: Environment, *, sandbox: str = "local", own_homework: bool = False
    ) -> None:
        """Nothing is built yet.

        Args:
            folder: the harness's own.
            environment: where this project is installed.
            sandbox: "local" or "docker".
            own_homework: the project's own hw4, with more checks in two processes, not the ten that all harnesses have.
        """
        super().__init__(folder, environment)
        self._sandbox = sandbox
        self._own_homework = own_homework
        self.name = "grade" + (", own hw4" if own_homework else "") + (f" in {sandbox}" if sandbox != "local" else "")

    def build(self) -> None:
        """An assignment: a manifest, the checks, and the honest solution for a reference."""
        shutil.rmtree(self.folder, ignore_errors=True)
        write(self._assignment / "assignment.toml", _manifest())
        write(self._assignment / "given.py", _GIVEN)
        write(self._assignment / "reference.py", homework.cells(homework.honest())[0].source)
        write(self._assignment / "checks" / "test_hw4.py", _tests())
        shutil.copy(homework.CHECKS, self._assignment / "checks" / "tencheck.py")

    def hand_in(self, submissions: Mapping[str, str]) -> None:
        """A folder of files."""
        shutil.rmtree(self.output, ignore_errors=True)
        shutil.rmtree(self.folder / "class", ignore_errors=True)
        for student, text in submissions.items():
            write(self.folder / "class" / f"{student}.py", text)
        if len(submissions) == 1:
            # The reports of a single one need a place that is there.
            (self.output / next(iter(submissions))).mkdir(parents=True)

    def commands(self, students: Sequence[str]) -> list[Command]:
        """One for all that is handed in, or for a single student."""
        assignment = "hw4" if self._own_homework else self._assignment
        options = ("--assignment", assignment, "--sandbox", self._sandbox, "--quiet")
        grade = self.environment.program("grade")
        if len(students) == 1:
            report = self.output / students[0]
            paths = ("--json", report / "report.json", "--html", report / "report.html")
            return [self.command(grade, self.folder / "class" / f"{students[0]}.py", *options, *paths)]
        return [self.command(grade, self.folder / "class", *options, "--output", self.output, "--jobs", "2")]

    def points(self, student: str) -> float:
        """What the report says, as a share of what programs grade."""
        report = read_json(self.output / student / "report.json")
        # The project's own homework has an exercise in words, which nobody here answers.
        reachable = sum(e["max_score"] for e in report["exercises"] if e["status"] != "missing")
        return float(homework.POINTS * report["score"] / reachable)

    def measured(self, grade: Callable[[], Cost]) -> Cost:
        """A container's time is not the command's."""
        if self._sandbox != "docker":
            return grade()
        script = Path(__file__).parents[1] / "container_meter.py"
        with subprocess.Popen(
            [self.environment.python, script],
            env=self.environment.variables(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as meter:
            cost = grade()
            said, _ = meter.communicate()
        inside = json.loads(said)
        return replace(cost, cpu_s=cost.cpu_s + inside["cpu_s"], max_rss_mb=max(cost.max_rss_mb, inside["memory_mb"]))

    @property
    def output(self) -> Path:
        """Where the reports are."""
        return self.folder / "out"

    @property
    def _assignment(self) -> Path:
        return self.folder / "hw4-ten"


def _manifest() -> str:
    lines = ['title = "Homework 4: ten checks"', 'given = "given.py"']
    needs = {"forward": "function", "backprop": "function", "ToyModel": "class", "model": "module"}
    for (exercise, checks), (name, kind) in zip(homework.EXERCISES.items(), needs.items(), strict=True):
        lines += ["", "[[exercises]]", f'id = "{exercise}"', f'title = "{exercise}"', f"points = {len(checks)}"]
        lines += [f'requires = {{ {name} = "{kind}" }}']
    return "\n".join([*lines, ""])


def _tests() -> str:
    """The same functions, with the submission's proxy for what was handed in."""
    lines = ["import pytest", "from checks import tencheck"]
    for exercise, checks in homework.EXERCISES.items():
        for check in checks:
            lines += ["", "", f'@pytest.mark.exercise("{exercise}")', "@pytest.mark.points(1)"]
            lines += [f"def test_{check}(submission):", f'    """{check.replace("_", " ")}"""']
            lines += [f"    tencheck.{check}(submission)"]
    return "\n".join([*lines, ""])
