"""Arbitrary and mutated manifests: an assignment or a list of mistakes, each with its place; no other exception."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.assignment import load_assignment
from grader.assignment.manifest import decode_manifest
from grader.errors import AssignmentError, AssignmentMistake

_SETTINGS = settings(
    max_examples=300, derandomize=True, deadline=2_000, database=None, suppress_health_check=list(HealthCheck)
)
WHOLE = (Path(__file__).parents[2] / "assignments" / "hw4" / "assignment.toml").read_text()
_VALUES = st.sampled_from(
    (
        '1 -1 1e400 nan inf true "" "x" [] {} [1] {a=1} 1979-05-27 """\\u0000""" '
        '0x7fffffffffffffffff "\\ud800" [[[[]]]]'
    ).split()
)
_KEYS = st.sampled_from(
    "title description given limits exercises id points requires by_hand written settings run_s memory_mib heading name"
    " placeholder without imports basis shows x".split()
)
_LINES = st.one_of(
    st.tuples(_KEYS, _VALUES).map(" = ".join),
    st.sampled_from(["[limits]", "[[exercises]]", "[exercises.written]", "[exercises]", "[[", "]", "=", "a.b.c = 1"]),
    st.text(max_size=12),
)


@_SETTINGS
@given(st.lists(_LINES, max_size=25).map("\n".join))
@example("[" * 5000)
@example("a." * 2000 + "b = 1")
@example('title = "' + "x" * 60000 + '"')
def test_arbitrary_manifests_are_read_or_told(text: str) -> None:
    """Every mistake says what it is."""
    mistakes: list[AssignmentMistake] = []
    manifest = decode_manifest(text, mistakes)
    assert manifest is not None or mistakes
    assert all(mistake.message for mistake in mistakes)


@_SETTINGS
@given(st.randoms(use_true_random=False))
def test_a_damaged_manifest_is_read_or_told(chance: random.Random) -> None:
    """The repository's own, with lines lost, doubled or exchanged."""
    lines = WHOLE.splitlines()
    for _ in range(chance.randrange(1, 6)):
        place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(3):
            case 0:
                del lines[place]
            case 1:
                lines.insert(place, lines[other])
            case _:
                lines[place] = lines[place][: chance.randrange(len(lines[place]) + 1)]
    mistakes: list[AssignmentMistake] = []
    assert decode_manifest("\n".join(lines), mistakes) is not None or mistakes


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\0" * 100, b"title = 1", b"\xef\xbb\xbftitle = 'x'"])
def test_a_folder_with_such_a_manifest_is_refused_with_its_place(content: bytes, tmp_path: Path) -> None:
    """As a whole folder, with nothing else in it."""
    folder = tmp_path / "lab-1"
    folder.mkdir()
    (folder / "assignment.toml").write_bytes(content)
    with pytest.raises(AssignmentError, match=r"assignment\.toml"):
        load_assignment(str(folder), search=())
