"""fundamentals in a real sandbox: right work earns all, the starter nothing, a mistake costs its own exercise."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
from collections.abc import Iterator

import jupytext
import nbformat
import numpy as np
import pytest
import torch

from grader.assignment import load_assignment
from grader.handout import notebook_text
from tests.assignments.grading import ROOT, Grader, cells_of, edited, handout, local_grader, reference

NAME = "fundamentals"
REFERENCE = reference(NAME)
#: Without its trainings, and what that costs.
UNTRAINED = REFERENCE.partition('if __name__ == "__main__":')[0]
TRAININGS = {"perceptron-training", "weight-decay"}
SCRIPT = (ROOT / "assignments" / NAME / "handout" / f"{NAME}.py").read_text(encoding="utf-8")

_TRAIN_LOOP = "    for images, labels in trainloader:\n        pred = network(images)\n"
_TRAIN_END = "        acc_train += find_acc(pred, labels)\n    return"
_VALID_END = "            acc_valid += find_acc(pred, labels)\n    return"
#: Edits of the reference, the exercises that they cost, and what the student is told.
WRONG = {
    "a softmax over the batch": (
        {"F.softmax(self.fc3(x), dim=1)": "F.softmax(self.fc3(x), dim=0)"},
        {"simple-net"},
        "softmax-over-the-batch",
    ),
    "no sigmoid": ({"torch.sigmoid(self.fc1(x_in))": "self.fc1(x_in)"}, {"perceptron"}, "sigmoid-left-out"),
    "probabilities without being asked": (
        {"return F.softmax(output, dim=1) if apply_softmax else output": "return F.softmax(output, dim=1)"},
        {"multilayer-perceptron"},
        "softmax-always",
    ),
    "no ReLU between the two layers": (
        {"self.fc2(F.relu(self.fc1(x_in)))": "self.fc2(self.fc1(x_in))"},
        {"multilayer-perceptron"},
        "no-nonlinearity",
    ),
    "no ReLU after the convolutions": (
        {"F.relu(self.conv1(x))": "self.conv1(x)", "F.relu(self.conv2(x))": "self.conv2(x)"},
        {"network"},
        "no-relu-after-convolutions",
    ),
    "the mean of four": ({"nn.MaxPool2d": "nn.AvgPool2d"}, {"network"}, "mean-pooled"),
    "a fraction": (
        {".float().mean().item() * 100": ".float().mean().item()"},
        {"accuracy"},
        "fraction-for-percent",
    ),
    "returning from the training's loop": (
        {_TRAIN_END: _TRAIN_END.replace("    return", "        return")},
        {"train"},
        "returns-inside-the-loop",
    ),
    "the first batch for ever": (
        {
            _TRAIN_LOOP: "    for _ in range(len(trainloader)):\n        images, labels = next(iter(trainloader))\n"
            "        pred = network(images)\n"
        },
        {"train"},
        "first-batch-for-ever",
    ),
    "gradients that add up": (
        {"        optimizer.zero_grad()\n        loss = criterion": "        loss = criterion"},
        {"train"},
        "gradients-add-up",
    ),
    "training in evaluation mode": ({"    network.train()\n": ""}, {"train"}, "evaluation-mode"),
    "training mode when it is too late": (
        {
            "    network.train()\n": "",
            "    return loss_train / len(trainloader)": "    network.train()\n    return loss_train / len(trainloader)",
        },
        {"train"},
        "evaluation-mode",
    ),
    "the other loader's length": (
        {"acc_train / len(trainloader)": "acc_train / len(testloader)"},
        {"train"},
        "divided-by-the-other-loader",
    ),
    "returning from the validation's loop": (
        {_VALID_END: _VALID_END.replace("    return", "            return")},
        {"validate"},
        "validation-returns-inside-the-loop",
    ),
    "validating in training mode": ({"    network.eval()\n": ""}, {"validate"}, "training-mode"),
    "a graph for the validation": ({"with torch.no_grad():": "if True:"}, {"validate"}, "graph-for-validation"),
    "doubles": ({'.astype("f")': ""}, {"vectorial-dataset"}, "doubles-kept"),
    "sizes swapped": (
        {"nn.Linear(input_dim, output_dim)": "nn.Linear(output_dim, input_dim)"},
        {"linear-model"},
        "sizes-swapped",
    ),
    "a sum for a mean": ({"2 * error / error.numel()": "2 * error"}, {"gradients"}, "summed-over-the-batch"),
}
#: The same for the trainings; the rest is graded elsewhere.
WRONG_TRAININGS = {
    "two epochs": (
        {"for epoch in range(MOST_EPOCHS)": "for epoch in range(2)"},
        "perceptron-training",
        "stopped-early",
    ),
    "no step": (
        {
            "            optimizer.step()\n            losses": "            losses",
            "MOST_EPOCHS = 80": "MOST_EPOCHS = 1",
        },
        "perceptron-training",
        "never-trained",
    ),
    "no weight decay": ({", weight_decay=weight_decay)\n": ")\n"}, "weight-decay", "no-weight-decay"),
    "three epochs": ({"epochs=100": "epochs=3"}, "weight-decay", "too-few-epochs"),
}


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """One sandbox for the whole file."""
    with local_grader() as grader:
        yield grader


def test_the_reference_earns_everything(grader: Grader) -> None:
    """A hundred points, and nobody is told anything."""
    graded = grader.grade(NAME, REFERENCE)
    assert graded.lost == {}
    assert sum(graded.earned.values()) == 100
    assert graded.diagnoses == set()


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_the_starter_earns_nothing(grader: Grader, suffix: str) -> None:
    """As it is handed out."""
    assert sum(grader.grade(NAME, handout(NAME, suffix)).earned.values()) == 0


@pytest.mark.parametrize(("edits", "exercises", "diagnosis"), WRONG.values(), ids=list(WRONG))
def test_a_mistake_costs_its_own_exercise(
    grader: Grader, edits: dict[str, str], exercises: set[str], diagnosis: str
) -> None:
    """And no other but those that need what is wrong; and it is recognised."""
    graded = grader.grade(NAME, edited(UNTRAINED, edits))
    assert set(graded.lost) - TRAININGS == exercises
    assert diagnosis in graded.diagnoses


@pytest.mark.parametrize(("edits", "exercise", "diagnosis"), WRONG_TRAININGS.values(), ids=list(WRONG_TRAININGS))
def test_a_mistake_in_a_training_is_seen_where_it_ends(
    grader: Grader, edits: dict[str, str], exercise: str, diagnosis: str
) -> None:
    """At the parameters, and at what the optimizer did."""
    graded = grader.grade(NAME, edited(REFERENCE, edits), only=exercise)
    assert graded.lost
    assert diagnosis in graded.diagnoses


#: The passes as they go round: after one batch they return, and another loader's length divides.
AS_THEY_GO_ROUND = """
def train(network, epoch, criterion, optimizer, trainloader):
    loss_sum = acc_sum = 0
    network.train()
    for step in range(len(trainloader)):
        images, labels = next(iter(trainloader))
        pred = network(images.to(device))
        optimizer.zero_grad()
        loss = criterion(pred, labels.to(device))
        loss.backward()
        optimizer.step()
        loss_sum += loss.item()
        acc_sum += find_acc(pred, labels)
        return loss_sum / len(trainloader), acc_sum / len(testloader)

def validate(network, epoch, criterion, testloader):
    loss_sum = acc_sum = 0
    network.eval()
    for step in range(len(testloader)):
        images, labels = next(iter(testloader))
        pred = network(images.to(device))
        loss_sum += criterion(pred, labels.to(device)).item()
        acc_sum += find_acc(pred, labels)
        return loss_sum / len(trainloader), acc_sum / len(testloader)
"""


def test_the_passes_as_they_go_round_earn_one_step(grader: Grader) -> None:
    """With a single batch they train as they should; everything else is told."""
    graded = grader.grade(NAME, cells_of("import torchvision", UNTRAINED, AS_THEY_GO_ROUND))
    assert {name: lost for name, lost in graded.lost.items() if name not in TRAININGS} == {"train": 10, "validate": 8}
    assert graded.diagnoses == {"returns-inside-the-loop", "validation-returns-inside-the-loop"}


# What students get.


def solved() -> list[str]:
    """The handout's code cells with every exercise solved by the reference's definitions."""
    tree = ast.parse(UNTRAINED)
    known: dict[str, str] = {
        node.name: ast.unparse(node) for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))
    }
    loop = known["train_perceptron"].replace("Callable[[int], tuple[Tensor, Tensor]]", "object")
    clouds = f"{loop}\nperceptron = Perceptron(2)\nlosses = train_perceptron(perceptron, get_toy_data)\n"
    line = "train_hist = {'loss': train_line(model, train_loader, epochs=100, lr=0.1, weight_decay=5e-4)}"
    trainings = iter(
        [f"MOST_EPOCHS = 80\n{clouds}epoch = len(losses) // 5", f"{known['train_line']}\n{line}"],
    )
    cells = ["from __future__ import annotations\nfrom torch import Tensor"]
    for cell in jupytext.reads(SCRIPT, fmt="py:percent").cells:
        if cell.cell_type != "code":
            continue
        source = cell.source
        if "NotImplementedError" in source:
            match = re.match(r"(?:class|def) (\w+)", source)
            source = known[match[1]] if match else next(trainings)
        cells.append(source)
    return cells


@pytest.fixture(scope="module")
def printed() -> str:
    """What the solved handout prints from top to bottom."""
    names: dict[str, object] = {"__name__": "handout"}
    threads, state = torch.get_num_threads(), np.random.get_state()  # noqa: NPY002  the handout draws from this one
    torch.set_num_threads(1)
    output = io.StringIO()
    with torch.random.fork_rng(devices=[]), contextlib.redirect_stdout(output):
        exec(compile("\n\n".join(solved()), "handout", "exec"), names)  # noqa: S102  our own handout
    torch.set_num_threads(threads)
    np.random.set_state(state)  # noqa: NPY002
    return output.getvalue()


@pytest.mark.parametrize(
    "number",
    ["12 0.2664", "-0.2456,  0.0723,  0.1589, -0.3294", "0.2087, 0.2868, 0.3127, 0.1919", "32998", "100.0", "0.8270"],
)
def test_the_solved_handout_prints_the_numbers_that_it_promises(printed: str, number: str) -> None:
    """From top to bottom, as a student who did everything sees them; and none of its cells fails."""
    assert number in (printed if number != "0.8270" else printed.replace("0.82701", "0.8270 "))
    assert all(part in SCRIPT for part in re.findall(r"-?[\d.]+", number))


def test_the_solved_handout_earns_everything(grader: Grader) -> None:
    """As a notebook, with its own cells around what is asked for."""
    assert grader.grade(NAME, cells_of(*solved())).lost == {}


def test_the_notebook_is_the_script() -> None:
    """One source, valid, not run."""
    text = (ROOT / "assignments" / NAME / "handout" / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert notebook_text(SCRIPT) == text, f"make {NAME}.ipynb anew with grader.handout.notebook_text"
    nbformat.validate(json.loads(text))


def test_the_given_cells_are_given_by_the_grader() -> None:
    """Statement for statement."""
    cells = [cell for cell in jupytext.reads(SCRIPT, fmt="py:percent").cells if cell.cell_type == "code"]
    given = "\n".join(cell.source for cell in cells if "given" in cell.metadata.get("tags", []))
    provided = load_assignment(NAME, search=[ROOT / "assignments"]).given_source
    assert [ast.dump(node) for node in ast.parse(given).body] == [ast.dump(node) for node in ast.parse(provided).body]


def test_every_exercise_has_its_heading_with_its_points() -> None:
    """In the order of the manifest."""
    known = load_assignment(NAME, search=[ROOT / "assignments"])
    headings = re.findall(r"^# ## Exercise (\d+) \((\d+) points\): (.+)", SCRIPT, re.MULTILINE)
    assert headings == [
        (str(n), f"{exercise.points:g}", exercise.title.partition(": ")[2])
        for n, exercise in enumerate(known.exercises, start=1)
    ]


def test_the_handout_holds_no_solution() -> None:
    """None of the lines that a student has to find, outside the cells that only use them."""
    lines = ("nn.Linear(", "nn.Conv2d", "F.softmax", "torch.sigmoid", "zero_grad", ".step()", ".eval()", "argmax")
    assert [line for line in lines if line in SCRIPT] == []
