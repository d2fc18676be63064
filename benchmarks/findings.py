"""What was measured, and what follows from it. Nothing is measured here."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from benchmarks.cost import Cost

#: Overhead per submission in a class, in times of `import torch`: at most this.
MAX_IMPORTS = 0.10
#: How many times leaner the class must be than each harness.
TIMES_LEANER = {"gradescope-utils": 8.0, "nbgrader": 20.0, "otter": 35.0}
#: How many times faster than the fastest harness, wall clock.
TIMES_FASTER = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One harness's turn in one round."""

    harness: str
    #: `python -c "import torch"` in the same environment, just before.
    import_torch: Cost
    #: One submission, by a command of its own.
    single: Cost
    #: So many, two at once.
    batch: Cost
    batch_size: int
    #: A large class with one command; where the harness has one.
    large: Cost | None = None
    large_size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Every harness's turn, and the submissions' own computing in the same round."""

    #: Processor time of a submission's statements in a warm process.
    own_s: float
    samples: tuple[Sample, ...]

    def of(self, harness: str) -> Sample | None:
        """A harness's turn."""
        return next((sample for sample in self.samples if sample.harness == harness), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A harness in numbers: medians over the rounds."""

    harness: str
    single_wall_s: float
    single_cpu_s: float
    #: Per submission, two at once.
    wall_s: float
    cpu_s: float
    #: Processor time per submission in times of `import torch` in the same environment and round.
    imports: float
    #: Processor time per submission without its own computing.
    overhead_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A number that was asked for."""

    text: str
    actual: float
    limit: float

    @property
    def is_met(self) -> bool:
        """Whether the number is small enough."""
        return self.actual <= self.limit


def rows(rounds: tuple[Round, ...]) -> list[Row]:
    """Each harness's row, the fastest first."""
    names = dict.fromkeys(sample.harness for one in rounds for sample in one.samples)
    return sorted((_row(rounds, name) for name in names), key=lambda row: row.cpu_s)


def overhead_s(sample: Sample, own_s: float) -> float:
    """Processor time per submission without its own computing: of the large class where there was one."""
    cost, size = (sample.large, sample.large_size) if sample.large else (sample.batch, sample.batch_size)
    return cost.cpu_s / size - own_s


def overhead_in_imports(rounds: tuple[Round, ...], harness: str) -> float:
    """Its overhead in times of `import torch`, by wall clock or processor time, whichever is less flattering."""
    return median(
        overhead_s(sample, one.own_s) / min(sample.import_torch.wall_s, sample.import_torch.cpu_s)
        for one in rounds
        if (sample := one.of(harness))
    )


def verdicts(rounds: tuple[Round, ...], harness: str) -> list[Verdict]:
    """What was asked of `grade`, each as a number and its limit.

    Args:
        rounds: all of them.
        harness: which of the rows of `grade` is judged.
    """
    found = [
        Verdict(
            text="overhead per submission of a class, in times of `import torch`",
            actual=overhead_in_imports(rounds, harness),
            limit=MAX_IMPORTS,
        )
    ]
    for peer, times in TIMES_LEANER.items():
        ratios = [
            overhead_s(ours, one.own_s) / overhead_s(theirs, one.own_s)
            for one in rounds
            if (ours := one.of(harness)) and (theirs := one.of(peer))
        ]
        if ratios:
            found.append(Verdict(text=f"the same in times of {peer}'s", actual=median(ratios), limit=1 / times))
    faster = [
        _wall(ours) / min(map(_wall, others))
        for one in rounds
        if (ours := one.of(harness)) and (others := [s for s in one.samples if not _is_ours(s)])
    ]
    if faster:
        found.append(
            Verdict(
                text="wall clock per submission of a batch, in times of the fastest peer's",
                actual=median(faster),
                limit=1 / TIMES_FASTER,
            )
        )
    return found


def _is_ours(sample: Sample) -> bool:
    """Whether it is one of the rows of `grade`: the name of a peer begins with the same letters."""
    return sample.harness.replace(",", " ").split()[0] == "grade"


def _wall(sample: Sample) -> float:
    return sample.batch.wall_s / sample.batch_size


def _row(rounds: tuple[Round, ...], harness: str) -> Row:
    pairs = [(one.own_s, sample) for one in rounds if (sample := one.of(harness))]
    return Row(
        harness=harness,
        single_wall_s=median(s.single.wall_s for _, s in pairs),
        single_cpu_s=median(s.single.cpu_s for _, s in pairs),
        wall_s=median(map(_wall, (s for _, s in pairs))),
        cpu_s=median(s.batch.cpu_s / s.batch_size for _, s in pairs),
        imports=median(s.batch.cpu_s / s.batch_size / s.import_torch.cpu_s for _, s in pairs),
        overhead_s=median(overhead_s(s, own_s) for own_s, s in pairs),
    )
