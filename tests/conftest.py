"""What tests in several folders share: a container engine that has the image; and what a run of them tells."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator

import pytest

from grader.errors import EngineError
from grader.sandbox.engine import connect, connected
from grader.sandbox.image import Recipe, build, find


@pytest.fixture(scope="session")
def container_image(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of the image that belongs to this package; built where the engine has none, or one of another version.

    Skips where no engine answers, unless GRADER_REQUIRE_DOCKER is set.
    """
    try:
        connect().close()
    except EngineError as error:
        if os.environ.get("GRADER_REQUIRE_DOCKER"):
            pytest.fail(f"GRADER_REQUIRE_DOCKER is set, and {error}")
        pytest.skip(f"no container engine: {error.problem}")
    with _one_worker_at_a_time(tmp_path_factory), connected() as client:
        try:
            return find(client)
        except EngineError:
            return build(Recipe()).id


@contextlib.contextmanager
def _one_worker_at_a_time(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Of those that pytest-xdist started together: two builds at once would give two images."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder
    with (shared / "image.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After a verbose run of the hostile suite: each attack, and how it ended against whom.

    Here and not in a test, since a worker of pytest-xdist has no terminal.
    """
    passed = terminalreporter.stats.get("passed", [])
    if terminalreporter.verbosity > 0 and any("test_hostile.py" in report.nodeid for report in passed):
        from tests.hostile.attack import ATTACKS
        from tests.hostile.table import table

        terminalreporter.write_line(f"\n{table(ATTACKS)}")
