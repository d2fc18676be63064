from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.assignment import Assignment, load_assignment
from grader.authoring.bundle import collect, refresh_notebook, write_handout
from grader.authoring.new import create_assignment
from grader.authoring.public_checks import OURS
from grader.cli import grader
from grader.errors import AssignmentError, UsageError
from grader.handout import notebook_text
from tests.authoring.handed_in import ROOT, ours, reference

NAMES = sorted(path.parent.name for path in (ROOT / "assignments").glob("*/handout"))


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A new assignment's folder."""
    return create_assignment("hw9", tmp_path / "assignments").directory


def load(directory: Path) -> Assignment:
    """The assignment in a folder."""
    return load_assignment(str(directory), search=[])


def run_tests(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The bundle's tests, as a student runs them who has none of this package."""
    nothing = folder.parent / "not-installed"
    nothing.mkdir(exist_ok=True)
    (nothing / "grader.py").write_text("raise ModuleNotFoundError('No module named grader')\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(nothing), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), *options]
    return subprocess.run(
        command, cwd=folder, env={**environment, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_assignment_can_be_handed_out(name: str) -> None:
    """Instructions and both forms of the starter, the same in both, and nothing hidden."""
    contents = collect(ours(name))
    assert {"README.md", f"{name}.py", f"{name}.ipynb"} <= contents.keys()
    assert contents[f"{name}.ipynb"].decode() == notebook_text(contents[f"{name}.py"].decode())
    readme = contents["README.md"].decode()
    assert all(exercise.title in readme for exercise in ours(name).exercises)


def test_a_solved_homework_passes_the_public_tests_of_hw4(tmp_path: Path) -> None:
    """They run without this package, on the student's module."""
    write_handout(ours("hw4"), tmp_path / "hw4")
    (tmp_path / "hw4" / "hw4.py").write_text(reference("hw4", trains=True), encoding="utf-8")
    done = run_tests(tmp_path / "hw4", "--homework=hw4.py")
    assert "12 passed" in done.stdout, done.stdout + done.stderr


def test_the_starter_of_hw4_fails_the_public_tests_with_its_own_words(tmp_path: Path) -> None:
    """The notebook is run statement by statement; what failed is told."""
    write_handout(ours("hw4"), tmp_path / "hw4")
    done = run_tests(tmp_path / "hw4", "--homework=hw4.ipynb")
    assert "12 failed" in done.stdout, done.stdout + done.stderr
    assert "what failed while your homework ran" in done.stdout
    assert "NotImplementedError: Exercise 1" in done.stdout
    assert "hw4.ipynb defines no model." in done.stdout


def test_the_tests_look_at_the_file_that_was_changed_last(made: Path, tmp_path: Path) -> None:
    """Script or notebook; a broken cell costs itself alone; a file that is not there is told."""
    out = tmp_path / "out"
    write_handout(load(made), out)
    os.utime(out / "hw9.py", (1, 1))
    notebook = json.loads((out / "hw9.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    code[1]["source"] = ["%matplotlib inline\n", "def standardize(x):\n", "    return (x - x.mean(0)) / x.std(0)\n"]
    code[2]["source"] = ["print('never closed\n"]
    (out / "hw9.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    done = run_tests(out)
    assert "homework: " in done.stdout
    assert "hw9.ipynb" in done.stdout
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert "code cell 3, line 1" in done.stdout
    done = run_tests(out, "--homework=absent.py")
    assert "There is no file absent.py." in done.stderr
    (out / "hw9.py").unlink()
    (out / "hw9.ipynb").unlink()
    assert "Neither hw9.py nor hw9.ipynb is in" in run_tests(out).stderr


def test_nothing_is_overwritten(made: Path, tmp_path: Path) -> None:
    """A folder that holds something is left alone."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "marks.csv").write_text("", encoding="utf-8")
    with pytest.raises(
        UsageError, match=r"out is not empty, and nothing is overwritten\. Name a new folder with --output"
    ):
        write_handout(load(made), tmp_path / "out")
    with pytest.raises(UsageError, match=r"marks\.csv cannot be written: .*Name another folder with --output"):
        write_handout(load(made), tmp_path / "out" / "marks.csv")


def test_a_hidden_line_is_not_handed_out(made: Path) -> None:
    """Neither in a public test, nor in a comment of the starter, nor in a file of instructions."""
    script = made / "handout" / "hw9.py"
    hidden = "return (x - x.mean(dim=0)) / x.std(dim=0)"
    script.write_text(script.read_text(encoding="utf-8") + f"\n# {hidden}\n", encoding="utf-8")
    (made / "handout" / "hints.md").write_text(f"Remember:\n\n    {hidden}\n", encoding="utf-8")
    (made / "public" / "test_more.py").write_text(
        "def test_it(homework):\n    edits = {' / x.std(dim=0)': ''}\n"
        "    compare(submission, reference, 3 * torch.randn(rows, columns, generator=generator) - 4)\n",
        encoding="utf-8",
    )
    with pytest.raises(AssignmentError) as refused:
        collect(load(made))
    text = str(refused.value)
    assert f"hw9.py: holds a hidden line: {hidden}" in text
    assert f"hw9.ipynb: holds a hidden line: {hidden}" in text
    assert f"hints.md: holds a hidden line: {hidden}" in text
    assert "tests/test_more.py: holds a hidden line: compare(submission" in text


def test_public_checks_that_students_cannot_run_are_refused(made: Path) -> None:
    """What they import, with the line; a file that is no Python; a conftest.py; none that pytest finds."""
    public = made / "public"
    (public / "test_public.py").rename(public / "cases.py")
    for name in OURS:
        (public / name).write_text("", encoding="utf-8")
    (public / "broken.py").write_text("def f(:\n", encoding="utf-8")
    (public / "more.py").write_text(
        "import json\nimport cases\nfrom grader.checks import fail\nfrom . import cases\n", encoding="utf-8"
    )
    with pytest.raises(AssignmentError) as refused:
        collect(load(made))
    text = str(refused.value)
    assert "public/broken.py, line 1: no valid Python" in text
    assert "public/conftest.py: the handout has a conftest.py of its own; move fixtures to the files" in text
    assert "public/trainings.py: the handout has a trainings.py of its own; choose another name" in text
    assert text.count("of its own; choose another name") == len(OURS) - 1
    assert "public/more.py, line 3: imports grader, which students don't have. Expected the standard library" in text
    assert "public/more.py, line 4: imports ., which students don't have" in text
    assert "public/: expected a file test_*.py, which is what pytest looks for, found none" in text
    assert "json" not in text.replace("broken", "")


def part_of(made: Path, *exercises: str) -> Path:
    """The folder of a new assignment beside another, for these of its exercises."""
    part = made.parent / "part"
    (part / "handout").mkdir(parents=True)
    chosen = ", ".join(f'"{exercise}"' for exercise in exercises)
    (part / "assignment.toml").write_text(
        f'title = "A part"\nextends = "hw9"\nexercises = [{chosen}]\n', encoding="utf-8"
    )
    (part / "handout" / "part.py").write_text("# Solve it.\n", encoding="utf-8")
    return part


def test_public_checks_of_an_exercise_are_shared(made: Path) -> None:
    """Where another assignment asks for it: its own file, what that imports, and nothing else."""
    public = made / "public"
    (public / "test_standardize.py").write_text("import cases\n", encoding="utf-8")
    (public / "cases.py").write_text("from numbers_to_try import NUMBERS\n", encoding="utf-8")
    (public / "numbers_to_try.py").write_text("NUMBERS = [1]\n", encoding="utf-8")
    (public / "test_all_of_it.py").write_text("import unused\nimport grader\n", encoding="utf-8")
    (public / "unused.py").write_text("", encoding="utf-8")
    part = part_of(made, "standardize")
    tests = {name for name in collect(load(part)) if name.startswith("tests/")}
    shared = {"tests/test_standardize.py", "tests/cases.py", "tests/numbers_to_try.py"}
    assert tests == shared | {f"tests/{name}" for name in OURS}
    (part / "public").mkdir()
    (part / "public" / "test_standardize.py").write_text("# Our own.\n", encoding="utf-8")
    (part / "public" / "test_more.py").write_text("import cases\n", encoding="utf-8")
    with pytest.raises(
        AssignmentError, match=r"public/test_more\.py, line 1: imports cases, which students don't have"
    ):
        collect(load(part))
    (part / "public" / "test_more.py").write_text("", encoding="utf-8")
    contents = collect(load(part))
    assert contents["tests/test_standardize.py"] == b"# Our own.\n"
    assert "tests/test_more.py" in contents


def test_a_shared_check_that_students_cannot_run_is_refused(made: Path) -> None:
    """With the place where it stands."""
    (made / "public" / "test_standardize.py").write_text("import grader\n", encoding="utf-8")
    with pytest.raises(AssignmentError, match=r"hw9/public/test_standardize\.py, line 1: imports grader"):
        collect(load(part_of(made, "standardize")))


def test_public_checks_know_what_a_homework_made(made: Path, tmp_path: Path) -> None:
    """Every value of a name, modules, trainings; and what the task gives is there again for a test."""
    (made / "public" / "test_public.py").write_text(KNOWS, encoding="utf-8")
    write_handout(load(made), tmp_path / "out")
    (tmp_path / "out" / "hw9.py").write_text(MADE, encoding="utf-8")
    done = run_tests(tmp_path / "out", "--homework=hw9.py")
    assert "1 passed" in done.stdout, done.stdout + done.stderr


MADE = """
import torch
net = torch.nn.Linear(2, 1)
loop = 1
loop = 2
for step in range(6):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5 if step < 4 else 0.1)
    optimizer.zero_grad()
    net(torch.ones(1, 2)).sum().backward()
    optimizer.step()
measurements = net = None
if __name__ == "__main__":
    nets = [torch.nn.Linear(1, 3)]
    nets = {"b": torch.nn.Linear(1, 2)}
raise SystemExit("as notebooks do")
"""
KNOWS = """
import torch

def test_it(homework, given):
    assert homework.versions("loop") == [1, 2]
    assert homework.versions("pool") == []
    net, *others = homework.modules()
    assert [other.out_features for other in others] == [3, 2]
    first, second = homework.trainings()
    assert (first.optimizer, first.lr, first.steps) == ("SGD", 0.5, 4)
    assert (second.lr, second.steps) == (0.1, 2)
    assert torch.allclose(first.before[0] - 4 * 0.5 - 2 * 0.1, second.after[0])
    assert torch.equal(net.weight, second.after[0])
    assert str(second) == "SGD, lr 0.1, 2 steps, parameters of the shapes (1, 2), (1,)"
    assert homework.measurements is given.measurements is not None
    assert not homework.has("pool")
    assert homework.failed == ["hw9.py, line 15: SystemExit: as notebooks do"]
"""


def test_a_handout_without_a_starter_is_refused(made: Path) -> None:
    """And one with files that nobody should get."""
    (made / "handout" / "hw9.py").unlink()
    (made / "handout" / "solution.pt").write_bytes(b"")
    (made / "handout" / ".DS_Store").write_bytes(b"")
    with pytest.raises(AssignmentError) as refused:
        collect(load(made))
    assert "handout/hw9.py: expected the starter, a script in percent format, found none" in str(refused.value)
    assert "handout/solution.pt: a file of this kind is not handed out" in str(refused.value)
    assert "DS_Store" not in str(refused.value)


def test_data_and_instructions_of_the_authors_own_are_handed_out(made: Path) -> None:
    """A README.md of the author's takes the place of the made one."""
    (made / "handout" / "README.md").write_text("Read me.", encoding="utf-8")
    (made / "handout" / "data").mkdir()
    (made / "handout" / "data" / "points.csv").write_text("1,2\n", encoding="utf-8")
    contents = collect(load(made))
    assert contents["README.md"] == b"Read me."
    assert contents["data/points.csv"] == b"1,2\n"


def test_a_notebook_that_is_behind_is_made_anew(made: Path) -> None:
    """From the script; one that is up to date is left alone."""
    assert refresh_notebook(load(made)) is None
    (made / "handout" / "hw9.ipynb").write_text("{}", encoding="utf-8")
    assert refresh_notebook(load(made)) == made / "handout" / "hw9.ipynb"
    assert refresh_notebook(load(made)) is None


def test_the_command_says_what_was_written(made: Path, tmp_path: Path) -> None:
    """And what could be there besides; mistakes are usage errors."""
    result = CliRunner().invoke(grader, ["handout", str(made), "--output", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "  tests/test_public.py\n" in result.output
    shutil.rmtree(made / "public")
    result = CliRunner().invoke(grader, ["handout", str(made), "--output", str(tmp_path / "other")])
    assert "There are no public checks: write them as plain pytest" in result.output
    assert CliRunner().invoke(grader, ["handout", str(made), "--output", str(tmp_path / "other")]).exit_code == 2
    assert "There is no assignment" in CliRunner().invoke(grader, ["handout", "hw99", "--output", "x"]).output
