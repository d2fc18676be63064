"""What the command line asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of `grade`, as they were given."""

    submissions: tuple[Path, ...]
    assignment: str
    sandbox: str
    json_path: Path | None
    html_path: Path | None
    seed: int | None
    only: str | None
    audience: str
    further: str | None
    output_file: Path | None
    quiet: bool
    verbose: bool
    #: Where the reports of several submissions go.
    output: Path | None = None
    #: Submissions graded at once; None: the cores of this machine.
    jobs: int | None = None
    #: The container runtime, where it is not the engine's own.
    runtime: str | None = None
    #: A sandbox of its own for each submission.
    fresh: bool = False
    #: Grade again what has been graded.
    force: bool = False
    #: The output of an earlier run: say what would change, overwrite nothing.
    compare: Path | None = None
