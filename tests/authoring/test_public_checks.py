"""The public checks of every assignment, run as a student runs them."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.authoring.bundle import collect, write_handout
from grader.authoring.public_checks import file_of, read_public_checks
from tests.authoring.handed_in import MISTAKES, ROOT, Mistake, ours, reference
from tests.authoring.solved_handouts import solved_handout

NAMES = sorted(path.parent.name for path in (ROOT / "assignments").glob("*/assignment.toml"))
MACHINE = Path(__file__).parent / "student_machine.py"
#: What a reference has to train for; the others' is loaded at once.
TRAINED = ("hw4", "optimization-loop", "create-networks", "thermometer", "fundamentals", "linear-regression-1d")
#: A number that comes from somewhere.
NUMBER = re.compile(r"\d+\.\d{3,}")
#: A shorter text is nobody's.
LEAST_CHARACTERS = 30
_OUTCOME = re.compile(r"^(PASSED|FAILED|ERROR|SKIPPED) ", re.MULTILINE)


class Student:
    """Somebody with a folder for each assignment, and no copy of this package."""

    def __init__(self, home: Path) -> None:
        self._home = home
        environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "OMP_NUM_THREADS": "1", "COLUMNS": "120"}
        self._machine = subprocess.Popen(
            [sys.executable, MACHINE], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, name: str, homework: str, *options: str) -> str:
        """What the public checks say of a file in the folder of an assignment."""
        folder = self._folder(name)
        arguments = ["-rA", "-p", "no:cacheprovider", f"--rootdir={folder}", f"--homework={homework}", *options]
        assert self._machine.stdin is not None
        assert self._machine.stdout is not None
        self._machine.stdin.write(f"{json.dumps({'folder': str(folder), 'arguments': arguments})}\n")
        self._machine.stdin.flush()
        output = json.loads(self._machine.stdout.readline())
        assert isinstance(output, str)
        return output

    def hand_in(self, name: str, source: str, *options: str) -> str:
        """What they say of a script with this text."""
        (self._folder(name) / "work.py").write_text(source, encoding="utf-8")
        return self.run(name, "work.py", *options)

    def leave(self) -> None:
        """End the process."""
        try:
            self._machine.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self._machine.kill()
            raise

    def _folder(self, name: str) -> Path:
        folder = self._home / name
        if not folder.exists():
            write_handout(ours(name), folder)
        return folder


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Student]:
    """One for the whole file."""
    student = Student(tmp_path_factory.mktemp("student"))
    yield student
    student.leave()


def outcomes(output: str) -> set[str]:
    """Those that there were among the checks: PASSED, FAILED, ERROR, SKIPPED."""
    return set(_OUTCOME.findall(output))


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_passes(student: Student, name: str) -> None:
    """Every check."""
    output = student.hand_in(name, reference(name, trains=name in TRAINED))
    assert outcomes(output) == {"PASSED"}, output


@pytest.mark.parametrize("name", NAMES)
def test_a_handout_that_is_solved_passes(student: Student, name: str) -> None:
    """Every check, with the handout's own cells around what a student writes, and none of them fails."""
    output = student.hand_in(name, solved_handout(name))
    assert outcomes(output) == {"PASSED"}, output
    assert "what failed while your homework ran" not in output


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_the_starter_passes_nothing(student: Student, name: str, suffix: str) -> None:
    """Each check fails, or says why it was skipped."""
    output = student.run(name, f"{name}{suffix}")
    assert "FAILED" in outcomes(output)
    assert outcomes(output) <= {"FAILED", "SKIPPED"}, output


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_is_told(student: Student, mistake: Mistake) -> None:
    """By the checks of its exercise, in words that say what to do."""
    output = student.hand_in(mistake.assignment, mistake.work(), f"tests/test_{mistake.checks}.py")
    assert "FAILED" in outcomes(output)
    assert mistake.says in output, output


def public_texts(name: str) -> dict[str, str]:
    """The files of an assignment's public checks by name: its own, and those that it shares."""
    texts, problems = read_public_checks(ours(name))
    assert problems == []
    return texts


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_public_checks(name: str) -> None:
    """In a file that is named after it; but for those that are answered in prose."""
    asked = {file_of(exercise.id) for exercise in ours(name).exercises if exercise.written is None}
    assert asked <= public_texts(name).keys()


@pytest.mark.parametrize("name", NAMES)
def test_every_check_says_what_it_is_about_and_what_to_do(name: str) -> None:
    """A docstring for each test and each file, a message for each assertion."""
    for file, text in public_texts(name).items():
        tree = ast.parse(text)
        tests = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
        assert ast.get_docstring(tree), file
        assert all(ast.get_docstring(test) for test in tests), file
        assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert) and node.msg is None], file


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_and_no_number_of_what_is_hidden_is_in_public_checks(name: str) -> None:
    """Those of the checks, the reference, the misconceptions. Lines are looked for wherever a handout is made."""
    assignment = ours(name)
    paths = [*assignment.checks_dir.rglob("*.py"), assignment.reference_path]
    paths += [assignment.misconceptions_path] if assignment.misconceptions_path else []
    hidden = [path.read_text(encoding="utf-8") for path in paths]
    handed_out = {file: content.decode() for file, content in collect(assignment).items()}
    known = squeezed("\n".join(text for file, text in handed_out.items() if not file.startswith("tests/")))
    public = squeezed("\n".join(public_texts(name).values()))
    assert [text for each in hidden for text in sentences(each) if text in public and text not in known] == []
    numbers = set(NUMBER.findall("\n".join(hidden))) & set(NUMBER.findall(public))
    assert numbers <= set(NUMBER.findall(known))


def sentences(source: str) -> set[str]:
    """The longer texts in a source: messages, docstrings, pieces of programs."""
    texts = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    return {squeezed(text) for text in texts if isinstance(text, str) and len(text.strip()) >= LEAST_CHARACTERS}


def squeezed(text: str) -> str:
    """With one blank wherever there is white space, and with literals in one that stand beside each other."""
    return re.sub(r"\s+", " ", re.sub(r'"\s+f?"', "", text)).strip()


SHARED = {
    "hw4": ("forward-pass", "manual-backprop", "toy-model", "optimization-loop"),
    "create-networks": ("mse-and-sgd",),
}


@pytest.mark.parametrize(("whole", "part"), [(whole, part) for whole, parts in SHARED.items() for part in parts])
def test_small_assignments_share_their_checks(whole: str, part: str) -> None:
    """Those of their exercises, with what these import, and nothing else."""
    texts = public_texts(part)
    assert texts.items() <= public_texts(whole).items()
    assert {file for file in texts if file.startswith("test_")} == {file_of(each.id) for each in ours(part).exercises}
    beside = set() if whole == "hw4" else {"by_hand.py"}
    assert {file for file in texts if not file.startswith("test_")} == beside


def test_checks_run_in_the_order_of_the_exercises(student: Student) -> None:
    """What belongs to several comes last."""
    listed = student.run("hw4", "hw4.py", "--collect-only", "-q")
    files = list(dict.fromkeys(re.findall(r"tests/(test_\w+)\.py", listed)))
    assert files == ["test_forward", "test_backprop", "test_toy_model", "test_optimize", "test_step"]
