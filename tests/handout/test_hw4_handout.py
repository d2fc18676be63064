"""What hw4's students get: complete, true, and worth nothing until something is solved."""

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

from grader.assignment.manifest import decode_manifest
from grader.handout import notebook_text
from grader.inside.written import find_answer
from grader.model import Cell, CellKind, WrittenAnswer

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "assignments" / "hw4"
SCRIPT = (FOLDER / "handout" / "hw4.py").read_text(encoding="utf-8")
NOTEBOOK = (FOLDER / "handout" / "hw4.ipynb").read_text(encoding="utf-8")

#: Numbers that the handout tells students to expect, as their program prints them.
EXPECTED_NUMBERS = [
    *("0.1776, 0.6114, 0.3239, 0.4157, 0.9174", "-1.1258, -1.1524, -0.2506", "0.5900, 0.6397", "10.3925"),
    *("0.0024,  0.1060, -0.3577,  0.0399", "-0.1472, -0.1702,  0.3098, -0.1245", "1.0258,  0.2250", "1.9934, 0.4087"),
    *("10.3353", "5., 7., 9.", "10., 14., 18."),
]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """One thread, because several wait for each other on a busy machine; and the generator as it was before."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.random.fork_rng(devices=[]):
        yield
    torch.set_num_threads(threads)


def code_cells() -> list[Any]:
    """The script's cells that hold code."""
    return [cell for cell in jupytext.reads(SCRIPT, fmt="py:percent").cells if cell.cell_type == "code"]


def run(sources: list[str]) -> tuple[dict[str, Any], list[Exception]]:
    """The names after running the sources one after the other, and what the failing ones raised."""
    names: dict[str, Any] = {"__name__": "handout"}
    failures: list[Exception] = []
    for source in sources:
        try:
            exec(compile(source, "handout", "exec"), names)  # noqa: S102 - our own handout
        except Exception as error:  # noqa: BLE001 - an unsolved cell may fail as it likes
            failures.append(error)
    return names, failures


def solved() -> list[str]:
    """The code cells with the reference in the place of whatever is not solved."""
    reference = (ROOT / "reference" / "hw4.py").read_text(encoding="utf-8")
    training = "torch.manual_seed(0)\nmodel = ToyModel()\ntrain(model, X, Y)"
    sources = [cell.source for cell in code_cells()]
    unsolved = [index for index, source in enumerate(sources) if "raise NotImplementedError" in source]
    *functions, last = unsolved
    for index in functions:
        sources[index] = reference
    sources[last] = training
    return sources


def answer(names: dict[str, Any]) -> str:
    """What the script's answer cell holds."""
    text = names["learning_rate_answer"]
    assert isinstance(text, str)
    return text.strip()


def test_the_notebook_is_the_script() -> None:
    """One source: after a change of the script the notebook is made anew."""
    assert notebook_text(SCRIPT) == NOTEBOOK, "make hw4.ipynb anew from hw4.py with grader.handout.notebook_text"


def test_the_notebook_is_valid_and_was_not_run() -> None:
    """Version 4.5 of the format, with no outputs and no counts."""
    notebook = json.loads(NOTEBOOK)
    nbformat.validate(notebook)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(code) == len(code_cells()) - 1
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_the_given_cells_are_what_the_grader_gives() -> None:
    """Statement for statement: a student without them has the same names with the same values."""
    given = "\n".join(cell.source for cell in code_cells() if "given" in cell.metadata.get("tags", []))
    assert ast.dump(ast.parse(given)) == ast.dump(ast.parse((FOLDER / "given.py").read_text(encoding="utf-8")))


def test_the_given_names_are_the_contracts() -> None:
    """All of them and nothing else."""
    names, failures = run([(FOLDER / "given.py").read_text(encoding="utf-8")])
    assert failures == []
    given = {name for name in names if not name.startswith("__")}
    assert given == {"torch", "nn", "F", "mse_loss", "generate_data", "X", "Y", "W1", "B1", "W2", "B2"}


def test_the_unchanged_starter_defines_nothing_that_earns_points() -> None:
    """Its functions and its class refuse, there is no model, and the answer is the placeholder."""
    names, failures = run([cell.source for cell in code_cells()])
    assert failures
    assert "model" not in names
    for call in (lambda: names["forward"](names["X"]), lambda: names["backprop"](names["X"]), names["ToyModel"]):
        with pytest.raises(NotImplementedError, match=r"^Exercise [124]: "):
            call()
    assert answer(names) == "Replace this line with your answer."


def test_the_manifest_knows_where_the_answer_stands() -> None:
    """The heading is one heading's text, and the markdown cell after it holds the placeholder."""
    manifest = decode_manifest((FOLDER / "assignment.toml").read_text(encoding="utf-8"), [])
    assert manifest is not None
    (written,) = [exercise.written for exercise in manifest.exercises if exercise.written]
    kinds = [cell["cell_type"] for cell in json.loads(NOTEBOOK)["cells"]]
    sources = ["".join(cell["source"]) for cell in json.loads(NOTEBOOK)["cells"]]
    headings = [
        re.findall(r"^#+ .*", source, re.MULTILINE) if kind == "markdown" else []
        for kind, source in zip(kinds, sources, strict=True)
    ]
    (index,) = [index for index, lines in enumerate(headings) if any(written.heading in line for line in lines)]
    assert kinds[index + 1] == "markdown"
    assert sources[index + 1] == written.placeholder
    assert written.name in SCRIPT


@pytest.mark.parametrize(
    ("notebook", "variable", "expected"),
    [
        (NOTEBOOK, None, None),
        (NOTEBOOK.replace("Replace this line with your answer.", "Yes, it could."), None, "Yes, it could."),
        (notebook_text(SCRIPT.replace('["answer"]', "[]")), "\nReplace this line with your answer.\n", None),
        (notebook_text(SCRIPT.replace('["answer"]', "[]")), "\nYes, it could.\n", "Yes, it could."),
    ],
    ids=["notebook unchanged", "notebook answered", "script unchanged", "script answered"],
)
def test_only_what_a_student_wrote_is_an_answer(notebook: str, variable: str | None, expected: str | None) -> None:
    """In the notebook's answer cell or in the script's string; the instructions are none, nor is the placeholder."""
    written = WrittenAnswer(
        heading="Exercise 3", name="learning_rate_answer", placeholder="Replace this line with your answer."
    )
    cells = [
        Cell(kind=CellKind(cell["cell_type"]), source="".join(cell["source"]), label=cell["id"])
        for cell in json.loads(notebook)["cells"]
    ]
    assert find_answer(cells, written, variable) == expected


def test_the_handout_names_every_exercise_with_its_points() -> None:
    """In a heading each, and in the order of the manifest."""
    manifest = decode_manifest((FOLDER / "assignment.toml").read_text(encoding="utf-8"), [])
    assert manifest is not None
    headings = re.findall(r"^# ## Exercise (\d) \((\d+) points\): .+", SCRIPT, re.MULTILINE)
    expected = [(str(number), f"{exercise.points:g}") for number, exercise in enumerate(manifest.exercises, start=1)]
    assert headings == expected


def test_the_solved_handout_prints_the_numbers_that_it_promises(capsys: pytest.CaptureFixture[str]) -> None:
    """Run from top to bottom with the reference's solutions."""
    names, failures = run(solved())
    assert failures == []
    output = capsys.readouterr().out
    assert [number for number in EXPECTED_NUMBERS if number not in output] == []
    distances = [float(text) for text in re.findall(r"^[WB][12] (\S+)$", output, re.MULTILINE)]
    assert len(distances) == 4
    assert max(distances) < 1e-6
    assert torch.nn.functional.mse_loss(names["model"](names["X"]), names["Y"]).item() < 0.01


def test_the_handout_holds_no_solution() -> None:
    """None of the lines that a student has to find."""
    solution_lines = (
        "sigmoid(h @",
        "2 * (y_hat - Y)",
        "y_hat * (1 - y_hat)",
        "W2.T",
        "W2.t()",
        "nn.Linear(3, 4)",
        "Adam(",
    )
    assert [line for line in solution_lines if line in SCRIPT] == []
