"""Sandboxes that many gradings share."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.assignment import Assignment, load_assignment
from grader.errors import NoSandboxError, SandboxLostError
from grader.sandbox.lending import LenderClosedError, SandboxLender
from tests.classes.courses import write_course
from tests.classes.sandboxes import FakeSession, Sandboxes

#: Longer than any of these tests takes.
PATIENCE_S = 60


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """The small course's."""
    return load_assignment(str(write_course(tmp_path)), search=())


def test_all_gradings_share_one_sandbox(assignment: Assignment) -> None:
    """However many ask at the same time, one is started."""
    sandboxes = Sandboxes()
    lender = SandboxLender(sandboxes.start, assignment)
    together = threading.Barrier(4, timeout=PATIENCE_S)

    def grade() -> object:
        with lender.lend() as sandbox:
            session = sandbox()
            together.wait()
            return session

    with ThreadPoolExecutor(4) as pool:
        sessions = {future.result() for future in [pool.submit(grade) for _ in range(4)]}
    assert sessions == set(sandboxes.started)
    assert len(sandboxes.started) == 1
    lender.close()
    assert sandboxes.started[0].is_closed


def test_a_lost_sandbox_is_replaced_once_for_all(assignment: Assignment) -> None:
    """Those that it was lost under try again in one new sandbox, which is then there for the others."""
    sandboxes = Sandboxes()
    lender = SandboxLender(sandboxes.start, assignment)
    together = threading.Barrier(4, timeout=PATIENCE_S)

    def grade() -> object:
        with lender.lend() as sandbox:
            sandbox()
            together.wait()
            return sandbox()

    with ThreadPoolExecutor(4) as pool:
        again = [future.result() for future in [pool.submit(grade) for _ in range(4)]]
    first, second = sandboxes.started
    assert again == [second] * 4
    assert (first.is_closed, second.is_closed) == (True, False)
    with lender.lend() as sandbox:
        assert sandbox() is second


def test_gradings_are_tried_again_one_at_a_time(assignment: Assignment) -> None:
    """What brings a sandbox down has nobody beside it when it tries again."""
    lender = SandboxLender(Sandboxes().start, assignment)
    together = threading.Barrier(4, timeout=PATIENCE_S)
    alone = threading.Lock()

    def grade() -> bool:
        with lender.lend() as sandbox:
            sandbox()
            together.wait()
            sandbox()
            is_alone = alone.acquire(blocking=False)
            sandbox()
            alone.release()
            return is_alone

    with ThreadPoolExecutor(4) as pool:
        assert all(future.result() for future in [pool.submit(grade) for _ in range(4)])


def test_a_lost_sandbox_ends_when_the_last_grading_has_left_it(assignment: Assignment) -> None:
    """Another grading may still get its answer from it."""
    sandboxes = Sandboxes()
    lender = SandboxLender(sandboxes.start, assignment)
    with lender.lend() as other:
        other()
        with lender.lend() as sandbox:
            sandbox()
            sandbox()
        assert not sandboxes.started[0].is_closed
    assert [session.is_closed for session in sandboxes.started] == [True, False]


def test_a_sandbox_that_was_lost_to_the_end_is_lent_to_nobody(assignment: Assignment) -> None:
    """Whoever gives up says so."""
    sandboxes = Sandboxes()
    lender = SandboxLender(sandboxes.start, assignment)
    with lender.lend() as sandbox:
        sandbox()
        sandbox()
        sandbox.is_lost = True
    assert [session.is_closed for session in sandboxes.started] == [True, True]
    with lender.lend() as sandbox:
        assert sandbox() is sandboxes.started[2]


def test_what_a_lost_sandbox_said_is_passed_on(assignment: Assignment) -> None:
    """It is for whoever operates the grader; one that ended in peace is not quoted."""
    said: list[str] = []
    lender = SandboxLender(Sandboxes(says="Killed").start, assignment, on_lost=said.append)
    with lender.lend() as sandbox:
        sandbox()
        sandbox()
    lender.close()
    assert said == ["Killed"]


def test_a_sandbox_that_fails_to_start_may_start_the_next_time(assignment: Assignment) -> None:
    """The first failure is the grading's to try again; the count begins anew with each success."""
    sandboxes = Sandboxes(failing=[True, True, False, True, True, False])
    lender = SandboxLender(sandboxes.start, assignment)
    for _ in range(2):
        with lender.lend() as sandbox:
            for _ in range(2):
                with pytest.raises(SandboxLostError, match="gone"):
                    sandbox()
            assert sandbox() is sandboxes.started[-1]
            sandbox.is_lost = True
    assert all(session.is_closed for session in sandboxes.started)


def test_sandboxes_that_never_start_end_the_run(assignment: Assignment) -> None:
    """Three hundred submissions would fail one after the other."""
    lender = SandboxLender(Sandboxes(failing=[True] * 3).start, assignment)
    with lender.lend() as sandbox:
        for _ in range(2):
            with pytest.raises(SandboxLostError):
                sandbox()
        with pytest.raises(NoSandboxError, match="3 in a row could not be started, the last one because gone"):
            sandbox()


def test_nothing_is_lent_after_closing(assignment: Assignment) -> None:
    """Neither to a new grading nor to one that tries again; what was lent has ended."""
    sandboxes = Sandboxes()
    lender = SandboxLender(sandboxes.start, assignment)
    with lender.lend() as sandbox:
        sandbox()
        lender.close()
        assert sandboxes.started[0].is_closed
        with pytest.raises(LenderClosedError, match=r"The run was stopped\."):
            sandbox()
    with lender.lend() as sandbox, pytest.raises(LenderClosedError):
        sandbox()
    assert len(sandboxes.started) == 1


def test_a_sandbox_that_was_being_started_ends_when_the_lender_closes(assignment: Assignment) -> None:
    """Whatever moment a run is stopped in, no sandbox stays behind."""
    session = FakeSession()

    def start() -> FakeSession:
        lender.close()
        return session

    lender = SandboxLender(start, assignment)
    with lender.lend() as sandbox, pytest.raises(LenderClosedError):
        sandbox()
    assert session.is_closed
