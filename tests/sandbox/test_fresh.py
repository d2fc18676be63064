"""With --fresh, no two gradings share a sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.assignment import Assignment, load_assignment
from grader.sandbox.lending import SandboxLender
from tests.classes.courses import write_course
from tests.classes.sandboxes import FakeSession


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """A small course's."""
    return load_assignment(str(write_course(tmp_path)), search=())


@pytest.fixture
def started() -> list[FakeSession]:
    """Every sandbox that was started."""
    return []


@pytest.fixture
def lender(assignment: Assignment, started: list[FakeSession]) -> SandboxLender:
    """One that lends each of them once."""

    def start() -> FakeSession:
        started.append(FakeSession())
        return started[-1]

    return SandboxLender(start, assignment, is_fresh=True)


def test_each_grading_has_a_sandbox_of_its_own(lender: SandboxLender, started: list[FakeSession]) -> None:
    """Which ends with it, while others go on."""
    with lender.lend() as first, lender.lend() as second:
        assert first() is started[0]
        assert second() is started[1]
        assert [session.is_closed for session in started] == [False, False]
    assert [session.is_closed for session in started] == [True, True]
    with lender.lend() as third:
        assert third() is started[2]


def test_one_that_was_lost_is_replaced_for_its_grading_alone(lender: SandboxLender, started: list[FakeSession]) -> None:
    """And the next grading gets none of the two."""
    with lender.lend() as sandbox:
        assert sandbox() is started[0]
        assert sandbox() is started[1]
        assert [session.is_closed for session in started] == [True, False]
    with lender.lend() as sandbox:
        assert sandbox() is started[2]
    assert all(session.is_closed for session in started)


def test_closing_ends_those_that_are_lent(lender: SandboxLender, started: list[FakeSession]) -> None:
    """A run that is stopped leaves none."""
    with lender.lend() as sandbox:
        sandbox()
        lender.close()
        assert started[0].is_closed
