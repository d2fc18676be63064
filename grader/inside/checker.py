"""The checker: collects an assignment's checks once, then forks itself for every submission that it grades.

It is the only process inside that knows the checks and the reference. It never runs a line of a student's; it asks a
student's process for values and verifies them here.
"""

from __future__ import annotations

import os
import socket
import sys
import warnings
from pathlib import Path
from typing import Any, NoReturn

import pytest
import torch

from grader import wire
from grader.checks.comparison import mismatch
from grader.inside import jail
from grader.inside.catalogue_file import describe_catalogue
from grader.inside.description import Description
from grader.inside.forkserver import ForkServer, freeze
from grader.inside.grading import Grading
from grader.inside.large_pages import LargePages
from grader.inside.plugin import GradingPlugin
from grader.inside.reference import load_reference
from grader.inside.reference_proxy import ReferenceProxy
from grader.inside.unavailable import find
from grader.inside.values import from_wire, to_wire


def run_template(
    description: socket.socket, requests: socket.socket, asking: socket.socket, isolation: tuple[str, ...]
) -> NoReturn:
    """Collect the checks of the assignment that is described, say so, then grade what is requested.

    Args:
        description: from the caller; the answer goes back on it.
        requests: from the gateway: a descriptor to the caller for each submission.
        asking: to the fork server, for students' processes.
        isolation: what holds a student's process here.
    """
    parent = os.getppid()
    _silence()
    # A fault of the service passes through pytest's hooks: whoever runs `grade` reads of it in the report.
    warnings.filterwarnings("ignore", message="A plugin raised an exception")
    channel = wire.Channel(description)
    assignment = Description(channel.receive().fields)
    pages = LargePages()
    calls = jail.supervising_filter()
    rules = jail.prepare_files([*jail.python_files(), *assignment.folders, Path(__file__).resolve().parents[1]], [])
    jail.no_new_privileges()
    jail.drop_privileges(None)
    jail.restrict_files(rules)
    jail.die_with(parent)
    jail.hide_memory()
    jail.restrict_calls(calls)
    sys.dont_write_bytecode = True
    template = _Template(assignment, requests, channel, asking, isolation, pages)
    template.collect_and_serve()
    os._exit(0)


def _silence() -> None:
    """The gateway's stdout is the caller's channel; nothing that a check prints may get there."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)


class _Template:
    """A pytest session that stops between collecting and running, and is forked there."""

    def __init__(
        self,
        assignment: Description,
        requests: socket.socket,
        channel: wire.Channel,
        asking: socket.socket,
        isolation: tuple[str, ...],
        pages: LargePages,
    ) -> None:
        self._assignment = assignment
        self._isolation = isolation
        self._requests = requests
        self._channel = channel
        self._asking = asking
        self._pages = pages
        self._plugin = GradingPlugin(assignment.exercises, self._serve, left_out=assignment.left_out)
        self._reference: ReferenceProxy | None = None

    def collect_and_serve(self) -> None:
        """Run pytest: its collection here, its checks in forks."""
        try:
            self._reference = ReferenceProxy(load_reference(self._assignment.given_path, self._assignment.reference))
        except Exception as error:  # noqa: BLE001  the author's file may raise anything
            self._channel.send("unusable", errors=[f"{self._assignment.reference}: {type(error).__name__}: {error}"])
            return
        unknown = _unknown_names(self._assignment)
        if unknown:
            self._channel.send("unusable", errors=unknown)
            return
        folder = self._assignment.directory
        sys.path.insert(0, str(folder))
        arguments = [
            *(
                "-c",
                os.devnull,
                "--rootdir",
                str(self._assignment.root),
                "--confcutdir",
                str(self._assignment.root),
                "-qq",
                "--capture=no",
                "--import-mode=importlib",
            ),
            *("-p", "no:cacheprovider", "-p", "no:debugging", "-p", "no:pastebin", "-p", "no:faulthandler"),
            *("-p", "no:warnings", "-p", "no:setuponly", "-p", "no:setupplan", "-p", "no:recwarn", "-p", "no:subtests"),
            *("-p", "no:junitxml", "-p", "no:doctest", "-p", "no:unittest", "-p", "no:threadexception"),
            *("-p", "no:unraisableexception", "-p", "no:tmpdir", "-p", "no:logging", "-p", "no:stepwise"),
            *("-p", "pytest_jsonreport.plugin", "--json-report", "--json-report-file=none"),
            *("--json-report-omit", "log", "collectors", "keywords", "--tb=short"),
            str(self._assignment.checks),
        ]
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        code = pytest.main(arguments, plugins=[self._plugin])
        if self._plugin.run is None:
            self._channel.send("unusable", errors=[*self._plugin.errors, f"pytest ended with status {int(code)}"])

    def _serve(self, session: pytest.Session) -> None:
        if self._plugin.errors:
            self._channel.send("unusable", errors=self._plugin.errors)
            os._exit(0)
        try:
            catalogue = describe_catalogue(self._assignment.directory)
        except Exception as error:  # noqa: BLE001  the author's file may raise anything
            self._channel.send("unusable", errors=[f"misconceptions.py: {type(error).__name__}: {error}"])
            os._exit(0)
        # Nobody reads what it would print about each check.
        session.config.pluginmanager.unregister(name="terminalreporter")
        # Nothing is captured: what a check prints goes nowhere.
        session.config.pluginmanager.unregister(name="capturemanager")
        warm_up()
        for item in session.items:
            # Worked out where it is first asked for, and kept.
            assert item.location  # noqa: S101
        freeze()
        self._channel.send(
            "usable", checks=len(self._plugin.checks), isolation=list(self._isolation), catalogue=catalogue
        )
        self._channel.close()

        def grade(_fields: dict[str, Any], descriptors: list[int], _folder: Path | None) -> None:
            Grading(self._assignment, self._plugin, session, self._reference, self._asking, descriptors[0]).run()

        ForkServer(sockets=(self._requests,), start=grade, forked=lambda _: self._pages.forked()).serve()
        os._exit(0)


def warm_up() -> None:
    """Do once what every grading does, so that its fork finds it done."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(4, 3, generator=generator)
    y = torch.sigmoid(torch.relu(x.double() @ torch.randn(3, 2, generator=generator).double()))
    mismatch(from_wire(to_wire(y, id)), y, "y", tolerance=1e-6)
    mismatch(x, -x, "x", tolerance=1e-6)
    torch.testing.assert_close(x, x)


def _unknown_names(assignment: Description) -> list[str]:
    """What exercises are to be solved without and does not exist: here where torch is, because the loader has none."""
    errors = []
    for exercise in assignment.exercises:
        for name in exercise.without:
            try:
                find(name)
            except LookupError as error:
                errors.append(f"exercise {exercise.id!r}, key `without`: {error}")
    return errors
