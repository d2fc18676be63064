"""What a submission's names stood for, and which statements computed them."""

from __future__ import annotations

import ast
import types

import pytest

from grader.inside.history import MAX_VERSIONS, History
from grader.inside.statements import Statement, without_guard


def ran(source: str, *names: str) -> History:
    """The history of a module that ran this source, statement by statement."""
    module = types.ModuleType("student")
    history = History(module, names)
    for node in ast.parse(source).body:
        statement = Statement(node, "cell 1")
        code, _ = statement.compile(0)
        try:
            exec(code, module.__dict__)  # noqa: S102  this file's own text
        except ZeroDivisionError:
            history.note(statement, ended_well=False)
        else:
            history.note(statement, ended_well=True)
    return history


def leading_to(source: str, name: str, *given: str) -> list[str]:
    """The statements that compute the name, as text."""
    return [ast.unparse(statement.node) for statement in ran(source).leading_to(name, given)]


def test_every_binding_is_kept_with_its_place() -> None:
    """In order, and one for each object."""
    versions = ran("f = 1.5\ng = 2\nf = 'b'\nh = f", "f", "h").versions("f")
    assert [(version.value, version.line) for version in versions] == [(1.5, 1), ("b", 3)]


def test_a_name_that_is_not_watched_or_never_bound_has_no_versions() -> None:
    """As if it had never been there."""
    history = ran("f = 1", "g")
    assert history.versions("f") == history.versions("g") == []


def test_what_a_failed_statement_bound_is_kept_too() -> None:
    """Half of it may be right."""
    assert [version.value for version in ran("for f in (2.5, 0):\n    1 / f", "f").versions("f")] == [0]


def test_the_latest_versions_are_kept() -> None:
    """A submission that binds a name for ever costs no more than that."""
    versions = ran("\n".join(f"f = {number} / 2" for number in range(100)), "f").versions("f")
    assert [version.value for version in versions] == [number / 2 for number in range(100 - MAX_VERSIONS, 100)]


def test_a_value_is_traced_back_to_the_given_names() -> None:
    """Through the latest binding of each name before its use; what does not lead there is left out."""
    source = "a = 1\nb = 2\nc = a * 3\nc = b + c\nd = 5\ne = c + d\nc = 7"
    assert leading_to(source, "e", "a", "d") == ["b = 2", "c = a * 3", "c = b + c", "e = c + d"]
    assert leading_to(source, "e", "c") == ["d = 5", "e = c + d"]


def test_definitions_stand_as_they_are() -> None:
    """A function is not defined again, nor a library imported."""
    source = "import math\ndef f(x):\n    return x\ny = f(math.pi)"
    assert leading_to(source, "y") == ["y = f(math.pi)"]


def test_changes_in_place_belong_to_what_they_change() -> None:
    """An augmented assignment reads its own name, inside a block as well."""
    assert leading_to("a = 1\na += 2", "a") == ["a = 1", "a += 2"]
    assert leading_to("a = 1\nfor i in range(3):\n    a *= 2\nb = a", "b") == [
        "a = 1",
        "for i in range(3):\n    a *= 2",
        "b = a",
    ]


@pytest.mark.parametrize("change", ["a.append(c)", "a[0] = c", "for i in range(3):\n    a.extend([c])"])
def test_a_list_is_what_was_put_into_it(change: str) -> None:
    """Though no statement binds its name again; what is only looked at changes nothing."""
    source = f"c = 2\na = [0]\n{change}\nprint(a.index(0) if 0 in a else a)\nb = a[-1]"
    assert leading_to(source, "b", "c") == ["a = [0]", change, "b = a[-1]"]


def test_the_given_name_itself_can_be_computed_again() -> None:
    """A step: the new w from the given one."""
    assert leading_to("w = 1\nrate = w * 2\nw = w - rate", "w", "w") == ["rate = w * 2", "w = w - rate"]


def test_a_statement_that_failed_computes_nothing() -> None:
    """The one before it does."""
    assert leading_to("a = 1\na = 1 / 0", "a") == ["a = 1"]


def test_a_name_that_no_statement_computes_is_refused() -> None:
    """By its name."""
    with pytest.raises(LookupError, match="no statement computes `b`"):
        leading_to("a = 1\ndef b():\n    pass", "b")


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("if __name__ == '__main__':\n    a = 1\n    b = 2", 2),
        ("if __name__ == '__main__':\n    a = 1\nelse:\n    b = 2", 1),
        ("if name == '__main__':\n    a = 1\n    b = 2", 1),
    ],
)
def test_what_stands_under_the_main_guard_runs_statement_by_statement(source: str, count: int) -> None:
    """As if it stood outside; any other condition is one statement with what it guards."""
    assert len(without_guard(ast.parse(source).body[0])) == count
