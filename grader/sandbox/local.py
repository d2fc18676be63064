"""The sandbox without a container: on this machine, with the kernel's own means."""

from __future__ import annotations

import contextlib
import os
import platform
import signal
import subprocess
import sys
import tempfile

import landlockpy

from grader.errors import NoSandboxError
from grader.sandbox.session import Session

_MACHINES = ("x86_64", "aarch64")
_STOP_LIMIT_S = 10.0


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


def start() -> Session:
    """A running local sandbox.

    Raises:
        NoSandboxError: this machine cannot isolate.
    """
    reasons = reasons_against()
    if reasons:
        raise NoSandboxError(reasons)
    said = tempfile.TemporaryFile()  # noqa: SIM115  closed by stop()
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "frozen_modules=on", "-m", "grader.inside.gateway"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        env=_environment(),
        cwd="/",
        start_new_session=True,
    )
    assert process.stdin is not None  # noqa: S101  asked for above
    assert process.stdout is not None  # noqa: S101

    def stop() -> str:
        try:
            process.wait(_STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        with said:
            said.seek(0)
            return said.read(20_000).decode("utf-8", "replace")

    return Session(name="local", reader=process.stdout, writer=process.stdin, stop=stop)  # type: ignore[arg-type]


def _environment() -> dict[str, str]:
    """Nothing of the caller's but what makes results the same everywhere."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": tempfile.gettempdir(),
    }
