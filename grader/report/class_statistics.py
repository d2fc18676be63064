"""What a whole class's reports say together: distribution, pass rates, and who made the same mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean, median

from grader.model import CheckResult, CheckStatus, ExerciseResult, ExerciseStatus, Report, ReportStatus
from grader.report.wording import CHECK_WORDS, SETTLED, UNDECIDED, is_service_fault

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One column of the distribution: scores from `low` up to, except in the last, but without `high`."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseRate:
    """How one exercise went over the class."""

    id: str
    title: str
    #: Of those whose points are decided; None while that is nobody's.
    mean_score: float | None
    max_score: float
    passed: int
    #: Reports in which all points wait for a person.
    pending: int
    #: Reports that have the exercise.
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRate:
    """How one check went over the class."""

    exercise: str
    title: str
    passed: int
    #: Reports in which the check has a result.
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Students with the same trouble."""

    exercise: str
    #: What they share, in the words that they were told.
    title: str
    #: The catalogue's name of the mistake; empty where only the check is shared.
    diagnosis: str
    #: Positions in the sequence of reports.
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassStatistics:
    """All of it. Reports without a grade, where the service failed, count nowhere.

    Submissions that could not be run at all count among the scores, and not among exercises, checks and clusters: one
    missing bracket says nothing about thirty checks.
    """

    #: Submissions that ran.
    ran: int
    mean_score: float | None
    median_score: float | None
    max_score: float
    bins: tuple[Bin, ...]
    exercises: tuple[ExerciseRate, ...]
    #: The hardest first.
    checks: tuple[CheckRate, ...]
    #: The largest first; two students or more.
    clusters: tuple[Cluster, ...]


def class_statistics(reports: Sequence[Report]) -> ClassStatistics:
    """The statistics of a class, whatever order its reports are in."""
    graded = [report for report in reports if not is_service_fault(report)]
    ran = [report for report in graded if report.status is ReportStatus.GRADED]
    scores = [report.score for report in graded]
    max_score = max((report.max_score for report in graded), default=0.0)
    return ClassStatistics(
        ran=len(ran),
        mean_score=mean(scores) if scores else None,
        median_score=median(scores) if scores else None,
        max_score=max_score,
        bins=tuple(_bins(scores, max_score)),
        exercises=tuple(_exercise_rates(ran)),
        checks=tuple(sorted(_check_rates(ran), key=lambda rate: rate.passed / rate.total)),
        clusters=tuple(sorted(_clusters(reports), key=lambda cluster: -len(cluster.members))),
    )


def _bins(scores: Sequence[float], max_score: float) -> Iterator[Bin]:
    if not max_score > 0:
        return
    counts = [0] * BINS
    for score in scores:
        counts[min(max(int(BINS * score / max_score), 0), BINS - 1)] += 1
    for index, count in enumerate(counts):
        yield Bin(low=max_score * index / BINS, high=max_score * (index + 1) / BINS, count=count)


def _exercise_rates(reports: Sequence[Report]) -> Iterator[ExerciseRate]:
    found: dict[str, list[ExerciseResult]] = {}
    for report in reports:
        for exercise in report.exercises:
            found.setdefault(exercise.id, []).append(exercise)
    for id_, results in found.items():
        decided = [result.score for result in results if result.status is not ExerciseStatus.PENDING]
        yield ExerciseRate(
            id=id_,
            title=results[0].title,
            mean_score=mean(decided) if decided else None,
            max_score=max(result.max_score for result in results),
            passed=sum(result.status is ExerciseStatus.PASSED for result in results),
            pending=len(results) - len(decided),
            total=len(results),
        )


def _check_rates(reports: Sequence[Report]) -> Iterator[CheckRate]:
    found: dict[tuple[str, str], list[CheckResult]] = {}
    exercises: dict[str, str] = {}
    for report in reports:
        for exercise in report.exercises:
            exercises.setdefault(exercise.id, exercise.title)
            for check in exercise.checks:
                if check.status not in UNDECIDED:
                    found.setdefault((exercise.id, check.id), []).append(check)
    for (exercise_id, _), results in found.items():
        passed = sum(result.status in SETTLED for result in results)
        yield CheckRate(exercise=exercises[exercise_id], title=results[0].title, passed=passed, total=len(results))


def _clusters(reports: Sequence[Report]) -> Iterator[Cluster]:
    members: dict[_Trouble, list[int]] = {}
    titles: dict[_Trouble, tuple[str, str]] = {}
    for position, report in enumerate(reports):
        for exercise in report.exercises if report.status is ReportStatus.GRADED else ():
            for trouble, title in dict(_troubles(exercise)).items():
                members.setdefault(trouble, []).append(position)
                titles.setdefault(trouble, (exercise.title, title))
    for trouble, positions in members.items():
        if len(positions) > 1:
            exercise_title, title = titles[trouble]
            yield Cluster(exercise=exercise_title, title=title, diagnosis=trouble.diagnosis, members=tuple(positions))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trouble:
    """What two students share: a diagnosis, or where there is none the check and the way in which it ended."""

    exercise: str
    check: str
    diagnosis: str
    status: CheckStatus | ExerciseStatus


def _troubles(exercise: ExerciseResult) -> Iterator[tuple[_Trouble, str]]:
    if exercise.status is ExerciseStatus.MISSING:
        yield _Trouble(exercise=exercise.id, check="", diagnosis="", status=exercise.status), "Not handed in"
        return
    for check in exercise.checks:
        if check.status in SETTLED or check.status in {CheckStatus.SKIPPED, CheckStatus.PENDING}:
            continue
        for diagnosis in check.diagnosis:
            named = _Trouble(exercise=exercise.id, check="", diagnosis=diagnosis.id, status=CheckStatus.FAILED)
            yield named, diagnosis.message
        if not check.diagnosis:
            plain = _Trouble(exercise=exercise.id, check=check.id, diagnosis="", status=check.status)
            yield plain, f"{check.title} ({CHECK_WORDS[check.status]})"
