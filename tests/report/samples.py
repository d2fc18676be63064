"""Reports to render in tests: good, partial, failed, broken by the service, hostile, and a class of them."""

from __future__ import annotations

from dataclasses import replace

from grader.model import (
    AssignmentInfo,
    CheckResult,
    CheckStatus,
    Diagnosis,
    Environment,
    ErrorKind,
    ExerciseResult,
    ExerciseStatus,
    Output,
    Problem,
    Report,
    ReportStatus,
    Resources,
    SubmissionFormat,
    SubmissionInfo,
)

#: Text with everything that could act on a page, in a file or on a terminal.
HOSTILE = (
    "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>]]>&amp;\"'`{{ 7*7 }}{% raw %}"
    "[red]markup[/red]\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b2J\x00\x08\r\x85\u202egnp.exe\ud800\udfff\ufffe"
)

ANSWER = (
    "A small rate takes many steps, a large one jumps over the valley and the loss grows.\n\n"
    "    lr = 0.01  ->  10.3353\n\nI would begin with 0.02 and halve it when the loss rises."
)


def passed(id: str, title: str, points: float) -> CheckResult:
    """A check that gave all its points."""
    return CheckResult(
        id=id,
        title=title,
        status=CheckStatus.PASSED,
        score=points,
        max_score=points,
        message="Right.",
        duration_s=0.0123456,
    )


def lost(id: str, title: str, points: float, status: CheckStatus = CheckStatus.FAILED, **more: object) -> CheckResult:
    """A check that gave nothing."""
    check = CheckResult(id=id, title=title, status=status, score=0.0, max_score=points, duration_s=0.25)
    return replace(check, **more)  # type: ignore[arg-type]  # the tests name the fields


def exercise(id: str, title: str, status: ExerciseStatus, *checks: CheckResult) -> ExerciseResult:
    """An exercise with the sums of its checks."""
    score, max_score = sum(check.score for check in checks), sum(check.max_score for check in checks)
    return ExerciseResult(id=id, title=title, score=score, max_score=max_score, status=status, checks=checks)


def forward() -> ExerciseResult:
    """The first exercise, solved."""
    return exercise(
        "forward",
        "The forward pass",
        ExerciseStatus.PASSED,
        passed("values", "forward(x) returns the network's outputs for a batch.", 8),
        passed("shapes", "The outputs have one row for each input and two columns.", 4),
        passed("kink", "An input at which the ReLU bends is handled as PyTorch does it.", 8),
    )


def backprop() -> ExerciseResult:
    """The second exercise, solved."""
    return exercise(
        "backprop",
        "Gradients by hand",
        ExerciseStatus.PASSED,
        *(passed(f"{name.lower()}-gradient", f"The gradient of {name} is the derivative of the loss.", 7.5)
          for name in ("W1", "B1", "W2", "B2")),
    )  # fmt: skip


def backprop_partial() -> ExerciseResult:
    """The second exercise with every kind of loss in it."""
    return exercise(
        "backprop",
        "Gradients by hand",
        ExerciseStatus.PARTIAL,
        lost(
            "w1-gradient",
            "The gradient of W1 is the derivative of the summed squared error.",
            8,
            message="W1_grad differs from the derivative in 12 of 12 numbers. The largest difference is 4.93 of 9.86.",
            staff_message="seed 123, batch of 7, float64: actual[0, 2] = 4.9301, expected 9.8602\n"
            "tolerance rtol 1.3e-06, atol 1e-05",
            diagnosis=(
                Diagnosis(
                    id="missing-factor-2",
                    message="Your W1 gradient is exactly half of the expected one: the derivative of (ŷ − Y)² is "
                    "2(ŷ − Y), and the factor 2 is missing.",
                ),
            ),
        ),
        passed("b1-gradient", "The gradient of B1 is summed over the batch.", 7),
        lost(
            "w2-gradient",
            "The gradient of W2 has the shape of W2.",
            8,
            message="backprop: W2_grad has shape (20, 2, 4), expected (2, 4). Sum over the batch?",
        ),
        lost(
            "time",
            "backprop answers within ten seconds.",
            3,
            CheckStatus.TIMEOUT,
            message="backprop(x) was still running after 10 s and was stopped. Is there a loop that never ends?",
        ),
        lost(
            "b2-gradient",
            "The gradient of B2 is summed over the batch.",
            4,
            CheckStatus.SKIPPED,
            message="Not run, because 'The gradient of W2 has the shape of W2.' did not pass.",
        ),
    )


def learning_rate() -> ExerciseResult:
    """The written exercise."""
    return exercise(
        "learning-rate",
        "What the learning rate does",
        ExerciseStatus.PENDING,
        lost(
            "answer",
            "Explain what a too large and a too small learning rate do.",
            10,
            CheckStatus.PENDING,
            message="A person reads this answer and gives the points.",
            answer=ANSWER,
        ),
    )


def toy_model() -> ExerciseResult:
    """The fourth exercise, not handed in."""
    return exercise(
        "toy-model",
        "The same network as a module",
        ExerciseStatus.MISSING,
        lost(
            "defined",
            "ToyModel is a module with three inputs, four hidden units and two outputs.",
            20,
            CheckStatus.SKIPPED,
            message="Your file does not define ToyModel, which this exercise asks for. Did you mean 'ToyModell'?",
        ),
    )


def optimize() -> ExerciseResult:
    """The fifth exercise with a crash and a check that broke."""
    return exercise(
        "optimize",
        "Training until the loss is small",
        ExerciseStatus.PARTIAL,
        passed("learns", "The loss of your model is far below that of an untrained one.", 12),
        lost(
            "converged",
            "The loss of your model is below 0.01.",
            12,
            message="The loss of your model is 0.0250, expected below 0.01.",
        ),
        lost(
            "curve",
            "The loss falls steadily.",
            6,
            CheckStatus.ERROR,
            message="This check broke, which is not your fault. Your points wait for a person.",
            staff_message="ZeroDivisionError in checks/test_optimize.py:41\n    share = steps / (steps - warmup)",
        ),
    )


def report(*exercises: ExerciseResult, id: str = "ada", error: Problem | None = None) -> Report:
    """A report over these exercises, with their sums."""
    undecided = (CheckStatus.PENDING, CheckStatus.ERROR)
    checks = [check for each in exercises for check in each.checks]
    return Report(
        assignment=AssignmentInfo(name="hw4", title="A small network by hand", version="9f86d081884c7d65"),
        submission=SubmissionInfo(
            id=id,
            files=("submit.ipynb",),
            sha256="2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            format=SubmissionFormat.IPYNB,
        ),
        status=ReportStatus.GRADED if exercises else ReportStatus.FAILED,
        error=error,
        score=sum(each.score for each in exercises),
        max_score=sum(each.max_score for each in exercises) or 110.0,
        pending=sum(check.max_score - check.score for check in checks if check.status in undecided),
        seed=1234567890123,
        exercises=exercises,
        output=Output(stdout="step 0  loss 10.3925\nstep 1  loss 10.3353\n" * 20, stderr="", truncated=False),
        resources=Resources(wall_s=1.23456, cpu_s=1.1, max_rss_mb=310.44),
        environment=Environment(
            python="3.11.7",
            torch="2.13.0",
            grader="0.1.0",
            sandbox="local",
            isolation=("landlock abi 7", "seccomp", "rlimits", "own user id"),
        ),
        pytest={"created": 1763633000.5, "exitcode": 1, "tests": [{"nodeid": "test_x", "outcome": "failed"}]},
    )


def good() -> Report:
    """Everything solved; the written answer waits."""
    solved_model = exercise(
        "toy-model",
        "The same network as a module",
        ExerciseStatus.PASSED,
        passed("outputs", "With your own weights, ToyModel gives the outputs of the network.", 20),
    )
    trained = exercise(
        "optimize",
        "Training until the loss is small",
        ExerciseStatus.PASSED,
        passed("converged", "The loss of your model is below 0.01.", 30),
    )
    return report(forward(), backprop(), learning_rate(), solved_model, trained)


def partial() -> Report:
    """Something of everything, after a cell that failed."""
    problem = Problem(
        kind=ErrorKind.CRASH,
        message="NameError: name 'ToyModell' is not defined.\nThe rest of the cell was not run; other cells were.",
        location="cell 7, line 3",
    )
    return report(forward(), backprop_partial(), learning_rate(), toy_model(), optimize(), id="grace", error=problem)


def failed() -> Report:
    """A file that Python cannot read."""
    problem = Problem(
        kind=ErrorKind.SYNTAX,
        message="invalid syntax. Perhaps you forgot a comma?\n\n    return x @ W1.T + B1)\n                        ^",
        location="submit.py, line 7",
    )
    return replace(report(id="linus", error=problem), output=Output(), resources=Resources())


def service_fault() -> Report:
    """A report that says nothing about the student."""
    problem = Problem(kind=ErrorKind.INTERNAL, message="The sandbox did not answer. Grade this submission again.")
    return replace(report(id="barbara", error=problem), resources=Resources())


def not_finite() -> Report:
    """A report with numbers that are none."""
    whole = report(forward(), id="nan")
    return replace(whole, resources=Resources(wall_s=float("inf"), cpu_s=float("nan"), max_rss_mb=1.0))


def hostile() -> Report:
    """Every text of a report as bad as a student can make it."""
    long_word, long_message = "W" * 400, (HOSTILE + " and again ") * 60
    bad = [
        lost(
            f"check-{number}",
            f"{HOSTILE} {number}" if number % 3 else long_word,
            1,
            [CheckStatus.FAILED, CheckStatus.CRASH, CheckStatus.MEMORY, CheckStatus.ERROR][number % 4],
            message=long_message if number % 10 == 0 else f"{HOSTILE}\n{long_word}\n<Model object at 0x7f3a12345678>",
            staff_message=f"{HOSTILE}\n{long_word}",
            diagnosis=(Diagnosis(id=HOSTILE, message=HOSTILE),) if number % 2 else (),
            answer=f"{HOSTILE}\n{long_word}" if number == 5 else None,
        )
        for number in range(30)
    ]
    good_ones = [passed(f"fine-{number}", f"{HOSTILE} {number}", 1) for number in range(30)]
    many = exercise(HOSTILE, f"{HOSTILE}{long_word}", ExerciseStatus.PARTIAL, *bad, *good_ones)
    problem = Problem(kind=ErrorKind.CRASH, message=f"{HOSTILE}\n{long_word}", location=HOSTILE)
    whole = report(many, id=HOSTILE, error=problem)
    return replace(
        whole,
        assignment=AssignmentInfo(name=HOSTILE, title=HOSTILE, version=HOSTILE),
        submission=replace(whole.submission, files=(HOSTILE, long_word), sha256=HOSTILE),
        output=Output(stdout=HOSTILE * 300, stderr=long_word * 10, truncated=True),
        environment=replace(whole.environment, isolation=(HOSTILE,)),
        pytest={HOSTILE: [HOSTILE, {"value": float("nan"), "inner": (1, 2.5, None, True)}]},
    )


def every() -> dict[str, Report]:
    """All samples by name."""
    return {
        "good": good(),
        "partial": partial(),
        "failed": failed(),
        "service fault": service_fault(),
        "not finite": not_finite(),
        "hostile": hostile(),
    }


def a_class() -> list[Report]:
    """Some twenty students, so that there is something to see at a glance."""
    names = (
        "ada", "alan", "alonzo", "anita", "barbara", "dennis", "donald", "edsger", "frances", "grace", "hedy",
        "john", "katherine", "ken", "leslie", "linus", "margaret", "radia", "shafi", "tim",
    )  # fmt: skip
    makers = (good, good, partial, partial, failed)
    reports = [makers[index * 7 % 5]() for index, _ in enumerate(names)]
    reports[13] = service_fault()
    return [
        replace(each, submission=replace(each.submission, id=name)) for name, each in zip(names, reports, strict=True)
    ]
