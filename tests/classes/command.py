"""`grade` with sandboxes that have no processes: `python -m tests.classes.command SUBMISSION... --output DIR`."""

from __future__ import annotations

import signal
from unittest.mock import patch

from grader import cli, result_key
from grader.command import class_grading
from grader.command.sandbox_choice import SandboxChoice
from tests.classes.sandboxes import Sandboxes

CHOICE = SandboxChoice(name="local", start=Sandboxes().start)

if __name__ == "__main__":
    # A shell that starts something in the background has it ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Whoever works on the grader while its tests run changes its code between two runs.
    with (
        patch.object(result_key, "_code_digest", return_value="the code"),
        patch.object(class_grading, "choose_sandbox", return_value=CHOICE),
    ):
        cli.grade()
