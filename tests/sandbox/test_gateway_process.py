"""A gateway that begins before anybody knows what for: somebody takes it, or it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.sandbox import gateway_process, local
from grader.sandbox.gateway_process import GatewayProcess, begun_ahead
from tests.processes import children_of

pytestmark = pytest.mark.skipif(bool(local.reasons_against()), reason="; ".join(local.reasons_against()))

ROOT = Path(__file__).parents[2]


def gateways() -> set[int]:
    """Those that this process has started and that run."""
    return {pid for pid, command in children_of(os.getpid()).items() if "grader.inside.gateway" in command}


def test_nobody_wants_it_and_nothing_begins() -> None:
    """As for a container."""
    before = gateways()
    with begun_ahead(is_wanted=False) as spare:
        assert gateways() == before
        assert spare.take() is None


def test_nobody_takes_it_and_it_ends() -> None:
    """Wrong usage, or everything graded already: at once, not when it has imported torch."""
    before = gateways()
    with begun_ahead(is_wanted=True):
        (begun,) = gateways() - before
        handle = os.pidfd_open(begun)
    # A descriptor of a process that was waited for can be signalled no more.
    with pytest.raises(ProcessLookupError):
        signal.pidfd_send_signal(handle, 0)
    os.close(handle)


def test_a_sandbox_is_the_one_that_began() -> None:
    """It grades; a second sandbox begins by itself; leaving does not end it."""
    before = gateways()
    with begun_ahead(is_wanted=True) as spare:
        (begun,) = gateways() - before
        session = local.start(spare)
        assert gateways() - before == {begun}
        other = local.start(spare)
        assert len(gateways() - before) == 2
        other.close()
    with session:
        session.open(load_assignment("hw4", search=(ROOT / "assignments",)))
        assert gateways() - before == {begun}
    assert gateways() == before


def test_one_that_cannot_begin_is_nobodys_error_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever needs one meets the same, and says so."""

    def fail() -> GatewayProcess:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(gateway_process, "GatewayProcess", fail)
    with begun_ahead(is_wanted=True) as spare:
        assert spare.take() is None


def test_a_command_that_grades_nothing_leaves_nothing(tmp_path: Path) -> None:
    """An unknown assignment: the usual message, and no process behind it that could write."""
    command = [sys.executable, "-c", "from grader.cli import grade; grade()", "x.py", "--assignment", "nowhere"]
    done = subprocess.run(
        [*command, "--sandbox", "local"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    # Its output has ended: whoever had inherited it is gone.
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
