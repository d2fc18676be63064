"""`grade class/ --output out/`: reports, overviews, messages, exit statuses. The sandboxes have no processes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import grade
from grader.command import class_grading
from grader.command.sandbox_choice import SandboxChoice
from grader.report.json_report import schema
from tests.classes.courses import BROKEN, CLASS, GOOD, NO_MEAN, NO_TOTAL, write_class, write_course
from tests.classes.sandboxes import KILLER, Sandboxes

jsonschema = pytest.importorskip("jsonschema")

Grade = Callable[..., Result]


@pytest.fixture
def sandboxes(monkeypatch: pytest.MonkeyPatch) -> Sandboxes:
    """What the command starts."""
    made = Sandboxes()
    monkeypatch.setattr(class_grading, "choose_sandbox", lambda *_, **__: SandboxChoice(name="local", start=made.start))
    return made


@pytest.fixture
def run(tmp_path: Path, sandboxes: Sandboxes, monkeypatch: pytest.MonkeyPatch) -> Grade:  # noqa: ARG001  started by it
    """The command, in a folder with the course and its class, writing to out."""
    write_course(tmp_path)
    write_class(tmp_path)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, output: str | None = "out") -> Result:
        more = [] if output is None else ["--output", output]
        return CliRunner().invoke(grade, [*arguments, "--assignment", "./means", *more], catch_exceptions=False)

    return run


def rows(path: str = "out/grades.csv") -> list[dict[str, str]]:
    """The table of grades."""
    return list(csv.DictReader(io.StringIO(Path(path).read_text(), newline=""), strict=True))


def ids(folder: str = "out") -> list[str]:
    """Whose reports there are."""
    return sorted(path.parent.name for path in Path(folder).glob("*/report.json"))


def test_a_class_gets_reports_a_table_and_a_page(run: Grade) -> None:
    """Everything is where it is looked for, every report is valid, and one that could not be run is in the status."""
    result = run("class")
    assert result.exit_code == 1
    assert ids() == ["anna", "bob", "carl", "dora", "eve"]
    for name in ids():
        report = json.loads(Path(f"out/{name}/report.json").read_text())
        jsonschema.validate(report, schema())
        assert report["submission"]["id"] == name
        assert f"{name}.py" in Path(f"out/{name}/report.html").read_text()
    assert [(row["submission"], row["score"]) for row in rows()] == [
        ("anna", "10"), ("bob", "10"), ("carl", "6"), ("dora", "0"), ("eve", "4"),
    ]  # fmt: skip
    page = Path("out/index.html").read_text()
    assert all(f'href="./{name}/report.html"' in page for name in ids())


def test_the_summary_says_what_needs_somebody(run: Grade) -> None:
    """How many, how well, who could not be run and why, and where everything is."""
    assert run("class").stdout == (
        "Means\n"
        "5 submissions: 4 graded, 1 could not be run\n"
        "Mean 6.0, median 6.0 of 10 points.\n"
        "Could not be run:\n"
        "  dora: Syntax error in dora.py, line 1\n"
        "Reports: out/grades.csv, out/index.html\n"
    )


def test_a_class_without_trouble_ends_with_status_0(run: Grade) -> None:
    """Whatever the scores."""
    Path("class/dora.py").write_text(NO_MEAN + NO_TOTAL)
    assert run("class").exit_code == 0


def test_progress_is_a_line_for_each_submission_where_nobody_watches(run: Grade) -> None:
    """In a log each line says who, what, how fast, and how much longer."""
    lines = run("class", "--jobs", "1").stderr.splitlines()
    assert [line.partition(" (")[0] for line in lines] == [
        "1/5 anna: 10 / 10",
        "2/5 bob: 10 / 10",
        "3/5 carl: 6 / 10",
        "4/5 dora: 0 / 10, could not be run",
        "5/5 eve: 4 / 10",
    ]
    assert "(1 failed, " in lines[3]
    assert "0:00:00 left)" in lines[3]


def test_quiet_leaves_one_line(run: Grade) -> None:
    """For scripts."""
    result = run("class", "--quiet")
    assert result.stdout == "5 submissions: 4 graded, 1 could not be run\n"
    assert result.stderr == ""


def test_the_files_are_the_same_for_every_number_of_jobs(run: Grade) -> None:
    """One at a time, or more at once than there are submissions."""
    run("class", "--jobs", "1", output="one")
    run("class", "--jobs", "8", output="eight")
    names = [path.relative_to("one") for path in Path("one").rglob("*") if path.suffix in {".html", ".csv", ".json"}]
    visible = [name for name in names if not name.parts[0].startswith(".")]
    assert len(visible) == 12
    assert [name for name in visible if Path("one", name).read_bytes() != Path("eight", name).read_bytes()] == []


def test_running_again_grades_nothing_and_touches_nothing(run: Grade, sandboxes: Sandboxes) -> None:
    """Not even the times of the files change."""
    run("class")
    before = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*") if path.is_file()}
    result = run("class")
    assert "5 submissions: 4 graded (4 known already), 1 could not be run\n" in result.stdout
    assert len(sandboxes.started) == 1
    assert {path: path.stat().st_mtime_ns for path in Path("out").rglob("*") if path.is_file()} == before


def test_a_report_that_was_deleted_comes_back(run: Grade, sandboxes: Sandboxes) -> None:
    """From what was kept."""
    run("class")
    text = Path("out/anna/report.json").read_text()
    Path("out/anna/report.json").unlink()
    run("class")
    assert Path("out/anna/report.json").read_text() == text
    assert len(sandboxes.started) == 1


def test_force_grades_again(run: Grade, sandboxes: Sandboxes) -> None:
    """All of them."""
    run("class")
    run("class", "--force")
    assert sandboxes.graded == ["anna", "anna", "bob", "bob", "carl", "carl", "eve", "eve"]


@pytest.mark.parametrize("more", [("--seed", "5"), ("--only", "mean")])
def test_other_questions_are_graded_anew(run: Grade, sandboxes: Sandboxes, more: tuple[str, ...]) -> None:
    """What was kept answers the question that was asked then."""
    run("class")
    run("class", *more)
    assert len(sandboxes.graded) == 8


def test_a_changed_assignment_is_graded_anew(run: Grade, sandboxes: Sandboxes) -> None:
    """A check, the reference or the manifest."""
    run("class")
    Path("means/reference.py").write_text(f"{GOOD}#\n")
    run("class")
    assert len(sandboxes.graded) == 8


def test_students_reports_hold_nothing_for_staff(run: Grade, sandboxes: Sandboxes) -> None:
    """Though what is kept is the whole report: another audience costs no grading."""
    run("class", "--audience", "student")
    report = json.loads(Path("out/anna/report.json").read_text())
    assert not {"seed", "pytest"} & report.keys()
    run("class", "--audience", "staff")
    assert {"seed", "pytest"} <= json.loads(Path("out/anna/report.json").read_text()).keys()
    assert len(sandboxes.started) == 1


def test_a_fault_of_the_service_is_no_zero(run: Grade) -> None:
    """The submission is listed, its cells are empty, the status says so, and its report says what happened."""
    Path("class/bob.py").write_text(f"{GOOD}# {KILLER}\n")
    result = run("class", "--jobs", "1")
    assert result.exit_code == 1
    assert (
        "Not graded, because the service failed (the same command tries them again):\n"
        "  bob: Fault of the grading service: The grading service broke 3 times (a process of the sandbox ended before "
        "it had answered). This is no grade: grade it again.\n"
    ) in result.stdout
    (row,) = [row for row in rows() if row["submission"] == "bob"]
    assert (row["score"], row["mean"], row["status"]) == ("", "", "failed")
    assert "2/5 bob: The grading service broke 3 times" in result.stderr
    jsonschema.validate(json.loads(Path("out/bob/report.json").read_text()), schema())
    assert [row["score"] for row in rows()] == ["10", "", "6", "0", "4"]


def test_without_a_sandbox_nothing_is_written(run: Grade, sandboxes: Sandboxes) -> None:
    """Neither reports that say nothing, nor a table of them."""
    sandboxes._failing = [True] * 9
    result = run("class")
    assert result.exit_code == 3
    assert "No sandbox is available here" in result.stderr
    assert "3 in a row could not be started, the last one because gone" in result.stderr
    assert [path.name for path in Path("out").iterdir()] == [".grader-results"]


def test_a_learning_platforms_names_are_in_the_table(run: Grade) -> None:
    """Canvas says who, whether late, and which attempt; the ids stay apart."""
    files = {
        "lovelaceada_LATE_101_9001_submit-1.py": GOOD,
        "hoppergrace_102_9002_submit.py": NO_MEAN,
    }
    for name, text in files.items():
        path = Path("canvas", name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    run("canvas")
    assert [(row["student"], row["external_id"], row["late"], row["attempt"]) for row in rows()] == [
        ("hoppergrace", "102", "", "1"),
        ("lovelaceada", "101", "late", "2"),
    ]


def test_a_zip_of_a_class_is_a_class(run: Grade) -> None:
    """It is unpacked where it goes away again."""
    assert run(write_zip("class.zip", CLASS)).exit_code == 1
    assert ids() == ["anna", "bob", "carl", "dora", "eve"]
    assert list(Path("out").rglob("run-*")) == []


def write_zip(name: str, files: dict[str, str]) -> str:
    """A zip here."""
    with zipfile.ZipFile(name, "w") as archive:
        for inner, text in files.items():
            archive.writestr(inner, text)
    return name


HELPED = {"submit.py": f"from layers import total\n\n\n{NO_MEAN}", "layers.py": "def total(x):\n    return x.sum()\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (HELPED, ["late"]),
        ({f"ada/{name}": text for name, text in HELPED.items()}, ["late"]),
        ({"ada.py": GOOD, "bob.py": BROKEN}, ["ada", "bob"]),
        ({"ada/submit.py": GOOD, "bob/submit.py": NO_MEAN}, ["ada", "bob"]),
        ({"ada.py": GOOD, "bob.py": ""}, ["ada", "bob"]),
    ],
    ids=["modules", "a folder", "one is broken", "folders", "one is empty"],
)
def test_a_zip_is_one_students_where_its_work_can_be_told(
    run: Grade, files: dict[str, str], expected: list[str]
) -> None:
    """A late student's zip is not taken for a class, and a class is not taken for a student."""
    run(write_zip("late.zip", files))
    assert ids() == expected


def test_of_several_paths_each_is_one_students(run: Grade) -> None:
    """As a shell lists them; an old copy beside the work makes no class of a student's folder."""
    for name in ("ada", "bob"):
        Path(name).mkdir()
        Path(name, "submit.py").write_text(f"{GOOD}# {name}\n")
        Path(name, "submit_old.py").write_text(NO_MEAN)
    run("ada", "bob", write_zip("carl.zip", HELPED), write_zip("others.zip", {"dora.py": GOOD, "eve.py": NO_MEAN}))
    assert ids() == ["ada", "bob", "carl", "dora", "eve"]


def test_several_paths_are_one_class(run: Grade) -> None:
    """Files, folders and classes, each once, with ids of their own."""
    Path("late").mkdir()
    Path("late/anna.py").write_text(NO_MEAN)
    result = run("class", "late/anna.py", "class/anna.py", "class/anna.py")
    assert ids() == ["anna", "anna-2", "anna-3", "bob", "carl", "dora", "eve"]
    assert [row["submission"] for row in rows()] == ids()
    assert result.exit_code == 1


def test_an_id_is_never_an_overviews_name(run: Grade) -> None:
    """A student's folder may be called anything."""
    Path("class/index.html").mkdir()
    Path("class/index.html/submit.py").write_text(GOOD)
    run("class")
    assert "index.html-2" in ids()
    assert Path("out/index.html").is_file()


def test_the_output_in_the_classs_own_folder_is_nobodys_work(run: Grade) -> None:
    """Neither the first time nor the next."""
    for _ in range(2):
        run("class", output="class/out")
        assert ids("class/out") == ["anna", "bob", "carl", "dora", "eve"]


def test_reports_of_others_are_mentioned(run: Grade) -> None:
    """Five late students alone make a table of five: whoever is not in it is named."""
    run("class")
    result = run("class/anna.py")
    assert [row["submission"] for row in rows()] == ["anna"]
    assert result.stderr == (
        "out also holds reports on bob, carl, dora, eve, not among the submissions given this time and so not in "
        "grades.csv and index.html. Give all of them in one command: what has been graded is not graded again.\n"
    )
    assert "also holds" not in run("class").stderr


def test_one_students_folder_given_as_a_class_is_pointed_out(run: Grade) -> None:
    """It is graded as it was asked for: each file by itself."""
    Path("ada").mkdir()
    Path("ada/submit.py").write_text(f"from network import mean\n\n{NO_MEAN}")
    Path("ada/network.py").write_text("def layer(x):\n    return x\n")
    result = run("ada")
    assert ids() == ["network", "submit"]
    assert "ada is graded as a class of 2. One student's folder is graded without --output.\n" in result.stderr
    assert "is graded as a class" not in run("class").stderr


def test_the_table_can_be_written_elsewhere_too(run: Grade) -> None:
    """--format csv is what a class has."""
    result = run("class", "--format", "csv", "--output-file", "grades.csv")
    assert Path("grades.csv").read_bytes() == Path("out/grades.csv").read_bytes()
    assert result.stdout.endswith("Reports: out/grades.csv, out/index.html, grades.csv\n")


@pytest.mark.usefixtures("run")
def test_names_that_a_terminal_cannot_show_do_not_end_the_run() -> None:
    """They are written as Python writes them."""
    Path("class/dora.py").rename("class/dör\u202ea.py")
    result = CliRunner(charset="ascii").invoke(
        grade, ["class", "--assignment", "./means", "--output", "out"], catch_exceptions=False
    )
    assert "  d\\xf6r_a: Syntax error" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "output", "message"),
    [
        (
            ("class/anna.py", "class/bob.py"),
            None,
            "2 submissions were given: add --output DIR, the folder for their reports",
        ),
        (
            ("class",),
            None,
            "class looks like the submissions of a class: add --output DIR, the folder for their reports",
        ),
        (
            ("class", "--json", "x.json"),
            "out",
            "--json and --html are for one submission; those of a class are in the folder of --output",
        ),
        (
            ("class", "--format", "junit", "--output-file", "x"),
            "out",
            "--format junit is for one submission; a class has csv",
        ),
        (("class", "--format", "csv"), "out", "--format and --output-file go together"),
        (("class", "--only", "meen"), "out", "means has no exercise 'meen'; it has mean, total. Did you mean mean?"),
        (("clas",), "out", "There is no file or folder 'clas'. Did you mean class?"),
        (("means/checks/nothing",), "out", "There is no file or folder 'means/checks/nothing'."),
    ],
    ids=lambda value: "" if value is None or isinstance(value, tuple) else value[:40],
)
def test_wrong_usage_is_told_before_anything_is_written(
    run: Grade, arguments: tuple[str, ...], output: str | None, message: str
) -> None:
    """What is wrong, and what to type instead; status 2."""
    result = run(*arguments, output=output)
    assert result.exit_code == 2
    assert result.stderr == f"{message}\n"
    assert not Path("out").exists()


def test_an_empty_class_is_told(run: Grade) -> None:
    """It may be the wrong folder."""
    Path("empty").mkdir()
    result = run("empty")
    assert result.exit_code == 2
    assert result.stderr.startswith("empty cannot be graded as a class: there is no submission in it.")


def test_an_output_that_cannot_be_written_is_told(run: Grade) -> None:
    """Before anything is graded."""
    Path("file").write_text("")
    result = run("class", output="file/out")
    assert result.exit_code == 2
    assert result.stderr == ("file/out/.grader-results cannot be made: Not a directory. Name another place\n")


def test_a_report_that_cannot_be_written_ends_the_run(run: Grade) -> None:
    """What is finished is in the table."""
    Path("out").mkdir()
    Path("out/bob").write_text("in the way")
    result = run("class", "--jobs", "1")
    assert result.exit_code == 2
    assert "out/bob cannot be made: File exists. Name another place\n" in result.stderr
    assert [row["submission"] for row in rows()] == ["anna"]


def test_ctrl_c_has_its_own_status(run: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where one submission is graded, and nothing can be kept."""

    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.command.one.run", interrupt)
    result = run("class/anna.py", output=None)
    assert (result.exit_code, result.stderr) == (130, "Interrupted.\n")
