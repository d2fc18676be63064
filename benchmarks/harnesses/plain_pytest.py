"""Plain pytest with a JSON report."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence

from benchmarks import homework
from benchmarks.harnesses.harness import Command, Harness, read_json, write


class PlainPytest(Harness):
    """A folder for each submission, with the tests beside it."""

    name = "pytest"
    packages = ("pytest==9.2.0", "pytest-json-report==1.5.0", "pytest-metadata==3.1.1")

    def build(self) -> None:
        """The tests, which are copied beside each submission."""
        lines = ["import checks", "import hw4"]
        for check in (check for checks in homework.EXERCISES.values() for check in checks):
            lines += ["", "", f"def test_{check}():", f"    checks.{check}(hw4)"]
        write(self.folder / "test_hw4.py", "\n".join([*lines, ""]))

    def hand_in(self, submissions: Mapping[str, str]) -> None:
        """A folder for each."""
        shutil.rmtree(self.folder / "students", ignore_errors=True)
        for student, text in submissions.items():
            tree = self.folder / "students" / student
            write(tree / "hw4.py", text)
            shutil.copy(self.folder / "test_hw4.py", tree)
            shutil.copy(homework.CHECKS, tree)

    def commands(self, students: Sequence[str]) -> list[Command]:
        """It knows one submission at a time."""
        options = ("-q", "--json-report", "--json-report-file=report.json", "test_hw4.py")
        python = self.environment.python
        # 1: some tests failed.
        return [
            Command(
                argv=[str(python), "-m", "pytest", *options],
                folder=self.folder / "students" / student,
                variables=self.environment.variables(),
                good_ends=(0, 1),
            )
            for student in students
        ]

    def points(self, student: str) -> float:
        """How many of its tests passed."""
        report = read_json(self.folder / "students" / student / "report.json")
        return float(report["summary"].get("passed", 0))
