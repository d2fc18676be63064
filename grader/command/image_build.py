"""`grader image build`: builds the image while somebody watches."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

from grader.sandbox.image import IMAGE, Recipe, build

_WIDTH = 110


def run(*, tag: str | None, use_cache: bool, verbose: bool, **sources: str | None) -> None:
    """Build it and say what became of it.

    Args:
        tag: its name; None: the one that `grade` looks for.
        use_cache: take the steps that did not change from earlier builds.
        verbose: print every line of the build.
        sources: further fields of a `Recipe`.

    Raises:
        EngineError: no engine, or a step failed.
    """
    begun = time.monotonic()
    recipe = Recipe(tag=tag or IMAGE, use_cache=use_cache, **sources)
    with _watched(verbose=verbose) as on_line:
        built = build(recipe, on_line)
    size_mb, took_s = built.size_bytes / 10**6, time.monotonic() - begun
    sys.stdout.write(f"{recipe.tag} is built ({size_mb:.0f} MB, in {took_s:.0f} s): {built.id[:19]}\n")


@contextlib.contextmanager
def _watched(*, verbose: bool) -> Iterator[Callable[[str], None]]:
    """On a terminal one line that changes, elsewhere a line for each step; with `verbose` everything."""
    if verbose:
        yield _print
        return
    if not sys.stderr.isatty():
        yield lambda line: _print(line[:_WIDTH]) if line.startswith("Step ") else None
        return
    from rich.console import Console
    from rich.text import Text

    step = "Building"
    with Console(file=sys.stderr).status(Text(step)) as status:

        def show(line: str) -> None:
            nonlocal step
            step = line.partition(" : ")[0] if line.startswith("Step ") else step
            status.update(Text(f"{step}: {line}"[:_WIDTH]))

        yield show


def _print(line: str) -> None:
    sys.stderr.write(f"{line}\n")
