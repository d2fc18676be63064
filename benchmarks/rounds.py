"""The comparison: every harness in turn, round after round, so that whatever else the machine does hits all of them."""

from __future__ import annotations

import json
import math
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks import homework
from benchmarks.cost import Cost
from benchmarks.environments import Environment
from benchmarks.findings import Round, Sample
from benchmarks.harnesses import Harness, Ours
from benchmarks.harnesses.harness import BuildError, Command
from benchmarks.measuring import forget_files, peak_memory_mb, run

#: Submissions graded at once.
AT_ONCE = 2
_OWN_RUNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured."""

    rounds: int = 3
    #: Submissions of a batch.
    batch: int = 20
    #: Of a class that `grade` gets with one command.
    large: int = 100


def verify(harness: Harness) -> None:
    """Build it; the honest solution must earn every point and the stub none.

    Raises:
        BuildError: it does not.
    """
    harness.build()
    harness.hand_in({"honest": homework.honest(), "stub": homework.stub()})
    run(harness.commands(["honest", "stub"]))
    for student, expected in (("honest", homework.POINTS), ("stub", 0)):
        actual = harness.points(student)
        if not math.isclose(actual, expected, abs_tol=1e-6):
            raise BuildError(f"{harness.name} gives the {student} submission {actual:g} points, expected {expected}")


def cold(harness: Harness) -> Cost:
    """One submission by a harness whose files are on the disk alone."""
    forget_files(harness.environment.folder)
    return _graded(harness, 1)


def memory_mb(harness: Harness) -> float:
    """The peak of all its processes together while it grades a few submissions, two at once."""
    students = _hand_in(harness, 4)
    return peak_memory_mb(harness.commands(students), at_once=AT_ONCE)


def measure(harnesses: Sequence[Harness], sizes: Sizes, say: Callable[[str], None]) -> tuple[Round, ...]:
    """The rounds. Every round begins with another harness."""
    rounds = []
    for number in range(sizes.rounds):
        first = number % len(harnesses)
        own_s = own_computing_s(harnesses[-1].environment, harnesses[-1].folder)
        say(f"round {number + 1}: load {os.getloadavg()[0]:.2f}, a submission's own computing {own_s:.3f} s")
        samples = [_sample(harness, sizes, say) for harness in (*harnesses[first:], *harnesses[:first])]
        # Before and after: the machine may have become slower meanwhile.
        own_s = median([own_s, own_computing_s(harnesses[-1].environment, harnesses[-1].folder)])
        rounds.append(Round(own_s=own_s, samples=tuple(samples)))
    return tuple(rounds)


def own_computing_s(environment: Environment, folder: Path) -> float:
    """Processor time of an honest submission's statements in a warm process."""
    source = folder / "submission.py"
    source.write_text(homework.honest(), encoding="utf-8")
    script = Path(__file__).with_name("own_computing.py")
    command = [str(environment.python), str(script), str(source), str(_OWN_RUNS)]
    said = subprocess.run(command, env=environment.variables(), capture_output=True, text=True, check=True).stdout
    return float(median(json.loads(said)["forked_s"]))


def import_torch(environment: Environment, folder: Path) -> Cost:
    """What everything is compared with."""
    argv = [str(environment.python), "-c", "import torch"]
    return run([Command(argv=argv, folder=folder, variables=environment.variables())])


def _sample(harness: Harness, sizes: Sizes, say: Callable[[str], None]) -> Sample:
    sample = Sample(
        harness=harness.name,
        import_torch=import_torch(harness.environment, harness.folder),
        single=_graded(harness, 1),
        batch=_graded(harness, sizes.batch),
        batch_size=sizes.batch,
    )
    if isinstance(harness, Ours):
        sample = replace(sample, large=_graded(harness, sizes.large), large_size=sizes.large)
    per = [f"single {sample.single.wall_s:.2f} s"]
    per += [f"of {sizes.batch} {sample.batch.wall_s / sizes.batch:.3f} s, cpu {sample.batch.cpu_s / sizes.batch:.3f} s"]
    if sample.large:
        per += [
            f"of {sizes.large} {sample.large.wall_s / sizes.large:.3f} s, cpu {sample.large.cpu_s / sizes.large:.3f}"
        ]
    say(f"  {harness.name}: import torch {sample.import_torch.wall_s:.2f} s; each: {'; '.join(per)}")
    return sample


def _graded(harness: Harness, count: int) -> Cost:
    """What so many honest submissions cost; all of them must have full marks."""
    students = _hand_in(harness, count)
    cost = harness.measured(lambda: run(harness.commands(students), at_once=AT_ONCE))
    for student in students:
        actual = harness.points(student)
        if not math.isclose(actual, homework.POINTS):
            raise BuildError(f"{harness.name} gives {student} {actual:g} points, expected {homework.POINTS}")
    return cost


def _hand_in(harness: Harness, count: int) -> list[str]:
    submissions = {f"student-{number:04}": homework.honest(number) for number in range(count)}
    harness.hand_in(submissions)
    return list(submissions)
