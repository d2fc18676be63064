"""gradescope-utils, run bare: its documented layout, without Gradescope's container around it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence

from benchmarks import homework
from benchmarks.harnesses.harness import Command, Harness, read_json, write

_RUN_TESTS = """\
import os
import unittest
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

if __name__ == "__main__":
    suite = unittest.defaultTestLoader.discover("tests")
    with open(os.environ["AUTOGRADER"] + "/results/results.json", "w") as f:
        JSONTestRunner(visibility="hidden", stream=f).run(suite)
"""
#: `/autograder` is the container's; here it is a variable.
_RUN_AUTOGRADER = """\
#!/bin/sh
set -e
cp "$AUTOGRADER/submission/hw4.py" "$AUTOGRADER/source/hw4.py"
cd "$AUTOGRADER/source"
exec python run_tests.py
"""


class Gradescope(Harness):
    """A fresh tree for each submission, as a fresh container has it."""

    name = "gradescope-utils"
    packages = ("gradescope-utils==0.5.0",)

    def build(self) -> None:
        """The tree that is copied for each student."""
        source = self.folder / "template" / "source"
        write(source / "run_tests.py", _RUN_TESTS)
        write(source.parent / "run_autograder", _RUN_AUTOGRADER)
        write(source / "tests" / "__init__.py", "")
        shutil.copy(homework.CHECKS, source / "tests" / "checks.py")
        write(source / "tests" / "test_hw4.py", _tests())

    def hand_in(self, submissions: Mapping[str, str]) -> None:
        """A tree for each."""
        shutil.rmtree(self.folder / "students", ignore_errors=True)
        for student, text in submissions.items():
            tree = self.folder / "students" / student
            shutil.copytree(self.folder / "template", tree)
            (tree / "results").mkdir()
            write(tree / "submission" / "hw4.py", text)

    def commands(self, students: Sequence[str]) -> list[Command]:
        """It knows one submission at a time."""
        trees = [self.folder / "students" / student for student in students]
        return [self.command("sh", tree / "run_autograder", folder=tree, AUTOGRADER=str(tree)) for tree in trees]

    def points(self, student: str) -> float:
        """The sum over its tests."""
        report = read_json(self.folder / "students" / student / "results" / "results.json")
        return float(sum(test["score"] for test in report["tests"]))


def _tests() -> str:
    """A test case for each exercise."""
    lines = [
        "import unittest",
        "from gradescope_utils.autograder_utils.decorators import visibility, weight",
        "import hw4",
        "from tests import checks",
    ]
    for exercise, checks in homework.EXERCISES.items():
        lines += ["", "", f"class Test{exercise.title()}(unittest.TestCase):"]
        for check in checks:
            lines += ["    @weight(1)", '    @visibility("hidden")', f"    def test_{check}(self):"]
            lines += [f'        """{check.replace("_", " ")}"""', f"        checks.{check}(hw4)", ""]
    return "\n".join(lines)
