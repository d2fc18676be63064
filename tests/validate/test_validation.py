"""A validation of a small assignment: everything is well, and then one thing after the other is not."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.assignment import load_assignment
from grader.cli import grader
from grader.sandbox import local
from grader.sandbox.session import Session
from grader.validate import Validation, validate
from grader.validate.printed import document_of, render

MANIFEST = """\
title = "Doubling"

[[exercises]]
id = "double"
title = "Twice"
points = 2
requires = { double = "function" }

[[exercises]]
id = "plus"
title = "One more"
points = 1
requires = { plus = "function" }
"""
CHECKS = '''\
import pytest
import torch
from grader.checks import Catalogue, Evidence, assert_matches, explain
from misconceptions import MISCONCEPTIONS, values


@pytest.mark.exercise("double")
@pytest.mark.points(2)
def test_values(submission, reference, generator):
    """double(x) is twice x."""
    x = torch.randn(5, generator=generator)
    actual, expected = submission.double(x), reference.double(x)
    evidence = [Evidence(case=x, actual={"y": actual}, expected={"y": expected})]
    catalogue = Catalogue(values, [m for m in MISCONCEPTIONS if m.exercise == "double"])
    assert_matches(actual, expected, "double(x)", explain=lambda _: explain(catalogue, evidence, "y"))


@pytest.mark.exercise("plus")
@pytest.mark.points(1)
def test_one_more(submission, reference, generator):
    """plus(x) is one more than x."""
    x = torch.randn(3, generator=generator)
    assert_matches(submission.plus(x), reference.plus(x), "plus(x)")
'''
MISCONCEPTIONS = """\
import torch
from grader.checks import Misconception, Rewriting


def values(x, way):
    return {"y": way.get("times", 2.0) * x.double()}


MISCONCEPTIONS = (
    Misconception(id="thrice", exercise="double", message="It is three times x.", ways=({"times": 3.0},),
                  edits={"return 2 * x": "return 3 * x"}),
)
REWRITINGS = (Rewriting(id="sum", edits={"return 2 * x": "return x + x"}),)


def probe(name):
    def is_right(submission, reference, generator):
        x = torch.randn(50, generator=generator) * 3
        return bool((getattr(submission, name)(x) == getattr(reference, name)(x)).all())
    return is_right


PROBES = {"double": probe("double"), "plus": probe("plus")}
"""
FILES = {
    "assignment.toml": MANIFEST,
    "checks/test_double.py": CHECKS,
    "misconceptions.py": MISCONCEPTIONS,
    "reference.py": "def double(x):\n    return 2 * x\n\n\ndef plus(x):\n    return x + 1\n",
    "handout/double.py": "def double(x):\n    raise NotImplementedError\n",
}

Validated = Callable[..., Validation]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """One sandbox for all: assignments of other contents are others to it."""
    with local.start() as session:
        yield session


@pytest.fixture
def validated(session: Session, tmp_path: Path) -> Callable[..., Validation]:
    """What is found of the assignment with some texts of its files replaced: file -> old -> new."""

    def validated(**changed: Mapping[str, str]) -> Validation:
        write(tmp_path, changed)
        assignment = load_assignment(str(tmp_path / "doubling"), search=())
        return validate(assignment, lambda: contextlib.nullcontext(session), jobs=2)

    return validated


def write(folder: Path, changed: Mapping[str, Mapping[str, str]]) -> None:
    for name, text in FILES.items():
        path = folder / "doubling" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for old, new in changed.get(path.stem, {}).items():
            assert old in text
            text = text.replace(old, new)  # noqa: PLW2901  the file's text, changed
        path.write_text(text, encoding="utf-8")


def figures_of(validation: Validation, section: str) -> Mapping[str, float]:
    return next(each for each in validation.sections if each.id == section).figures


def problems(validation: Validation, section: str) -> str:
    return "\n".join(next(each for each in validation.sections if each.id == section).problems)


def test_a_good_assignment_is_valid(validated: Validated) -> None:
    """Every claim holds, and the mutation score is there to read."""
    validation = validated()
    assert [(section.id, section.problems) for section in validation.sections if not section.holds] == []
    figures = figures_of(validation, "mutants")
    assert figures["score"] == 1.0
    assert figures["caught"] >= 4
    text = render(validation)
    assert "The assignment is valid." in text
    assert document_of(validation)["valid"] is True


def test_a_mutant_that_is_still_right_is_recognised_by_its_probe(validated: Validated) -> None:
    """Whether an assignment lies in the project or, as here, elsewhere."""
    figures = figures_of(validated(reference={"return x + 1": "return x * 1 + 1"}), "mutants")
    assert (figures["equivalent"], figures["survivors"]) == (1, 0)


def test_without_a_probe_nobody_can_tell_that_a_mutant_is_still_right(validated: Validated) -> None:
    """It survives, and is listed."""
    unprobed = {', "plus": probe("plus")': ""}
    validation = validated(reference={"return x + 1": "return x * 1 + 1"}, misconceptions=unprobed)
    figures = figures_of(validation, "mutants")
    assert (figures["equivalent"], figures["survivors"]) == (0, 1)
    assert "survives: plus: line 6: * becomes / in `x * 1`" in render(validation)


def test_an_assignment_without_probes_is_validated(validated: Validated) -> None:
    """They are a help, no duty."""
    validation = validated(misconceptions={'PROBES = {"double": probe("double"), "plus": probe("plus")}': ""})
    assert figures_of(validation, "mutants")["score"] == 1.0


def test_trial_edits_that_break_the_reference_are_found(validated: Validated) -> None:
    """Its mutants would all lose points, for another reason."""
    edits = {"MISCONCEPTIONS = (": 'TRIAL_EDITS = {"return x + 1": "return x + 3"}\nMISCONCEPTIONS = ('}
    said = problems(validated(misconceptions=edits), "mutants")
    assert said == "plus: the reference itself loses points with TRIAL_EDITS, so that its mutants say nothing"


def test_exercises_that_share_a_name_are_each_examined(validated: Validated) -> None:
    """A mutant is handed in for the exercise that misses what was changed, whichever asks for the name."""
    shared = {"requires = { double": 'requires = { plus = "function", double'}
    validation = validated(assignment=shared, reference={"return x + 1": "return x + 1 * 1"})
    assert "plus: line 6: * becomes / in `1 * 1`" not in problems(validation, "mutants")
    figures = figures_of(validation, "mutants")
    assert (figures["score"], figures["equivalent"]) == (1.0, 1)


def test_checks_that_look_at_too_little_let_mutants_live(validated: Validated) -> None:
    """Those are listed; and the misconception loses nothing."""
    weak = {"x = torch.randn(5, generator=generator)": "x = torch.zeros(5)"}
    validation = validated(test_double=weak)
    assert not validation.holds
    assert "loses nothing in its own exercise" in problems(validation, "misconceptions")
    assert "are caught, expected at least 95%" in problems(validation, "mutants")
    assert "double: line 2: 2 becomes 3 in `2 * x`" in problems(validation, "mutants")


def test_a_wrong_diagnosis_is_found(validated: Validated) -> None:
    """A catalogue that explains something else than what was handed in."""
    validation = validated(misconceptions={'{"times": 3.0}': '{"times": 4.0}'})
    assert problems(validation, "misconceptions").startswith("double/thrice: is not diagnosed")


def test_a_mistake_that_costs_another_exercise_is_found(validated: Validated) -> None:
    """Unless it is said to do so by nature."""
    shared = {"return x + 1": "return x + double(x) / (2 * x)"}
    assert "double/thrice: loses points in plus as well" in problems(validated(reference=shared), "misconceptions")
    costs = {'message="It is three times x."': 'message="It is three times x.", costs=("plus",)'}
    assert problems(validated(reference=shared, misconceptions=costs), "misconceptions") == ""


def test_a_starter_that_earns_points_is_found(validated: Validated) -> None:
    """What is handed out is graded."""
    validation = validated(double={"raise NotImplementedError": "return 2 * x"})
    assert problems(validation, "starter") == "double.py: the check double/values gives 2 points"


def test_a_hidden_line_in_the_handout_is_found(validated: Validated) -> None:
    """In a comment too, where grading the starter would not find it."""
    line = 'catalogue = Catalogue(values, [m for m in MISCONCEPTIONS if m.exercise == "double"])'
    validation = validated(double={"raise NotImplementedError": f"raise NotImplementedError  # later\n    # {line}"})
    assert f"double.py holds a hidden line: {line}" in problems(validation, "leaks")


def test_a_right_solution_that_loses_points_is_found(validated: Validated) -> None:
    """A check that wants more than the exercise."""
    strict = {"return x + x": "return (x + x).double()"}
    validation = validated(
        misconceptions=strict,
        test_double={
            "actual, expected = submission": (
                "assert submission.double(x).dtype is x.dtype\n    actual, expected = submission"
            )
        },
    )
    assert problems(validation, "rewritings").startswith("sum: the check values says")


def test_feedback_for_a_check_that_does_not_exist_is_found(validated: Validated) -> None:
    """With the near name. Only the checks themselves know what they are called."""
    table = '[exercises.feedback.checks.value]\nmessage = "never"\n\n[[exercises]]\nid = "plus"'
    validation = validated(assignment={'[[exercises]]\nid = "plus"': table})
    said = problems(validation, "feedback")
    assert said.startswith("assignment.toml: exercises.double.feedback.checks.value: there is no such check")
    assert "Did you mean values" in said


def test_the_command_says_valid_with_its_exit_status(tmp_path: Path) -> None:
    """0 where every claim holds, 1 where one does not, 2 where nothing is named."""
    write(tmp_path, {})
    done = CliRunner().invoke(grader, ["validate", str(tmp_path / "doubling"), "--json", str(tmp_path / "found.json")])
    assert done.exit_code == 0, done.output
    assert '"valid": true' in (tmp_path / "found.json").read_text()
    nothing = CliRunner().invoke(grader, ["validate"])
    assert nothing.exit_code == 2
    assert "name an assignment, or say --all" in nothing.output


def test_several_assignments_end_in_one_table(tmp_path: Path) -> None:
    """One that cannot be used does not keep the others waiting; the exit status is that of the worst."""
    write(tmp_path / "a", {})
    write(tmp_path / "b", {"assignment": {"points = 2": "points = 3"}})
    folders = [str(tmp_path / name / "doubling") for name in "ba"]
    done = CliRunner().invoke(grader, ["validate", *folders, "--json", str(tmp_path / "found.json")])
    assert done.exit_code == 1, done.output
    assert "its checks give 2 points together, the manifest says 3" in " ".join(done.output.split())
    summary = done.output.splitlines()[-5:]
    assert "1 of 2 are NOT valid" in summary[-1]
    assert "FAIL" in summary[1]
    assert summary[2].split()[:2] == ["doubling", "ok"]
    assert [each["valid"] for each in json.loads((tmp_path / "found.json").read_text())] == [False, True]


@pytest.mark.parametrize("known", [[], ["hw4"]])
def test_an_unknown_assignment_is_wrong_usage(known: list[str]) -> None:
    """As everywhere; before any other is examined."""
    assert CliRunner().invoke(grader, ["validate", *known, "hw-none"]).exit_code == 2
