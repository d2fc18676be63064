"""Running a function in a child process, as the fork server would, and getting its answer back."""

from __future__ import annotations

import json
import os
import traceback
import warnings
from collections.abc import Callable
from typing import Any


def in_child(function: Callable[[], Any]) -> Any:
    """What the function returns in a forked child; an exception comes back as its type's name and text."""
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(readable)
        # The library's own deprecations are not what is tested.
        warnings.simplefilter("ignore")
        try:
            answer: Any = {"value": function()}
        except BaseException as error:  # noqa: BLE001  whatever it is, the parent wants to know
            answer = {"raised": type(error).__name__, "text": str(error), "traceback": traceback.format_exc()}
        os.write(writable, json.dumps(answer).encode())
        os._exit(0)
    os.close(writable)
    with os.fdopen(readable, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(pid, 0)
    if not data:
        return {"died": os.waitstatus_to_exitcode(status)}
    return json.loads(data)
