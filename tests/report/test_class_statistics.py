"""What a class's reports say together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import CheckStatus, Diagnosis, ExerciseStatus, Report
from grader.report.class_statistics import class_statistics
from tests.report import samples


def graded(*statuses: CheckStatus, diagnosis: str = "") -> Report:
    """A report of one exercise with one check of ten points for each status."""
    checks = [
        samples.passed(f"c{n}", f"Check {n}", 10)
        if status is CheckStatus.PASSED
        else samples.lost(f"c{n}", f"Check {n}", 10, status, diagnosis=named(diagnosis))
        for n, status in enumerate(statuses)
    ]
    whole = all(check.status is CheckStatus.PASSED for check in checks)
    status = ExerciseStatus.PASSED if whole else ExerciseStatus.PARTIAL
    return samples.report(samples.exercise("e", "Exercise", status, *checks))


def named(id: str) -> tuple[Diagnosis, ...]:
    """A diagnosis of this name, or none."""
    return (Diagnosis(id=id, message=f"The mistake {id}."),) if id else ()


GOOD, BAD = CheckStatus.PASSED, CheckStatus.FAILED


def test_scores_are_summed_up() -> None:
    """Mean, median and ten columns, the last of which holds the full score."""
    found = class_statistics([graded(GOOD, GOOD), graded(GOOD, BAD), graded(BAD, BAD), graded(GOOD, GOOD)])
    assert (found.mean_score, found.median_score, found.max_score, found.ran) == (12.5, 15.0, 20.0, 4)
    assert [each.count for each in found.bins] == [1, 0, 0, 0, 0, 1, 0, 0, 0, 2]
    assert (found.bins[5].low, found.bins[5].high) == (10.0, 12.0)


def test_a_fault_of_the_service_counts_nowhere() -> None:
    """No grade is not a zero."""
    found = class_statistics([graded(GOOD), samples.service_fault()])
    assert (found.mean_score, found.ran) == (10.0, 1)
    assert sum(each.count for each in found.bins) == 1


def test_a_submission_that_could_not_run_counts_among_scores_alone() -> None:
    """It says nothing about a check."""
    found = class_statistics([graded(GOOD), samples.failed()])
    assert (found.mean_score, found.ran) == (5.0, 1)
    assert [(rate.passed, rate.total) for rate in found.checks] == [(1, 1)]


def test_the_hardest_check_comes_first() -> None:
    """By the share that passed; the order of the assignment decides among equals."""
    found = class_statistics([graded(GOOD, BAD, BAD), graded(GOOD, GOOD, BAD), graded(GOOD, GOOD, CheckStatus.TIMEOUT)])
    assert [(rate.title, rate.passed, rate.total) for rate in found.checks] == [
        ("Check 2", 0, 3),
        ("Check 1", 2, 3),
        ("Check 0", 3, 3),
    ]


@pytest.mark.parametrize("status", [CheckStatus.ERROR, CheckStatus.PENDING])
def test_an_undecided_check_is_not_hard(status: CheckStatus) -> None:
    """Neither a check that broke nor an answer that nobody has read."""
    assert class_statistics([graded(status), graded(status)]).checks == ()


def test_exercises_have_their_mean_over_what_is_decided() -> None:
    """A written exercise that nobody has read has none."""
    forward, written = class_statistics([samples.report(samples.forward(), samples.learning_rate())]).exercises
    assert (forward.mean_score, forward.passed, forward.pending, forward.total) == (20.0, 1, 0, 1)
    assert (written.mean_score, written.passed, written.pending, written.total) == (None, 0, 1, 1)


def test_students_with_the_same_mistake_are_found() -> None:
    """One diagnosis is one cluster, however many checks it explains; the largest cluster comes first."""
    reports = [
        graded(BAD, GOOD, diagnosis="half"),
        graded(GOOD, BAD),
        graded(BAD, BAD, diagnosis="half"),
        graded(GOOD, BAD),
        graded(BAD, GOOD, diagnosis="half"),
        graded(GOOD, CheckStatus.CRASH),
    ]
    found = class_statistics(reports).clusters
    assert [(each.title, each.diagnosis, each.members) for each in found] == [
        ("The mistake half.", "half", (0, 2, 4)),
        ("Check 1 (failed)", "", (1, 3)),
    ]


def test_missing_work_is_one_cluster() -> None:
    """And a check that was not run because of another is none."""
    missing = samples.report(samples.toy_model())
    skipped = graded(CheckStatus.SKIPPED)
    found = class_statistics([missing, missing, skipped, skipped]).clusters
    assert [(each.title, each.exercise) for each in found] == [("Not handed in", "The same network as a module")]


def test_a_class_of_nobody_has_no_numbers() -> None:
    """Rather than a division by zero."""
    found = class_statistics([])
    assert (found.mean_score, found.bins, found.checks, found.clusters) == (None, (), (), ())
    assert class_statistics([replace(graded(BAD), max_score=0.0)]).bins == ()
