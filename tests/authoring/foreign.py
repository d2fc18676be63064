"""Small assignments of other graders, as their own files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

#: Right in every one of them.
SOLUTION = """
import torch


def double(x):
    return 2 * x


def total(values):
    return sum(values)


TOP = 7
"""

OK_TEST = """OK_FORMAT = True

test = {   'name': 'q1',
    'points': 4,
    'suites': [ {   'cases': [ {'code': '>>> double(3)\\n6', 'hidden': False, 'locked': False},
                               {   'code': '>>> torch.equal(double(torch.ones(2)), torch.full((2,), 2.0))\\nTrue',
                                   'hidden': True,
                                   'locked': False,
                                   'points': 3,
                                   'failure_message': 'Twice is not thrice.'}],
                    'scored': True,
                    'setup': '',
                    'teardown': '',
                    'type': 'doctest'}]}
"""

TEST_CASES = """from otter.test_files import test_case

OK_FORMAT = False
name = "q2"
points = 2

@test_case(points=2, hidden=True)
def test_total(total, TOP):
    # Seven in all.
    assert total([3, 4]) == TOP, "three and four"
"""


def cell(kind: str, source: str, output: str = "", **metadata: Any) -> dict[str, Any]:
    """A cell of a notebook."""
    made: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": source.splitlines(keepends=True)}
    if kind == "code":
        shown = {
            "output_type": "execute_result",
            "data": {"text/plain": [output]},
            "metadata": {},
            "execution_count": 1,
        }
        made |= {"execution_count": None, "outputs": [shown] if output else []}
    return made


def write_notebook(path: Path, *cells: dict[str, Any]) -> Path:
    """The file with these cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def otter_folder(folder: Path, **tests: str) -> Path:
    """What `otter assign` makes: a notebook with grader.check, and tests/."""
    write_notebook(
        folder / "lab.ipynb",
        cell("code", "# Initialize Otter\nimport otter\ngrader = otter.Notebook('lab.ipynb')"),
        cell("markdown", "# Lab\n\n**Question 1.** Write `double`."),
        cell("code", SOLUTION),
        cell("code", 'grader.check("q1")'),
    )
    (folder / "tests").mkdir(exist_ok=True)
    for name, text in (tests or {"q1": OK_TEST, "q2": TEST_CASES}).items():
        (folder / "tests" / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def otter_master(path: Path) -> Path:
    """What `otter assign` reads."""
    return write_notebook(
        path,
        cell("raw", "# ASSIGNMENT CONFIG\nname: lab\ninit_cell: true\nseed:\n  variable: rng"),
        cell("code", "import torch"),
        cell("raw", "# BEGIN QUESTION\nname: q1\npoints: 3"),
        cell("markdown", "## Question 1: twice\n\nWrite `double`."),
        cell("raw", "# BEGIN SOLUTION"),
        cell(
            "code",
            "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n\nTOP = 7 # SOLUTION",
        ),
        cell("raw", "# END SOLUTION"),
        cell("raw", "# BEGIN TESTS"),
        cell("code", "double(3)", output="6"),
        cell(
            "code",
            '""" # BEGIN TEST CONFIG\nhidden: true\npoints: 2\n""" # END TEST CONFIG\n'
            "assert torch.equal(double(torch.ones(2)), torch.full((2,), 2.0))",
        ),
        cell("raw", "# END TESTS"),
        cell("raw", "# END QUESTION"),
        cell("raw", "# BEGIN QUESTION\nname: why\npoints: 5\nmanual: true"),
        cell("markdown", "## Question 2: why?"),
        cell("raw", "# BEGIN SOLUTION"),
        cell("markdown", "Because of the secret."),
        cell("raw", "# END SOLUTION"),
        cell("raw", "# END QUESTION"),
    )


def graded(points: float | None = None, *, grade: bool = False, solution: bool = False, name: str) -> dict[str, Any]:
    """The metadata of a cell of nbgrader's."""
    marks = {
        "grade": grade,
        "grade_id": name,
        "locked": grade,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return {"nbgrader": marks | ({} if points is None else {"points": points})}


def nbgrader_notebook(path: Path) -> Path:
    """An instructor's notebook."""
    return write_notebook(
        path,
        cell("markdown", "# Lab\n\n## Part 1: twice"),
        cell("code", "import torch"),
        cell(
            "code",
            "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
            **graded(solution=True, name="double"),
        ),
        cell("code", "assert double(3) == 6", **graded(1, grade=True, name="double-test")),
        cell(
            "code",
            "x = torch.ones(2)\n### BEGIN HIDDEN TESTS\nassert torch.equal(double(x), x + x)\n### END HIDDEN TESTS",
            **graded(2, grade=True, name="double-hidden"),
        ),
        cell("markdown", "## Part 2: a word"),
        cell("markdown", "Your answer here.", **graded(4, grade=True, solution=True, name="why")),
    )


UNITTESTS = '''
import unittest
from gradescope_utils.autograder_utils.decorators import weight, number, visibility, partial_credit
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner
import torch
import homework as hw
from homework import total

SIZE = 2


class TestDouble(unittest.TestCase):
    """Twice as much."""

    def setUp(self):
        self.ones = torch.ones(SIZE)

    @weight(2)
    @number("1.1")
    def test_number(self):
        """double of a number"""
        self.assertEqual(hw.double(3), 6, "twice three")
        self.assertAlmostEqual(hw.double(0.1), 0.2, places=5)

    @weight(3)
    @visibility("hidden")
    def test_tensor(self):
        self.assertTrue(torch.equal(hw.double(self.ones), self.ones + self.ones))

    @partial_credit(4)
    def test_partly(self, set_score=None):
        set_score(2)


class TestTotal(unittest.TestCase):
    @weight(1)
    @visibility("visible")
    def test_total(self):
        self.assertEqual(total([3, 4]), hw.TOP)

    @weight(1)
    def test_refuses(self):
        with self.assertRaises(TypeError):
            total(3)


if __name__ == "__main__":
    unittest.TextTestRunner().run()
'''


def gradescope_folder(folder: Path) -> Path:
    """An autograder's folder, with its solution."""
    (folder / "tests").mkdir(parents=True)
    (folder / "tests" / "test_all.py").write_text(UNITTESTS, encoding="utf-8")
    (folder / "solution").mkdir()
    (folder / "solution" / "homework.py").write_text(SOLUTION, encoding="utf-8")
    return folder
