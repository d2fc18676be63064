"""What tests in this folder share: one running sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.sandbox import local
from grader.sandbox.session import Session


@pytest.fixture(scope="session")
def session() -> Iterator[Session]:
    """A local sandbox."""
    with local.start() as started:
        yield started
