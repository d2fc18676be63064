"""Each statement of a reference belongs to the exercises that miss it."""

from __future__ import annotations

import pytest

from grader.model import ExerciseSpec, WrittenAnswer
from grader.validate.mutants import mutate
from grader.validate.parts import find_parts
from grader.validate.source import needed_statements, statements, text_of
from tests.validate.here import bench_here

SHARED = """\
from __future__ import annotations

from typing import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    given: int

loop: Callable[..., int]


def scale(x: int) -> int:
    return 3 * x


def once(x: int) -> int:
    return scale(x) + 1


loop = once


def twice(x: int, y: int) -> int:
    return scale(x) + scale(y)


loop = twice
other = 7
answer = "In words."


def unused(x: int) -> int:
    return x


if __name__ == "__main__":
    seen = []
    seen.append(once(2))
"""
EXERCISES = (
    ExerciseSpec(id="scale", title="", points=1, requires={"scale": "function"}),
    ExerciseSpec(id="once", title="", points=1, requires={"loop": "function"}),
    ExerciseSpec(id="twice", title="", points=1, requires={"loop": "function"}),
    ExerciseSpec(id="seen", title="", points=1),
    ExerciseSpec(
        id="words", title="", points=1, written=WrittenAnswer(heading="Words", name="answer", placeholder="-")
    ),
)
WANTED = {
    "scale": lambda v: v["scale"][-1](2) == 6,
    "once": lambda v: any(f.__code__.co_argcount == 1 and f(2) == 7 for f in v["loop"]),
    "twice": lambda v: any(f.__code__.co_argcount == 2 and f(1, 2) == 9 for f in v["loop"]),
    "seen": lambda v: 7 in v["seen"][-1],
}


PARTS = find_parts(bench_here(SHARED, EXERCISES, WANTED)[0])


def owners_of(text: str) -> tuple[str, ...]:
    number = next(n for n, node in enumerate(PARTS.body) if text_of([node]).startswith(text))
    return PARTS.owners.get(number, ())


@pytest.mark.parametrize(
    ("statement", "owners"),
    [
        ("def scale", ("scale",)),
        ("def once", ("once", "seen")),
        ("loop = once", ("once",)),
        ("def twice", ("twice",)),
        ("loop = twice", ("twice",)),
        ("seen = []", ("seen",)),
        ("seen.append", ("seen",)),
        ("answer = ", ()),
        ("other = 7", ()),
    ],
)
def test_a_statement_belongs_to_the_exercises_that_miss_it(statement: str, owners: tuple[str, ...]) -> None:
    """Where a name is asked for by one exercise alone, to that one; a shared name says nothing by itself."""
    assert owners_of(statement) == owners


def test_what_nobody_misses_is_told() -> None:
    """A check may be missing."""
    assert [text_of([PARTS.body[n]]).split("(")[0].strip() for n in PARTS.unmissed] == ["other = 7", "def unused"]


def test_a_slice_holds_what_its_exercise_needs() -> None:
    """And of a shared name only the version that it is about."""
    assert "def once" in PARTS.text("once")
    assert "def scale" in PARTS.text("once")
    assert "twice" not in PARTS.text("once")
    assert "once" not in PARTS.text("twice")
    assert "seen.append(once(2))" in PARTS.text("seen")


def test_a_slice_that_does_not_earn_everything_is_not_used() -> None:
    """What an exercise needs may be more than its names say: then it gets the whole reference."""
    reference = "import sys\nstate = [1]\nalias = state\nalias.append(2)\nvalue = state\n"
    exercises = [ExerciseSpec(id="value", title="", points=1, requires={"value": "any"})]
    bench, here = bench_here(reference, exercises, {"value": lambda v: v["value"][-1] == [1, 2]})
    parts = find_parts(bench)
    assert parts.text("value") == reference
    assert any("alias" not in task.source for task in here.graded)


def test_an_exercise_that_the_reference_does_not_solve_is_told() -> None:
    """Each of its mutants would lose points, and none of them would show that a check is any good."""
    exercises = [ExerciseSpec(id=name, title="", points=1, requires={name: "any"}) for name in ("a", "b")]
    bench, _ = bench_here("a = 1\nb = 2\n", exercises, {"a": lambda v: v["a"] == [1], "b": lambda v: v["b"] == [3]})
    assert find_parts(bench).failing == ("b",)


def test_mutants_of_a_shared_helper_are_handed_in_for_each_exercise_that_misses_it() -> None:
    """In the order of the manifest, each time with as much as that exercise needs."""
    mutant = next(each for each in mutate(PARTS) if "scale(x) + 1" in each.label and "+ becomes -" in each.label)
    assert list(mutant.sources) == ["once", "seen"]
    assert all("scale(x) - 1" in source for source in mutant.sources.values())
    assert "seen" not in mutant.sources["once"]


def test_a_name_that_is_bound_again_tells_nothing() -> None:
    """One exercise asks for it, and another one misses what it stood for first."""
    reference = "x = 2\ny = 10 * x\nx = 3\n"
    exercises = [ExerciseSpec(id=name, title="", points=1, requires={name: "any"}) for name in ("x", "y")]
    bench, _ = bench_here(reference, exercises, {"x": lambda v: v["x"][-1] == 3, "y": lambda v: v["y"] == [20]})
    assert dict(find_parts(bench).owners) == {0: ("y",), 1: ("y",), 2: ("x",)}


def test_exercises_with_names_of_their_own_cost_no_grading_beyond_their_slices() -> None:
    """Names tell, and one grading shows that what has no name is not missed."""
    reference = "def one():\n    return 1\n\ndef two():\n    return 2\n\nprint(one())\n"
    exercises = [ExerciseSpec(id=name, title="", points=1, requires={name: "function"}) for name in ("one", "two")]
    wanted = {"one": lambda v: v["one"][-1]() == 1, "two": lambda v: v["two"][-1]() == 2}
    bench, here = bench_here(reference, exercises, wanted)
    parts = find_parts(bench)
    assert parts.unmissed == ()
    assert len(here.graded) == 3


# Names.


def test_names_of_arguments_and_annotations_are_not_the_modules() -> None:
    """A function that calls its argument as a global is called does not need that global."""
    function = "def f(params: kind) -> kind:\n    return params\n"
    body = statements(f"from __future__ import annotations\nparams = [1]\nkind = int\n\n{function}")
    assert [text_of([body[n]]) for n in needed_statements(body, ["f"])][1:] == [function]


def test_annotations_that_are_evaluated_are_needed() -> None:
    """Without the future's import."""
    body = statements("kind = int\n\ndef f(x: kind):\n    return x\n")
    assert needed_statements(body, ["f"]) == [0, 1]


def test_a_statement_that_may_change_a_needed_object_is_needed() -> None:
    """One that only calls a needed function is not."""
    body = statements("def f(x):\n    return x\n\na = [1]\na.append(2)\nprint(f(3))\n")
    assert needed_statements(body, ["a"]) == [1, 2]
    assert needed_statements(body, ["f"]) == [0]


def test_a_guarded_block_is_opened() -> None:
    """A submission is run as a program. Blocks for type checkers, and annotations alone, do nothing there."""
    body = statements('x: int\nif TYPE_CHECKING:\n    import y\nif __name__ == "__main__":\n    a = 1\n    b = 2\n')
    assert text_of(body) == "a = 1\nb = 2\n"
