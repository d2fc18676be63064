"""Reports of a whole class in little memory."""

from __future__ import annotations

from dataclasses import replace

from grader.report.class_statistics import class_statistics
from grader.report.slim import slim
from tests.report import samples


def test_the_class_page_loses_nothing() -> None:
    """Statistics of slim reports are those of whole ones."""
    whole = samples.a_class()
    assert class_statistics([slim(report) for report in whole]) == class_statistics(whole)


def test_texts_and_documents_are_gone() -> None:
    """What is big is not kept."""
    thin = slim(samples.hostile())
    assert thin.pytest is None
    assert thin.output.stdout == ""
    assert all(
        (check.message, check.answer, check.staff_message) == ("", None, None) for check in thin.exercises[0].checks
    )


def test_what_two_reports_share_is_kept_once() -> None:
    """Two students who did the same cost little more than one."""
    one, other = slim(samples.good()), slim(replace(samples.good(), score=99.0))
    assert one.exercises[0] is other.exercises[0]
    assert one.environment is other.environment
