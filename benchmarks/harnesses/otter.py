"""Otter: a master notebook, `otter assign`, then `otter run` for each submission. Its container is left out."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import homework
from benchmarks.harnesses import notebook
from benchmarks.harnesses.harness import BuildError, Command, Harness, read_json, write


class Otter(Harness):
    """One command for each submission: `otter run`."""

    name = "otter"
    packages = ("otter-grader==7.0.0", "nbconvert==7.17.2", "nbclient==0.11.0", "ipykernel==7.4.0")

    def build(self) -> None:
        """`otter assign` makes the archive that submissions are graded with."""
        shutil.rmtree(self.folder / "dist", ignore_errors=True)
        write(self.folder / "hw4.ipynb", notebook.notebook(_master()))
        self.run(self.environment.program("otter"), "assign", "--no-run-tests", "hw4.ipynb", "dist")
        self._archive()

    def hand_in(self, submissions: Mapping[str, str]) -> None:
        """Notebooks."""
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        shutil.rmtree(self.folder / "submissions", ignore_errors=True)
        for student, text in submissions.items():
            write(self.folder / "submissions" / f"{student}.ipynb", notebook.submission(text))
            self._output(student).mkdir(parents=True)

    def commands(self, students: Sequence[str]) -> list[Command]:
        """Without a container it grades one submission at a time."""
        run = (self.environment.program("otter"), "run", "-a", self._archive())
        return [
            self.command(*run, "-o", self._output(student), self.folder / "submissions" / f"{student}.ipynb")
            for student in students
        ]

    def points(self, student: str) -> float:
        """The sum over its tests, in the format for Gradescope that it writes."""
        report = read_json(self._output(student) / "results.json")
        return float(sum(test["score"] for test in report["tests"] if test.get("max_score")))

    def _output(self, student: str) -> Path:
        return self.folder / "out" / student

    def _archive(self) -> Path:
        found = sorted((self.folder / "dist" / "autograder").glob("*autograder*.zip"))
        if len(found) != 1:
            raise BuildError(f"otter assign made {len(found)} archives in {self.folder}/dist/autograder, expected one")
        return found[0]


def _master() -> list[dict[str, Any]]:
    """The notebook of the course's: parts, solutions, hidden tests."""
    config = (
        "# ASSIGNMENT CONFIG\ninit_cell: false\ncheck_all_cell: false\nexport_cell: false\ngenerate:\n    pdf: false"
    )
    data, *parts = homework.cells(homework.honest())
    made = [notebook.text(config, kind="raw"), notebook.code(data.source)]
    for (exercise, checks), part in zip(homework.EXERCISES.items(), parts, strict=True):
        made += [
            notebook.text(f"# BEGIN QUESTION\nname: {exercise}\npoints: {len(checks)}", kind="raw"),
            notebook.text(f"## {part.title}"),
            notebook.text("# BEGIN SOLUTION", kind="raw"),
            notebook.code(part.source),
            notebook.text("# END SOLUTION", kind="raw"),
            notebook.text("# BEGIN TESTS", kind="raw"),
            *(notebook.code(_test(check)) for check in checks),
            notebook.text("# END TESTS", kind="raw"),
            notebook.text("# END QUESTION", kind="raw"),
        ]
    return made


def _test(check: str) -> str:
    # Each with all functions: one test sees nothing of what another defines.
    return f"# HIDDEN\n{notebook.hidden_check(check, first=True)}"
