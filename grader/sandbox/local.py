"""The sandbox without a container: on this machine, with the kernel's own means."""

from __future__ import annotations

import platform

import landlockpy

from grader.errors import NoSandboxError
from grader.sandbox.gateway_process import GatewayProcess, Spare
from grader.sandbox.session import Session

_MACHINES = ("x86_64", "aarch64")


def reasons_against() -> list[str]:
    """Why this machine cannot hold a submission; empty where it can."""
    if platform.system() != "Linux":
        return [f"the local sandbox needs Linux, this is {platform.system()}: use --sandbox docker"]
    reasons = []
    if platform.machine() not in _MACHINES:
        reasons.append(f"the local sandbox knows {' and '.join(_MACHINES)}, this is {platform.machine()}")
    if not landlockpy.supported():
        reasons.append(
            f"the kernel {platform.release()} offers no Landlock: Linux 5.13 or newer with CONFIG_SECURITY_LANDLOCK "
            "and `landlock` in the boot option lsm= is needed"
        )
    try:
        import pyseccomp  # noqa: F401  loads the C library
    except (ImportError, OSError, RuntimeError) as error:
        reasons.append(f"libseccomp is missing ({error}): install the package libseccomp2")
    return reasons


def start(spare: Spare | None = None) -> Session:
    """A running local sandbox.

    Args:
        spare: a gateway that has begun already, to be used where nobody else has taken it.

    Raises:
        NoSandboxError: this machine cannot isolate.
    """
    reasons = reasons_against()
    if reasons:
        raise NoSandboxError(reasons)
    gateway = (spare and spare.take()) or GatewayProcess()
    return Session(name="local", reader=gateway.reader, writer=gateway.writer, stop=gateway.stop)  # type: ignore[arg-type]
