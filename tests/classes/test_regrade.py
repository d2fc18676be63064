"""What grading again would change: told before anything is overwritten."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.assignment import Assignment, load_assignment
from grader.cli import grade
from grader.command import class_grading
from grader.command.sandbox_choice import SandboxChoice
from grader.errors import UsageError
from grader.model import Audience, CheckStatus, Report
from grader.regrade.changes import Comparison, compare
from grader.regrade.document import comparison_json
from grader.regrade.former import FormerReports, read_former
from grader.regrade.table import comparison_counts, print_comparison
from grader.report.json_report import dumps
from tests.classes.courses import GOOD, write_class, write_course
from tests.classes.sandboxes import KILLER, Sandboxes
from tests.report import samples

Grade = Callable[..., Result]


def named(report: Report, name: str, *, sha256: str = "0" * 64) -> Report:
    """The report under another id."""
    return replace(report, submission=replace(report.submission, id=name, sha256=sha256))


def with_score(report: Report, exercise: str, check: str, status: CheckStatus, score: float) -> Report:
    """The report with another result of one check, and other sums."""
    exercises = []
    for each in report.exercises:
        checks = tuple(
            replace(one, status=status, score=score) if (each.id, one.id) == (exercise, check) else one
            for one in each.checks
        )
        exercises.append(replace(each, checks=checks, score=sum(one.score for one in checks)))
    return replace(report, exercises=tuple(exercises), score=sum(each.score for each in exercises))


def without_check(report: Report, exercise: str, check: str) -> Report:
    """The report as if there were no such check."""
    exercises = tuple(
        replace(each, checks=tuple(one for one in each.checks if (each.id, one.id) != (exercise, check)))
        for each in report.exercises
    )
    return replace(report, exercises=exercises)


def compared(old: list[Report], new: list[Report], unreadable: dict[str, str] | None = None) -> Comparison:
    """Two runs."""
    former = {report.submission.id: report for report in old}
    return compare(
        FormerReports(folder=Path("old"), reports=former, unreadable=unreadable or {}),
        {report.submission.id: report for report in new},
    )


def first_check(report: Report) -> tuple[str, str, float]:
    """Exercise, id and points of the first check that passed."""
    return next(
        (exercise.id, check.id, check.score)
        for exercise in report.exercises
        for check in exercise.checks
        if check.status is CheckStatus.PASSED
    )


GOOD_REPORT = samples.good()
EXERCISE, CHECK, POINTS = first_check(GOOD_REPORT)
LOSS = with_score(GOOD_REPORT, EXERCISE, CHECK, CheckStatus.FAILED, 0.0)
SMALL_LOSS = with_score(GOOD_REPORT, EXERCISE, CHECK, CheckStatus.FAILED, POINTS - 1)


def test_those_who_lose_come_first() -> None:
    """The most lost first; then who gains, the most gained first; then who has the same points in another way."""
    other = with_score(GOOD_REPORT, EXERCISE, CHECK, CheckStatus.PENDING, POINTS)
    pairs = {
        "same": (GOOD_REPORT, GOOD_REPORT),
        "gains little": (SMALL_LOSS, GOOD_REPORT),
        "loses little": (GOOD_REPORT, SMALL_LOSS),
        "other": (GOOD_REPORT, other),
        "gains much": (LOSS, GOOD_REPORT),
        "loses much": (GOOD_REPORT, LOSS),
        "also loses little": (GOOD_REPORT, SMALL_LOSS),
    }
    comparison = compared(
        [named(old, name) for name, (old, _) in pairs.items()], [named(new, name) for name, (_, new) in pairs.items()]
    )
    assert [change.id for change in comparison.changes] == [
        "loses much", "also loses little", "loses little", "gains much", "gains little", "other",
    ]  # fmt: skip
    assert [change.difference for change in comparison.changes] == [-POINTS, -1, -1, POINTS, 1, 0]
    assert comparison.same == ("same",)
    assert (len(comparison.falls), len(comparison.rises)) == (3, 2)


def test_a_change_names_its_checks() -> None:
    """With what they gave then and what they give now."""
    (change,) = compared([named(GOOD_REPORT, "ada")], [named(LOSS, "ada")]).changes
    (check,) = change.checks
    assert (check.exercise, check.id) == (EXERCISE, CHECK)
    assert check.old is not None
    assert check.new is not None
    assert (check.old.status, check.old.score) == (CheckStatus.PASSED, POINTS)
    assert (check.new.status, check.new.score) == (CheckStatus.FAILED, 0)


def test_a_check_more_that_costs_nothing_is_no_change() -> None:
    """Where it costs something, it is named."""
    fewer = without_check(GOOD_REPORT, EXERCISE, CHECK)
    assert compared([named(fewer, "ada")], [named(GOOD_REPORT, "ada")]).same == ("ada",)
    cheaper = replace(fewer, score=fewer.score - POINTS)
    (change,) = compared([named(cheaper, "ada")], [named(GOOD_REPORT, "ada")]).changes
    assert [(check.id, check.old) for check in change.checks] == [(CHECK, None)]
    (change,) = compared([named(GOOD_REPORT, "ada")], [named(cheaper, "ada")]).changes
    assert [(check.id, check.new) for check in change.checks] == [(CHECK, None)]


def test_times_and_messages_are_no_change() -> None:
    """Nor is what a message says now."""
    exercises = tuple(
        replace(each, checks=tuple(replace(one, message="other words", duration_s=9.0) for one in each.checks))
        for each in GOOD_REPORT.exercises
    )
    assert compared([GOOD_REPORT], [replace(GOOD_REPORT, exercises=exercises)]).changes == ()


def test_who_is_new_or_missing_is_told() -> None:
    """And whose earlier report cannot be read, and who could not be graded, so that nobody is forgotten."""
    fault = named(samples.service_fault(), "dora")
    comparison = compared(
        [named(GOOD_REPORT, "ada"), named(GOOD_REPORT, "bob"), named(GOOD_REPORT, "dora")],
        [named(GOOD_REPORT, "ada"), named(GOOD_REPORT, "carl"), fault, named(GOOD_REPORT, "eve")],
        {"eve": "is not JSON", "fred": "is not JSON"},
    )
    assert comparison.same == ("ada",)
    assert [report.submission.id for report in comparison.added] == ["carl"]
    assert comparison.missing == ("bob", "fred")
    assert comparison.not_graded == (fault,)
    assert comparison.unreadable == {"eve": "is not JSON"}
    assert comparison_counts(comparison) == (
        "1 compared: 0 fall, 0 rise, 1 stay the same; 1 new; 2 missing; 1 not graded now; "
        "1 with an old report that cannot be read"
    )


def test_who_was_not_graded_then_is_new() -> None:
    """A fault of the service was never a zero, so there is no gain."""
    comparison = compared([named(samples.service_fault(), "ada")], [named(GOOD_REPORT, "ada")])
    assert [report.submission.id for report in comparison.added] == ["ada"]
    assert comparison.changes == ()


def printed(comparison: Comparison) -> str:
    """The table, without a terminal."""
    stream = io.StringIO()
    print_comparison(comparison, stream)
    return stream.getvalue()


def test_the_table_says_who_how_much_and_why() -> None:
    """And which check is behind how many changes."""
    text = printed(
        compared(
            [named(GOOD_REPORT, "ada"), named(GOOD_REPORT, "[red]bob"), named(LOSS, "carl")],
            [named(LOSS, "ada"), named(LOSS, "[red]bob", sha256="1" * 64), named(GOOD_REPORT, "carl")],
        )
    )
    because = f"{EXERCISE} / {CHECK}: passed {POINTS:g}/{POINTS:g} -> failed 0/{POINTS:g}"
    lines = text.splitlines()
    (ada,) = [line for line in lines if line.startswith("| ada ")]
    assert [cell.strip() for cell in ada.strip("|").split("|")] == [
        "ada",
        "100",
        f"{100 - POINTS:g}",
        f"-{POINTS:g}",
        because,
    ]
    (bob,) = [line for line in lines if line.startswith("| [red]bob ")]
    assert "handed in again since" in bob
    (carl,) = [line for line in lines if line.startswith("| carl ")]
    assert f" +{POINTS:g} " in carl
    assert lines.index(ada) < lines.index(carl)
    assert f"  2 x {because}" in lines


def test_the_table_tells_of_what_could_not_be_run() -> None:
    """A submission that ran then, and does not now."""
    failed = replace(named(samples.failed(), "ada"), max_score=100.0, exercises=())
    text = printed(compared([named(GOOD_REPORT, "ada")], [failed]))
    assert "no error -> Syntax error" in text


def test_nobody_who_stays_the_same_is_in_the_table() -> None:
    """Three hundred lines would hide the one that matters."""
    assert printed(compared([GOOD_REPORT], [GOOD_REPORT])) == ""


# Reading the earlier run.


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """The small course's, in tmp_path."""
    return load_assignment(str(write_course(tmp_path)), search=())


def write_report(folder: Path, name: str, text: str) -> None:
    """A report in an output folder."""
    (folder / name).mkdir(parents=True)
    (folder / name / "report.json").write_text(text)


def on_means(report: Report) -> Report:
    """As if it were about the small course."""
    return replace(report, assignment=replace(report.assignment, name="means"))


@pytest.mark.parametrize("audience", list(Audience))
def test_reports_for_staff_and_for_students_are_read(
    tmp_path: Path, assignment: Assignment, audience: Audience
) -> None:
    """Points and checks are in both; who it is about is told by the folder."""
    report = on_means(GOOD_REPORT)
    write_report(tmp_path / "old", "ada", dumps(report, audience=audience))
    former = read_former(tmp_path / "old", assignment)
    assert list(former.reports) == ["ada"]
    assert compare(former, {"ada": report}).same == ("ada",)


def test_an_earlier_report_that_cannot_be_read_is_named(tmp_path: Path, assignment: Assignment) -> None:
    """The others are compared."""
    write_report(tmp_path / "old", "ada", dumps(on_means(GOOD_REPORT)))
    write_report(tmp_path / "old", "bob", "{")
    write_report(tmp_path / "old", "carl", '{"schema_version": 99}')
    former = read_former(tmp_path / "old", assignment)
    assert list(former.reports) == ["ada"]
    assert former.unreadable["bob"].startswith("Expecting property name")
    assert "this version reads 1: grade the submission again" in former.unreadable["carl"]


def test_a_folder_without_reports_is_refused(tmp_path: Path, assignment: Assignment) -> None:
    """It is probably the wrong one."""
    (tmp_path / "old").mkdir()
    with pytest.raises(UsageError, match=r"old holds no reports \(\*/report\.json\): --compare takes the --output of"):
        read_former(tmp_path / "old", assignment)


def test_reports_on_another_assignment_are_refused(tmp_path: Path, assignment: Assignment) -> None:
    """Nothing in them can be compared."""
    write_report(tmp_path / "old", "ada", dumps(GOOD_REPORT))
    with pytest.raises(UsageError, match=r"report\.json is about 'hw4', and cannot be compared with 'means': name"):
        read_former(tmp_path / "old", assignment)


def test_one_exercise_is_compared_with_itself(tmp_path: Path, assignment: Assignment) -> None:
    """What the others gave is left out of the sums."""
    report = on_means(samples.partial())
    write_report(tmp_path / "old", "ada", dumps(report))
    exercise = next(exercise for exercise in report.exercises if exercise.id == "backprop")
    former = read_former(tmp_path / "old", assignment, "backprop").reports["ada"]
    assert [each.id for each in former.exercises] == ["backprop"]
    assert (former.score, former.max_score) == (exercise.score, exercise.max_score)
    assert former.pending == sum(
        check.max_score for check in exercise.checks if check.status in {CheckStatus.PENDING, CheckStatus.ERROR}
    )


# The command.


@pytest.fixture
def sandboxes(monkeypatch: pytest.MonkeyPatch) -> Sandboxes:
    """What the command starts."""
    made = Sandboxes()
    monkeypatch.setattr(class_grading, "choose_sandbox", lambda *_, **__: SandboxChoice(name="local", start=made.start))
    return made


@pytest.fixture
def run(tmp_path: Path, sandboxes: Sandboxes, monkeypatch: pytest.MonkeyPatch) -> Grade:
    """The command, where old is the output of an earlier run, after which bob has become better and carl worse."""
    write_course(tmp_path)
    write_class(tmp_path)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(grade, ["class", "--assignment", "./means", *arguments], catch_exceptions=False)

    run("--output", "old")
    manifest = Path("means/assignment.toml")
    manifest.write_text(manifest.read_text().replace("points = 6", "points = 5"))
    Path("class/eve.py").write_text(GOOD + "# better\n")
    sandboxes.started.clear()
    return run


def content(folder: str) -> dict[Path, bytes]:
    """Every file, the kept ones too."""
    return {path: path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


def test_a_preview_writes_nothing(run: Grade) -> None:
    """Neither into the earlier output nor beside it."""
    before = content(".")
    result = run("--compare", "old")
    assert content(".") == before
    assert result.exit_code == 1
    assert result.stdout.startswith("Means: grading again, compared with old\nAssignment version ")
    assert " now.\nOf 10 points then, of 9 now.\n" in result.stdout
    assert result.stdout.endswith(
        "5 compared: 3 fall, 1 rise, 1 stay the same\n"
        "Nothing in old was overwritten.\n"
        "With --output DIR the new reports and comparison.json are kept there.\n"
    )
    cells = [line.split("|")[1].strip() for line in result.stdout.splitlines() if line.startswith("| ")]
    assert [cell for cell in cells if cell] == ["Submission", "anna", "bob", "carl", "eve"]
    assert "total / value: passed 6/6 -> passed 5/5" in result.stdout
    assert "handed in again since" in result.stdout


def test_a_preview_with_another_output_fills_that(run: Grade) -> None:
    """New reports, overviews and the comparison as JSON; the earlier output stays as it is."""
    before = content("old")
    result = run("--compare", "old", "--output", "new")
    assert content("old") == before
    assert sorted(path.parent.name for path in Path("new").glob("*/report.json")) == [
        "anna", "bob", "carl", "dora", "eve",
    ]  # fmt: skip
    document = json.loads(Path("new/comparison.json").read_text())
    assert document["counts"] == {"fall": 3, "rise": 1, "change": 4, "same": 1}
    anna = document["changes"][0]
    assert (anna["id"], anna["difference"], anna["other_work"]) == ("anna", -1.0, False)
    assert anna["old"] == {"status": "graded", "error": None, "score": 10.0, "max_score": 10.0, "pending": 0.0}
    assert anna["new"] == {"status": "graded", "error": None, "score": 9.0, "max_score": 9.0, "pending": 0.0}
    assert anna["checks"] == [
        {
            "exercise": "total",
            "check": "value",
            "title": "total(x) has the right value.",
            "old": {"status": "passed", "score": 6.0, "max_score": 6.0},
            "new": {"status": "passed", "score": 5.0, "max_score": 5.0},
        }
    ]
    assert (document["same"], document["added"], document["missing"]) == (["dora"], [], [])
    assert len(document["old"]["versions"]) == 1
    assert document["assignment"]["version"] not in document["old"]["versions"]
    assert result.stdout.endswith("The new reports: new/index.html, the comparison: new/comparison.json\n")
    assert Path("new/index.html").is_file()


def test_a_preview_in_the_same_output_is_applied_without_grading_again(run: Grade, sandboxes: Sandboxes) -> None:
    """First who would change, then the same command without --compare."""
    before = {path: data for path, data in content("old").items() if ".grader-results" not in path.parts}
    result = run("--compare", "old", "--output", "old")
    after = content("old")
    assert {path: after[path] for path in before} == before
    assert {path.name for path in after if path.parent == Path("old")} == {
        "grades.csv",
        "index.html",
        "comparison.json",
    }
    assert "The same command without --compare puts the new reports there" in result.stdout
    assert len(sandboxes.started) == 1
    run("--output", "old")
    assert len(sandboxes.started) == 1
    assert json.loads(Path("old/anna/report.json").read_text())["score"] == 9.0


def test_a_preview_uses_what_the_earlier_run_kept(run: Grade, sandboxes: Sandboxes) -> None:
    """With the same assignment only those who handed in again are graded."""
    manifest = Path("means/assignment.toml")
    manifest.write_text(manifest.read_text().replace("points = 5", "points = 6"))
    result = run("--compare", "old", "--quiet")
    assert sandboxes.graded == ["eve"]
    assert result.stdout == "5 compared: 0 fall, 1 rise, 4 stay the same\n"


def test_what_could_not_be_graded_now_is_named(run: Grade) -> None:
    """It is neither a loss nor a gain."""
    Path("class/anna.py").write_text(f"{GOOD}# {KILLER}\n")
    result = run("--compare", "old", "--jobs", "1")
    assert result.exit_code == 1
    assert "Not graded now: anna: The grading service broke 3 times" in result.stdout
    assert "4 compared: 2 fall, 1 rise, 1 stay the same; 1 not graded now\n" in result.stdout


def test_the_document_is_printable(assignment: Assignment) -> None:
    """A student's name or a title acts nowhere."""
    old = FormerReports(folder=Path("old"), reports={"x\x1b[31m": GOOD_REPORT}, unreadable={})
    text = comparison_json(compare(old, {"x\x1b[31m": LOSS}), old, assignment)
    assert "\x1b" not in text
    assert "\\u001b" not in text
