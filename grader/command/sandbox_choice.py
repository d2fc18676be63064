"""Which sandbox the submissions run in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.command.options import Options
from grader.sandbox.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxChoice:
    """A sandbox that can be started, and again when it is lost."""

    #: As reports say it: "local" or "docker".
    name: str
    start: Callable[[], Session]
    #: What results depend on beside the name: the digest of a container's image, for example.
    identity: str = ""


def choose_sandbox(options: Options) -> SandboxChoice:  # noqa: ARG001  one kind for now
    """The sandbox that the options ask for; nothing is started yet."""
    from grader.sandbox import local

    return SandboxChoice(name="local", start=local.start)
