"""What students of these assignments get: one source, true to what the grader gives, and worth nothing unsolved."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest
import torch

from grader.assignment import Assignment, load_assignment
from grader.handout import notebook_text
from grader.inside.reference import load_reference

ROOT = Path(__file__).parents[2]
SMALL = ("forward-pass", "manual-backprop", "toy-model", "optimization-loop", "mse-and-sgd")
NAMES = ("create-networks", *SMALL)

#: Numbers that a handout tells students to expect, as its solved program prints them.
EXPECTED = {
    "create-networks": ("2.0565", "1.4153", "4.8087", "2.2150", "5.0558", "2.2563"),
    "forward-pass": ("0.5900, 0.6397", "10.3925"),
    "manual-backprop": (
        *("0.0024,  0.1060, -0.3577,  0.0399", "-0.1472, -0.1702,  0.3098, -0.1245"),
        *("1.0258,  0.2250", "1.9934, 0.4087"),
    ),
    "toy-model": ("26",),
    "mse-and-sgd": ("4.8087", "2.2150"),
}
#: name -> edits that solve what stands before the numbers.
CREATE = {"loss = nn.MSELoss()(y_pred, y_obs)": "loss = ((y_pred - y_obs) ** 2).mean()"}
DESCENT = {
    "    optimizer = optim.SGD(model.parameters(), lr=0.01)  # CHANGE: delete this line\n": "",
    "    optimizer.step()  # CHANGE: delete this line\n": "",
    "            ...  # CHANGE: one step of gradient descent": "            p -= lr * p.grad",
}


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """One thread, because several wait for each other on a busy machine; and the generator as it was before."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.random.fork_rng(devices=[]):
        yield
    torch.set_num_threads(threads)


def script(name: str) -> str:
    """The handout's source."""
    return (ROOT / "assignments" / name / "handout" / f"{name}.py").read_text(encoding="utf-8")


def code_cells(name: str) -> list[Any]:
    """Its cells that hold code."""
    return [cell for cell in jupytext.reads(script(name), fmt="py:percent").cells if cell.cell_type == "code"]


def assignment(name: str) -> Assignment:
    """As the grader knows it."""
    return load_assignment(name, search=[ROOT / "assignments"])


def run(name: str, names: dict[str, Any]) -> list[Exception]:
    """Run cell by cell; what failing cells raise."""
    failures: list[Exception] = []
    for cell in code_cells(name):
        source = cell.source
        for old, new in {**CREATE, **DESCENT}.items() if name in ("create-networks", "mse-and-sgd") else ():
            source = source.replace(old, new)
        try:
            if "raise NotImplementedError" not in source:
                exec(compile(source, "handout", "exec"), names)  # noqa: S102 - our own handout
        except Exception as error:  # noqa: BLE001 - an unsolved cell may fail as it likes
            failures.append(error)
    return failures


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_is_the_script(name: str) -> None:
    """One source, valid, not run: after a change of the script the notebook is made anew."""
    text = (ROOT / "assignments" / name / "handout" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert notebook_text(script(name)) == text, f"make {name}.ipynb anew with grader.handout.notebook_text"
    nbformat.validate(json.loads(text))


@pytest.mark.parametrize("name", NAMES)
def test_the_given_cells_are_what_the_grader_gives(name: str) -> None:
    """Statement for statement: a student without them has the same names with the same values."""
    given = "\n".join(cell.source for cell in code_cells(name) if "given" in cell.metadata.get("tags", []))
    provided = [ast.dump(node) for node in ast.parse(assignment(name).given_source).body]
    shown = [ast.dump(node) for node in ast.parse(given).body]
    assert set(shown) <= set(provided)
    if name in ("create-networks", "optimization-loop"):
        assert set(shown) == set(provided)


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_its_heading_with_its_points(name: str) -> None:
    """In the order of the manifest."""
    headings = re.findall(r"^# ## .+ \((\d+) points\): .+", script(name), re.MULTILINE)
    assert headings == [f"{exercise.points:g}" for exercise in assignment(name).exercises]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_solved_handout_prints_the_numbers_that_it_promises(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the reference's functions where something is to be written, and none of its cells fails."""
    known = assignment(name)
    names = dict(vars(load_reference(known.given_path, known.reference_path)))
    failures = run(name, {**names, "__name__": "handout"})
    assert failures == []
    output = capsys.readouterr().out
    assert [number for number in EXPECTED[name] if number not in output] == []
    assert [number for number in EXPECTED[name] if re.sub(r" +", " ", number) not in script(name)] == []


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("create-networks", ("nn.Linear(4, 1)", "(8, 20)", "** 2", "lr * p.grad", "bias[:] = 0")),
        ("forward-pass", ("sigmoid(h @", "relu(x @")),
        ("manual-backprop", ("* (y_hat - Y)", "W2.T", "sum(0)")),
        ("toy-model", ("nn.Linear(3", "Sigmoid()")),
        ("optimization-loop", ("optimizer.step()\n", ".backward()\n")),
        ("mse-and-sgd", ("** 2", "lr * p.grad")),
    ],
)
def test_the_handout_holds_no_solution(name: str, lines: tuple[str, ...]) -> None:
    """None of the lines that a student has to find."""
    unsolved = "\n".join(cell.source for cell in code_cells(name) if "given" not in cell.metadata.get("tags", []))
    assert [line for line in lines if line in unsolved] == []
