"""A student sees of a check what the course's policy shows, before and after the due date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from grader.model import Audience, CheckResult, CheckStatus, Diagnosis, Disclosure, Feedback, FeedbackPolicy, Report
from grader.report.feedback import Reader, for_student
from grader.report.json_report import dumps, to_dict
from tests.report import samples

DUE = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
BEFORE, AFTER = DUE - timedelta(seconds=1), DUE

CHECK = CheckResult(
    id="w1-gradient",
    title="W1_grad is right.",
    status=CheckStatus.FAILED,
    score=0.0,
    max_score=5.0,
    message="W1_grad has wrong values.",
    staff_message="actual 1.234567, expected 2.469134",
    diagnosis=(Diagnosis(id="missing-factor-2", message="The factor 2 is missing."),),
    numbers="12 of 12 values are wrong.",
)


def report() -> Report:
    made = samples.partial()
    return replace(made, exercises=(replace(made.exercises[0], id="backprop", checks=(CHECK,)),))


def shown(policy: FeedbackPolicy, now: datetime = BEFORE) -> CheckResult:
    return for_student(report(), policy, now).exercises[0].checks[0]


def test_usually_all_but_the_numbers_is_shown() -> None:
    """Name, message and diagnosis; how far off stays with staff."""
    check = shown(FeedbackPolicy())
    assert (check.title, check.message, check.diagnosis) == (CHECK.title, CHECK.message, CHECK.diagnosis)
    assert check.numbers is None


def test_each_aspect_can_wait_for_the_due_date() -> None:
    """A second before it nothing is there, at it everything."""
    waiting = Feedback(
        name=Disclosure.AFTER_DUE,
        message=Disclosure.AFTER_DUE,
        diagnosis=Disclosure.AFTER_DUE,
        numbers=Disclosure.AFTER_DUE,
    )
    policy = FeedbackPolicy(due=DUE, usual=waiting)
    before, after = shown(policy, BEFORE), shown(policy, AFTER)
    assert (before.id, before.title) == ("hidden-1", "Hidden check 1")
    assert (before.message, before.diagnosis) == ("What this check found is not shown.", ())
    assert (after.id, after.title, after.diagnosis) == (CHECK.id, CHECK.title, CHECK.diagnosis)
    assert after.message == "W1_grad has wrong values. 12 of 12 values are wrong."


def test_without_a_due_date_what_waits_for_it_is_never_shown() -> None:
    """Nothing opens by itself."""
    check = shown(FeedbackPolicy(usual=Feedback(diagnosis=Disclosure.AFTER_DUE)), AFTER + timedelta(days=999))
    assert check.diagnosis == ()


def test_a_check_goes_before_its_exercise_and_that_before_the_usual() -> None:
    """The nearest word holds."""
    policy = FeedbackPolicy(
        usual=Feedback(message=Disclosure.NEVER),
        exercises={"backprop": Feedback(message=Disclosure.ALWAYS, diagnosis=Disclosure.NEVER)},
        checks={("backprop", "w1-gradient"): Feedback(name=Disclosure.NEVER)},
    )
    assert policy.of("forward", "values").message is Disclosure.NEVER
    assert policy.of("backprop", "b1-gradient").diagnosis is Disclosure.NEVER
    assert shown(policy).title == "Hidden check 1"


def test_staff_see_everything_at_any_time() -> None:
    """The policy is for students."""
    reader = Reader(
        audience=Audience.STAFF, now=BEFORE, policy=FeedbackPolicy(usual=Feedback(message=Disclosure.NEVER))
    )
    assert reader.shown(report()) == report()


def test_numbers_stay_out_of_a_students_copy_without_a_policy() -> None:
    """Whoever forgets to apply one shows less, not more."""
    text = dumps(report(), audience=Audience.STUDENT)
    assert "12 of 12" not in text
    assert "2.469134" not in text
    assert to_dict(report())["exercises"][0]["checks"][0]["numbers"] == CHECK.numbers


def test_numbers_that_are_shown_reach_the_students_copy() -> None:
    """As the end of the message, so that every format has them."""
    reader = Reader(
        audience=Audience.STUDENT, now=BEFORE, policy=FeedbackPolicy(usual=Feedback(numbers=Disclosure.ALWAYS))
    )
    assert "12 of 12 values are wrong." in dumps(reader.shown(report()), audience=Audience.STUDENT)
