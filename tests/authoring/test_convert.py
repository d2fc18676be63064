from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.assignment import load_assignment
from grader.authoring.convert import Converted, convert
from grader.authoring.convert.assertions import plain_assertion
from grader.authoring.convert.doctests import from_doctest
from grader.authoring.convert.points import share_points
from grader.authoring.convert.student_names import rewrite
from grader.cli import grader
from grader.errors import UsageError
from grader.sandbox.session import Session
from tests.authoring import foreign
from tests.authoring.grading import grade, scores

WRONG = foreign.SOLUTION.replace("2 * x", "3 * x")


def notes(made: Converted) -> str:
    """All notes in one text."""
    return "\n".join(f"{note.where}: {note.what}" for note in made.notes)


def checks_of(made: Converted) -> str:
    """All checks in one text."""
    return "\n".join(
        (made.directory / name).read_text(encoding="utf-8") for name in made.files if name.startswith("checks/")
    )


def graded(session: Session, made: Converted, source: str) -> dict[str, float]:
    """The points of a submission's checks."""
    return scores(grade(session, made.directory, source))


def test_an_otter_folder_becomes_an_assignment_that_grades(tmp_path: Path, session: Session) -> None:
    """Both of its formats: doctests and functions; each case is a check with its points."""
    made = convert(foreign.otter_folder(tmp_path / "lab"), tmp_path / "hw5")
    assert (made.source, made.exercises, made.checks, made.points) == ("Otter", 2, 3, 6)
    assert graded(session, made, foreign.SOLUTION) == {"q1-1": 1, "q1-2": 3, "total": 2}
    assert graded(session, made, WRONG) == {"q1-1": 0, "q1-2": 0, "total": 2}
    assert "assert submission.total([3, 4]) == submission.TOP.value()" in checks_of(made)
    assert "tests/q1.py, case 2: its failure_message is left out" in notes(made)
    assert "tests/q1.py, case 1: students could see it" in notes(made)
    assert "lab.ipynb: it serves as reference and as handout" in notes(made)
    handout = (made.directory / "handout" / "hw5.py").read_text(encoding="utf-8")
    assert "grader.check" not in handout
    assert "otter" not in handout


def test_the_two_folders_of_otter_assign_are_told_apart(tmp_path: Path) -> None:
    """The solution and all tests come from autograder/, the handout from student/."""
    foreign.otter_folder(tmp_path / "dist" / "autograder" / "x")
    foreign.write_notebook(tmp_path / "dist" / "student" / "lab.ipynb", foreign.cell("code", "def double(x):\n    ..."))
    made = convert(tmp_path / "dist", tmp_path / "hw5")
    assert "    ..." in (made.directory / "handout" / "hw5.py").read_text(encoding="utf-8")
    assert "return 2 * x" in (made.directory / "reference.py").read_text(encoding="utf-8")
    assert "serves as reference and as handout" not in notes(made)


def test_a_master_notebook_becomes_an_assignment_that_grades(tmp_path: Path, session: Session) -> None:
    """The solution goes to the reference alone, an output becomes an assertion, a manual question a written answer."""
    made = convert(foreign.otter_master(tmp_path / "master.ipynb"), tmp_path / "hw5")
    assert graded(session, made, foreign.SOLUTION) == {"q1-1": 1, "q1-2": 2, "answer": 0}
    assert graded(session, made, WRONG) == {"q1-1": 0, "q1-2": 0, "answer": 0}
    exercises = {each.id: each for each in load_assignment(str(made.directory), search=[]).exercises}
    assert exercises["why"].written is not None
    assert (exercises["why"].written.heading, exercises["why"].points) == ("Question 2: why?", 5)
    handout = (made.directory / "handout" / "hw5.py").read_text(encoding="utf-8")
    assert "    raise NotImplementedError" in handout
    assert "TOP = ..." in handout
    assert "secret" not in handout
    assert "return 2 * x" not in handout
    assert "TOP = 7" in (made.directory / "reference.py").read_text(encoding="utf-8")
    assert "cell 1: the assignment's options are left out: init_cell, seed" in notes(made)


def test_an_nbgrader_notebook_becomes_an_assignment_that_grades(tmp_path: Path, session: Session) -> None:
    """Tests belong to the solution cell above them; hidden ones lose their marks; a manual cell is a written answer."""
    made = convert(foreign.nbgrader_notebook(tmp_path / "nb.ipynb"), tmp_path / "hw5")
    assert (made.source, made.points) == ("nbgrader", 7)
    assert graded(session, made, foreign.SOLUTION) == {"double-test": 1, "double-hidden": 2, "answer": 0}
    assert graded(session, made, WRONG) == {"double-test": 0, "double-hidden": 0, "answer": 0}
    titles = [each.title for each in load_assignment(str(made.directory), search=[]).exercises]
    assert titles == ["Part 1: twice", "Part 2: a word"]
    handout = (made.directory / "handout" / "hw5.py").read_text(encoding="utf-8")
    assert "raise NotImplementedError" in handout
    assert "SOLUTION" not in handout
    assert "assert" not in handout
    assert 'why_answer = """' in handout


def test_unittest_classes_become_an_assignment_that_grades(tmp_path: Path, session: Session) -> None:
    """SetUp stands in every check, assertions are plain; what cannot be judged waits, and earns nothing meanwhile."""
    made = convert(foreign.gradescope_folder(tmp_path / "autograder"), tmp_path / "hw5")
    assert (made.source, made.exercises, made.checks, made.points) == ("gradescope-utils", 2, 5, 11)
    earned = grade(session, made.directory, foreign.SOLUTION)
    assert scores(earned) == {"number": 2, "tensor": 3, "partly": 0, "total": 1, "refuses": 0}
    assert {name for name, fields in earned.items() if fields["status"] == "error"} == {"partly", "refuses"}
    assert earned["number"]["title"] == "1.1 double of a number"
    wrong = grade(session, made.directory, WRONG)
    assert scores(wrong) == {"number": 0, "tensor": 0, "partly": 0, "total": 1, "refuses": 0}
    text = notes(made)
    assert "TestDouble.test_partly: @partial_credit: a check earns all of its points or none" in text
    assert "TestTotal.test_refuses: with self.assertRaises(...): what the student's code raises arrives as" in text
    assert "its visibility was 'visible'" in text
    assert "handout/: nothing to hand out was found: write handout/hw5.py" in text


def test_the_page_lists_what_the_terminal_does(tmp_path: Path) -> None:
    """CONVERSION.md has every note, and the exercises with their points."""
    foreign.gradescope_folder(tmp_path / "autograder")
    target = tmp_path / "hw5"
    result = CliRunner().invoke(grader, ["convert", str(tmp_path / "autograder"), "--to", str(target)])
    assert result.exit_code == 0, result.output
    assert "from gradescope-utils: 2 exercises, 5 checks, 11 points." in result.output
    page = (target / "CONVERSION.md").read_text(encoding="utf-8")
    listed = [line[2:] for line in page.splitlines() if line.startswith("- test_all.py")]
    assert len(listed) == 3
    assert [line for line in listed if line not in result.output] == []
    assert "| `double` | 9 | 3 |" in page
    assert f"grader validate {target}" in result.output


def test_nothing_that_is_read_is_run(tmp_path: Path) -> None:
    """A test that is no constant is left out with the reason, and code anywhere stays text."""
    evil = f'open("{tmp_path / "ran"}", "w")'
    foreign.otter_folder(
        tmp_path / "lab",
        q1=f"{evil}\ntest = {{'name': 'q1', 'points': {evil}, 'suites': []}}\n",
        q2=foreign.OK_TEST.replace("double(3)", f"{evil}"),
    )
    made = convert(tmp_path / "lab", tmp_path / "hw5")
    assert "tests/q1.py: left out: its `test` is not made of constants alone, and nothing here is evaluated" in notes(
        made
    )
    foreign.gradescope_folder(tmp_path / "autograder")
    (tmp_path / "autograder" / "tests" / "test_all.py").write_text(f"{foreign.UNITTESTS}\n{evil}\n", encoding="utf-8")
    convert(tmp_path / "autograder", tmp_path / "hw6")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("test = 3\n", "expected `test` to be a dictionary"),
        ("test = {\n", "q1.py: left out: it cannot be read, or is no valid Python"),
        ("test = {'suites': [{'type': 'sqlite', 'cases': []}]}\n", "a suite of the type 'sqlite' is left out"),
        ("test = {'suites': [{'cases': [{'code': '>>> 1', 'locked': True}]}]}\n", "left out: it is locked"),
        ("test = {'suites': 7}\n", "no test case of it could be carried over"),
    ],
)
def test_a_test_file_that_cannot_be_read_is_told(tmp_path: Path, text: str, reason: str) -> None:
    """With the reason, while the others are carried over."""
    foreign.otter_folder(tmp_path / "lab", q1=text, q2=foreign.TEST_CASES)
    made = convert(tmp_path / "lab", tmp_path / "hw5")
    assert made.exercises == 1
    assert reason in notes(made)


def test_where_nothing_can_be_converted_the_error_says_what_was_looked_for(tmp_path: Path) -> None:
    """No folder, no tests, tests of which none is left, and a notebook that is none."""
    with pytest.raises(UsageError, match="There is no file or folder"):
        convert(tmp_path / "absent", tmp_path / "hw5")
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "code.py").write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"looks like tests that can be converted\. Looked in 1 files for: Otter's"):
        convert(tmp_path / "lab", tmp_path / "hw5")
    foreign.otter_folder(tmp_path / "empty", q1="test = {'suites': []}\n")
    with pytest.raises(
        UsageError, match=r"(?s)No test in .* could be carried over \(Otter\).*tests/q1.py: no test case"
    ):
        convert(tmp_path / "empty", tmp_path / "hw5")
    (tmp_path / "x.ipynb").write_text("[]", encoding="utf-8")
    with pytest.raises(UsageError, match=r"x.ipynb: expected a Jupyter notebook of format 4"):
        convert(tmp_path / "x.ipynb", tmp_path / "hw5")
    assert not (tmp_path / "hw5").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """And the folder's name must be one for an assignment."""
    (tmp_path / "hw5").mkdir()
    with pytest.raises(
        UsageError, match=r"hw5 is there already, and nothing is overwritten\. Name a new folder with --to"
    ):
        convert(foreign.otter_folder(tmp_path / "lab"), tmp_path / "hw5")
    with pytest.raises(UsageError, match=r"'h w' cannot be one: expected letters, digits, hyphens and underscores"):
        convert(tmp_path / "lab", tmp_path / "h w")


def test_without_a_solution_the_reference_is_a_stub(tmp_path: Path) -> None:
    """It loads, names what is to be written, and the list says so."""
    foreign.gradescope_folder(tmp_path / "autograder")
    (tmp_path / "autograder" / "solution" / "homework.py").unlink()
    made = convert(tmp_path / "autograder", tmp_path / "hw5")
    reference = (made.directory / "reference.py").read_text(encoding="utf-8")
    assert 'raise NotImplementedError("write the reference solution of double")' in reference
    assert "reference.py: no solution was found of TOP, double, total" in notes(made)
    assert load_assignment(str(made.directory), search=[]).points == 11


def test_a_test_without_an_assertion_earns_nobody_anything(tmp_path: Path) -> None:
    """A notebook that was saved without outputs has lost what its tests expected."""
    cells = json.loads(foreign.otter_master(tmp_path / "master.ipynb").read_text(encoding="utf-8"))
    for cell in cells["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
    (tmp_path / "master.ipynb").write_text(json.dumps(cells), encoding="utf-8")
    made = convert(tmp_path / "master.ipynb", tmp_path / "hw5")
    assert "raise NotImplementedError('carry over a test without an assertion')" in checks_of(made)
    assert "the notebook holds no output of it (run it, save it, convert again)" in notes(made)


@pytest.mark.parametrize(
    ("text", "body", "lost"),
    [
        (">>> f(3)\n4", "assert f(3) == 4", ""),
        (">>> f(3) == 4\nTrue", "assert f(3) == 4", ""),
        (">>> g()\nTrue", "assert g() == True", ""),
        (">>> print(f(3))\n4", "assert str(f(3)) == '4'", ""),
        (">>> x = 3\n>>> f(x)\n(1, 'a')", "x = 3\nassert f(x) == (1, 'a')", ""),
        (">>> f(3)\ntensor([4])", "assert repr(f(3)) == 'tensor([4])'", "is compared with the text `tensor([4])`"),
        (
            ">>> for i in range(2):\n...     print(i)\n0\n1",
            "for i in range(2):\n    print(i)\nraise NotImplementedError('carry over a printed output')",
            "printed `0...`, which is not compared",
        ),
        (
            ">>> f(  # doctest: +SKIP\n",
            "raise NotImplementedError('carry over an example that is no Python')",
            "no Python",
        ),
        (">>> f(3)  # doctest: +SKIP\n4", "assert f(3) == 4", "doctest options"),
        (">>>f(3)\n4", "raise NotImplementedError('carry over a doctest')", "no doctest that can be read"),
    ],
)
def test_a_doctest_becomes_assertions(text: str, body: str, lost: str) -> None:
    """By what it expects; what cannot be an assertion is told, and never passes by itself."""
    made = from_doctest(text)
    assert "\n".join(ast.unparse(node) for node in made.body) == body
    assert lost in "".join(made.lost)
    assert bool(lost) == bool(made.lost)


@pytest.mark.parametrize(
    ("call", "statement"),
    [
        ("self.assertEqual(a, b)", "assert a == b"),
        ("self.assertEqual(a, b, 'why')", "assert a == b, 'why'"),
        ("self.assertNotIn(a, b, msg='why')", "assert a not in b, 'why'"),
        ("self.assertFalse(a)", "assert not a"),
        ("self.assertIsNone(a)", "assert a is None"),
        ("self.assertAlmostEqual(a, b)", "assert round(abs(a - b), 7) == 0"),
        ("self.assertAlmostEqual(a, b, 3, 'why')", "assert round(abs(a - b), 3) == 0, 'why'"),
        ("self.assertAlmostEqual(a, b, delta=0.1)", "assert abs(a - b) <= 0.1"),
        ("self.fail('why')", "assert False, 'why'"),
        ("self.assertEqual(*both)", None),
        ("self.assertRegex(a, b)", None),
    ],
)
def test_an_assertion_of_unittest_is_a_plain_one(call: str, statement: str | None) -> None:
    """Those that are known; others are told."""
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    made = plain_assertion(node)
    assert (None if made is None else ast.unparse(ast.fix_missing_locations(made))) == statement


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("assert f(x) == 3", "assert submission.f(submission.x) == 3"),
        ("x = 2\nassert f(x) == 3", "x = 2\nassert submission.f(x) == 3"),
        ("assert abs(x) < 3", "assert abs(submission.x.value()) < 3"),
        ("assert model.fc.bias.shape[0] == 3", "assert submission.model.fc.bias.shape.value()[0] == 3"),
        ("assert model(x).sum() > 0", "assert submission.model(submission.x).sum() > 0"),
        ("assert np.allclose(w, 0)", "assert np.allclose(submission.w.value(), 0)"),
        ("assert [f(i) for i in range(3)]", "assert [submission.f(i) for i in range(3)]"),
        ("assert hw.f(hw.x) == g(1)", "assert submission.f(submission.x) == submission.h(1)"),
    ],
)
def test_names_of_the_students_are_asked_of_the_submission(source: str, body: str) -> None:
    """Functions are called there, values are fetched; a test's own names, builtins and libraries stay."""
    made = rewrite(ast.parse(source).body, {}, modules=frozenset({"hw"}), aliases={"g": "h"})
    assert made.body == body


def test_what_looks_at_objects_is_doubtful() -> None:
    """A student's object stays in its process."""
    assert "isinstance(...) looks at an object" in rewrite(ast.parse("assert isinstance(m, list)").body, {}).doubts[0]
    assert rewrite(ast.parse("assert isinstance([1], list)").body, {}).doubts == ()


@pytest.mark.parametrize(
    ("total", "own", "shares"),
    [
        (4.0, [None, 3.0], [1, 3]),
        (None, [None, None], [0.5, 0.5]),
        (None, [None, 2.0], [0, 2]),
        (1.0, [None, 2.0], [0, 2]),
        (3.0, [None, None, None], [1, 1, 1]),
    ],
)
def test_points_are_shared_as_otter_shares_them(
    total: float | None, own: list[float | None], shares: list[float]
) -> None:
    """Cases without their own share what is left."""
    assert share_points(total, own) == shares
