"""The benchmark's command line: environments, the homework for everybody, the rounds, the classes, the page."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import environments, facts, page, results, rounds, scaling
from benchmarks.environments import Environment, InstallError
from benchmarks.harnesses import PEERS, Harness, Ours
from benchmarks.harnesses.harness import BuildError
from benchmarks.measuring import adopt_orphans

ROOT = Path(__file__).resolve().parents[1]
_SCALING = (1, 10, 100, 1000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, say it, and keep it; the exit status."""
    options = _parser().parse_args(arguments)
    options.results = options.results or (options.work / "quick" if options.quick else results.FOLDER)
    adopt_orphans()
    began = time.monotonic()

    def say(text: str) -> None:
        sys.stdout.write(f"[{time.monotonic() - began:6.0f} s] {text}\n")
        sys.stdout.flush()

    try:
        if not options.only_page:
            _measure(options, say)
    except (InstallError, BuildError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(page.render(options.results))
    if options.results == results.FOLDER:
        page.update(options.results, ROOT / "docs")
    return 0


def _measure(options: argparse.Namespace, say: Callable[[str], None]) -> None:
    ours = environments.make(
        options.work / "environments" / "grade",
        (str(ROOT),),
        torch_index=options.torch_index,
        say=say,
        anew=(str(ROOT),),
    )
    harnesses = [harness for harness in _harnesses(options, ours, say) if _is_usable(harness, options, say)]
    say(f"every harness gives the honest solution full marks and the stub none; load {os.getloadavg()[0]:.2f}")
    if "comparison" in options.parts:
        comparison = _compare(harnesses, options, say)
        results.write(options.results / page.COMPARISON, comparison)
    if "scaling" in options.parts:
        results.write(options.results / page.SCALING, _scale(harnesses[-1], options, say))


def _compare(harnesses: list[Harness], options: argparse.Namespace, say: Callable[[str], None]) -> results.Comparison:
    machine = facts.machine()
    say("one cold submission each")
    cold = {harness.name: rounds.cold(harness) for harness in harnesses}
    sizes = rounds.Sizes(rounds=options.runs, batch=options.batch, large=options.large)
    measured = rounds.measure(harnesses, sizes, say)
    say("memory")
    return results.Comparison(
        machine=machine,
        versions={h.name: facts.named(environments.versions(h.environment)) for h in harnesses},
        rounds=measured,
        cold=cold,
        memory_mb={harness.name: rounds.memory_mb(harness) for harness in harnesses},
    )


def _scale(ours: Harness, options: argparse.Namespace, say: Callable[[str], None]) -> results.Scaling:
    assert isinstance(ours, Ours)  # noqa: S101  the last one always is
    say(f"classes of {', '.join(map(str, options.scaling))}")
    return results.Scaling(
        machine=facts.machine(),
        import_torch=rounds.import_torch(ours.environment, ours.folder),
        own_s=rounds.own_computing_s(ours.environment, ours.folder),
        points=scaling.measure(ours, options.scaling, say),
    )


def _harnesses(options: argparse.Namespace, ours: Environment, say: Callable[[str], None]) -> Iterator[Harness]:
    """The peers that were asked for, then this project's; the last one is its own hw4 in the local sandbox."""
    for name in options.peers:
        kind = PEERS[name]
        environment = environments.make(
            options.work / "environments" / name, kind.packages, torch_index=options.torch_index, say=say
        )
        yield kind(options.work / name, environment)
    if "docker" in options.sandboxes:
        yield Ours(options.work / "grade-docker", ours, sandbox="docker")
    yield Ours(options.work / "grade", ours)
    yield Ours(options.work / "grade-own", ours, own_homework=True)


def _is_usable(harness: Harness, options: argparse.Namespace, say: Callable[[str], None]) -> bool:
    harness.folder.mkdir(parents=True, exist_ok=True)
    try:
        rounds.verify(harness)
    except BuildError as error:
        if "docker" not in harness.name or options.sandboxes_are_asked_for:
            raise
        say(f"without a container: {str(error).strip().splitlines()[-1]}")
        return False
    return True


class _Quick(argparse.Action):
    """Everything once and small; its results are kept apart."""

    def __call__(self, _parser: argparse.ArgumentParser, options: argparse.Namespace, *_: object) -> None:
        options.quick = True
        options.runs, options.batch, options.large, options.scaling = 1, 2, 4, [1, 4]


class _Sandboxes(argparse.Action):
    """A sandbox that was asked for must work."""

    def __call__(
        self, _parser: argparse.ArgumentParser, options: argparse.Namespace, value: object, *_: object
    ) -> None:
        options.sandboxes, options.sandboxes_are_asked_for = value, True


def _parser() -> argparse.ArgumentParser:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser = argparse.ArgumentParser(
        prog="python benchmarks/run.py", description="Compare `grade` with other harnesses, on the same homework."
    )
    add = parser.add_argument
    add("--peers", nargs="*", choices=PEERS, default=list(PEERS), metavar="NAME", help=f"of {', '.join(PEERS)}")
    add("--sandboxes", nargs="+", choices=("local", "docker"), default=["local", "docker"], action=_Sandboxes)
    add("--parts", nargs="+", choices=("comparison", "scaling"), default=["comparison", "scaling"])
    add("--runs", type=int, default=3, help="rounds of the comparison [3]")
    add("--batch", type=int, default=20, help="submissions of a batch [20]")
    add("--large", type=int, default=100, help="submissions of the class that `grade` gets [100]")
    add("--scaling", nargs="+", type=int, default=list(_SCALING), help="sizes of classes [1 10 100 1000]")
    add("--quick", nargs=0, action=_Quick, help="everything once and small: whether it works, not how fast")
    add("--work", type=Path, default=cache / "pytorch-grader-benchmarks", help="environments and submissions")
    add("--results", type=Path, help="where the results are kept [benchmarks/results]")
    add("--torch-index", default="https://download.pytorch.org/whl/cpu", help="where torch is when pip has no copy")
    add("--only-page", action="store_true", help="measure nothing: make the page and the plot from the results")
    parser.set_defaults(sandboxes_are_asked_for=False, quick=False)
    return parser
