"""Mutants differ from the reference in one place, and hold no more than their exercise needs."""

from __future__ import annotations

import ast

import pytest

from grader.model import ExerciseSpec
from grader.validate.catalogue import Rewritten
from grader.validate.mutants import mutate
from grader.validate.parts import find_parts
from grader.validate.source import RewritingError, needed_statements, rewrite
from tests.validate.here import bench_here

REFERENCE = '''\
import math

RATE = 0.5


def area(w: float, h: float) -> dict[str, int]:
    """Width times height."""
    size = w * h
    return size


def slow(x):
    for _ in range(10):
        x = area(x, RATE)
    return x if x >= 0 else -x


if __name__ == "__main__":
    result = slow(3)
'''
EXERCISES = [
    ExerciseSpec(id="area", title="Area", points=1, requires={"area": "function"}),
    ExerciseSpec(id="slow", title="Slow", points=1, requires={"result": "any"}),
]
WANTED = {
    "area": lambda versions: versions["area"][-1](2, 3) == 6,
    "slow": lambda versions: versions["result"][-1] == 3 / 2**10,
}
MUTANTS = mutate(find_parts(bench_here(REFERENCE, EXERCISES, WANTED)[0]))
LABELS = [mutant.label for mutant in MUTANTS]


@pytest.mark.parametrize(
    "label",
    [
        "line 8: * becomes + in `w * h`",
        "line 8: `size = w * h` is dropped",
        "line 8: `size = w * h` comes after `return size`",
        "line 14: arguments 1 and 2 of `area(x, RATE)` change places",
        "line 13: 10 becomes 11 in `range(10)`",
        "line 15: >= becomes > in `x >= 0`",
        "line 15: the minus of `-x` is dropped",
        "line 3: 0.5 becomes 1.0 in `RATE = 0.5`",
    ],
)
def test_every_kind_of_change_is_made(label: str) -> None:
    """Operators, statements dropped and reordered, arguments, numbers, comparisons, signs."""
    assert label in LABELS


def test_a_statement_is_changed_for_the_exercise_that_asks_for_its_name() -> None:
    """The other exercise needs it too, and is not asked."""
    owners = {exercise for mutant in MUTANTS if mutant.label.startswith("line 8") for exercise in mutant.sources}
    assert owners == {"area"}


def test_a_mutant_holds_what_its_exercise_needs_and_nothing_else() -> None:
    """The slow part of a reference is not run for what does not depend on it."""
    for mutant in MUTANTS:
        for exercise, source in mutant.sources.items():
            names = {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
            assert names <= ({"area"} if exercise == "area" else {"area", "slow"})


def test_annotations_are_left_alone() -> None:
    """They do nothing, so that nobody could notice."""
    assert [label for label in LABELS if label.startswith("line 6")] == []


def test_documentation_is_no_statement_to_drop() -> None:
    """Nobody could notice."""
    assert not [label for label in LABELS if "Width times height" in label]


def test_each_mutant_is_another_program() -> None:
    """No change that changes nothing, and none twice."""
    made = [pair for mutant in MUTANTS for pair in mutant.sources.items()]
    assert len(set(made)) == len(made)


def test_what_a_name_depends_on_is_followed_through_functions() -> None:
    """Imports are always kept."""
    body = ast.parse(REFERENCE).body
    kept = [type(body[number]).__name__ for number in needed_statements(body, ["slow"])]
    assert kept == ["Import", "Assign", "FunctionDef", "FunctionDef"]


def made(edits: dict[str, str] | None = None, solution: str = "") -> str:
    return rewrite(REFERENCE, Rewritten(id="wrong", edits=edits or {}, solution=solution))


def test_an_edit_replaces_its_text() -> None:
    """Once."""
    assert "size = w + h" in made({"size = w * h": "size = w + h"})


def test_a_solution_takes_the_place_of_what_binds_its_names() -> None:
    """Wherever that stood, guarded statements too."""
    text = made(solution="def slow(x):\n    return 7\n\nresult = slow(1)\n")
    assert "range(10)" not in text
    assert "__main__" not in text
    assert ast.unparse(ast.parse(text)).endswith("result = slow(1)")


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ({"size = w / h": ""}, "is in the reference 0 times; expected once"),
        ({"x": "y"}, "times; expected once"),
        ({"size = w * h": "size = "}, "is no Python: invalid syntax in line 8"),
    ],
)
def test_a_solution_that_cannot_be_made_is_told_to_its_author(edits: dict[str, str], said: str) -> None:
    """With its id."""
    with pytest.raises(RewritingError) as caught:
        made(edits)
    assert str(caught.value).startswith("misconceptions.py: the solution of 'wrong'")
    assert said in str(caught.value)
