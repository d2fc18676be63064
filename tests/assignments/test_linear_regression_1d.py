"""linear-regression-1d in a real sandbox: right work earns all, the starter nothing, a mistake its own exercise."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

import jupytext
import nbformat
import pytest
import torch

from grader.assignment import load_assignment
from grader.handout import notebook_text
from tests.assignments.grading import ROOT, Grader, cells_of, edited, handout, local_grader, reference

NAME = "linear-regression-1d"
REFERENCE = reference("linear_regression_1d")
SCRIPT = (ROOT / "assignments" / NAME / "handout" / f"{NAME}.py").read_text(encoding="utf-8")

#: A notebook as the course goes, with its plots, one of whose packages nobody has.
NOTEBOOK = [
    "import numpy as np\nfrom dataidea_science.plots import plot_error_surfaces",
    "from another_course.plots import surfaces",
    "import torch\nfrom torch.utils.data import Dataset, DataLoader\ntorch.manual_seed(1)",
    """\
class Data(Dataset):
    def __init__(self):
        self.x = torch.arange(-3, 3, 0.1).view(-1, 1)
        self.f = 1 * self.x - 1
        self.y = self.f + 0.1 * torch.randn(self.x.size())
        self.len = self.x.shape[0]
    def __getitem__(self, index):
        return self.x[index], self.y[index]
    def __len__(self):
        return self.len

dataset = Data()
""",
    """\
from torch import nn, optim

class linear_regression(nn.Module):
    def __init__(self, input_size, output_size):
        super(linear_regression, self).__init__()
        self.linear = nn.Linear(input_size, output_size)
    def forward(self, x):
        yhat = self.linear(x)
        return yhat

criterion = nn.MSELoss()
model = linear_regression(1,1)
optimizer = optim.SGD(model.parameters(), lr = 0.01)
trainloader = DataLoader(dataset = dataset, batch_size = 1)
""",
    """\
model.state_dict()['linear.weight'][0] = -15
model.state_dict()['linear.bias'][0] = -10
get_surface = plot_error_surfaces(15, 13, dataset.x, dataset.y, 30, go = False)
""",
    """\
def train_model_BGD(iter):
    for epoch in range(iter):
        for x,y in trainloader:
            yhat = model(x)
            loss = criterion(yhat, y)
            get_surface.set_para_loss(model, loss.tolist())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        get_surface.plot_ps()

train_model_BGD(10)
""",
    """\
model = linear_regression(1,1)
model.state_dict()['linear.weight'][0] = -15
model.state_dict()['linear.bias'][0] = -10
""",
]
PRACTICE = "optimizer = optim.SGD(model.parameters(), lr = 0.1)\ntrain_model_BGD(10)"

_ADD_UP = "            optimizer.zero_grad()\n"
#: Edits of the reference, the exercises that they cost, and what the student is told.
WRONG = {
    "no noise": ({"self.f + 0.1 * torch.randn(self.x.size())": "self.f.clone()"}, {"data-set"}, "no-noise"),
    "noise of one": ({"0.1 * torch.randn": "torch.randn"}, {"data-set"}, "noise-too-strong"),
    "another line": ({"1 * self.x - 1": "-1 * self.x + 1"}, {"data-set"}, "line-turned-round"),
    "even noise": ({"0.1 * torch.randn": "0.1 * torch.rand"}, {"data-set"}, "noise-all-positive"),
    "noise for each access": (
        {
            "self.f + 0.1 * torch.randn(self.x.size())": "self.f",
            "self.x[index], self.y[index]": "self.x[index], self.y[index] + 0.1 * torch.randn(1)",
        },
        {"data-set", "mini-batch-descent", "larger-rate"},
        "noise-drawn-anew",
    ),
    "no length": (
        {"    def __len__": "    def len"},
        {"data-set", "mini-batch-descent", "larger-rate"},
        "no-length",
    ),
    "other inputs": ({"torch.arange(-3, 3, 0.1)": "torch.arange(-2.9, 3.1, 0.1)[:60]"}, {"data-set"}, None),
    "sizes swapped": (
        {"nn.Linear(input_size, output_size)": "nn.Linear(output_size, input_size)"},
        {"module"},
        "sizes-swapped",
    ),
    "no bias": (
        {"nn.Linear(input_size, output_size)": "nn.Linear(input_size, output_size, bias=False)"},
        {"module", "mini-batch-descent", "larger-rate"},
        "no-bias",
    ),
    "a sigmoid": (
        {"= self.linear(x)": "= torch.sigmoid(self.linear(x))"},
        {"module", "mini-batch-descent", "larger-rate"},
        "activation-added",
    ),
    "gradients that add up in an epoch": (
        {_ADD_UP: "", "        for x, y in batches": "        optimizer.zero_grad()\n        for x, y in batches"},
        {"mini-batch-descent", "larger-rate"},
        "gradients-add-up",
    ),
    "uphill": (
        {"loss = criterion(model(x), y)": "loss = -criterion(model(x), y)"},
        {"mini-batch-descent", "larger-rate"},
        "uphill",
    ),
    "ten epochs whatever is asked": ({"range(epochs)": "range(10)"}, {"mini-batch-descent"}, "epochs-fixed"),
    "gradients that add up": ({_ADD_UP: ""}, {"mini-batch-descent", "larger-rate"}, "gradients-add-up"),
    "one epoch": (
        {"for _ in range(epochs)": "for _ in range(1)"},
        {"mini-batch-descent", "larger-rate"},
        "one-epoch-only",
    ),
    "batches of twenty": (
        {"trainloader = DataLoader(dataset=dataset, batch_size=1)": "trainloader = DataLoader(dataset, batch_size=20)"},
        {"mini-batch-descent", "larger-rate"},
        "batches-of-several",
    ),
    "a start that was forgotten": (
        {"model = put_at_start(linear_regression(1, 1))": "model = linear_regression(1, 1)"},
        {"larger-rate"},
        "begun-elsewhere",
    ),
    "no second training": (
        {'train_model_BGD(10)\n    print(f"with 0.1': 'print(f"with 0.1'},
        {"larger-rate"},
        "never-trained",
    ),
    "the practice with the old rate": ({"lr=0.1)": "lr=0.01)"}, {"larger-rate"}, None),
    "the practice with the old optimizer": (
        {
            "    model = put_at_start(linear_regression(1, 1))\n": "",
            "lr=0.1)\n": "lr=0.1)\n    model = put_at_start(linear_regression(1, 1))\n",
        },
        {"larger-rate"},
        "optimizer-of-the-old-model",
    ),
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


def test_a_notebook_of_the_courses_earns_what_it_solves(grader: Grader) -> None:
    """The practice is not solved: its model stays at the start. The trained one had the name before."""
    graded = grader.grade(NAME, cells_of(*NOTEBOOK))
    assert graded.lost == {"larger-rate": 15}
    assert "`optimizer` had the learning rates: 0.01; expected 0.1 among them" in graded.messages


def test_the_practice_solved_earns_the_rest(grader: Grader) -> None:
    """As the course's own solution does it."""
    assert grader.grade(NAME, cells_of(*NOTEBOOK, PRACTICE)).lost == {}


@pytest.mark.parametrize(("edits", "exercises", "diagnosis"), WRONG.values(), ids=list(WRONG))
def test_a_mistake_costs_its_own_exercise(
    grader: Grader, edits: dict[str, str], exercises: set[str], diagnosis: str | None
) -> None:
    """And those whose training it spoils; and it is recognised."""
    graded = grader.grade(NAME, edited(REFERENCE, edits))
    assert set(graded.lost) == exercises
    if diagnosis is not None:
        assert diagnosis in graded.diagnoses


# What students get.


def test_the_notebook_is_the_script() -> None:
    """One source, valid, not run."""
    text = (ROOT / "assignments" / NAME / "handout" / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert notebook_text(SCRIPT) == text, f"make {NAME}.ipynb anew with grader.handout.notebook_text"
    nbformat.validate(json.loads(text))


def test_the_given_cells_are_given_by_the_grader() -> None:
    """Statement for statement; the grader gives stand-ins for the course's plots besides."""
    cells = [cell for cell in jupytext.reads(SCRIPT, fmt="py:percent").cells if cell.cell_type == "code"]
    given = "\n".join(cell.source for cell in cells if "given" in cell.metadata.get("tags", []))
    known = load_assignment(NAME, search=[ROOT / "assignments"])
    provided = {ast.dump(node) for node in ast.parse(known.given_source).body}
    assert {ast.dump(node) for node in ast.parse(given).body} <= provided


def test_every_exercise_has_its_heading_with_its_points() -> None:
    """In the order of the manifest."""
    known = load_assignment(NAME, search=[ROOT / "assignments"])
    headings = re.findall(r"^# ## Exercise (\d+) \((\d+) points\): .+", SCRIPT, re.MULTILINE)
    assert headings == [(str(n), f"{exercise.points:g}") for n, exercise in enumerate(known.exercises, start=1)]


def test_the_handout_holds_no_solution() -> None:
    """None of the lines that a student has to find."""
    lines = ("torch.arange", "nn.Linear(input_size", "self.linear(x)", ".backward()\n", ".step()\n", "lr=0.1)")
    assert [line for line in lines if line in SCRIPT] == []


def test_the_solved_handout_prints_the_numbers_that_it_promises(capsys: pytest.CaptureFixture[str]) -> None:
    """With the course's notebook in the place of whatever is not solved; and none of its cells fails."""
    solutions = {
        "class Data": NOTEBOOK[3],
        "class linear_regression": NOTEBOOK[4].partition("criterion =")[0],
        "def train_model_BGD": re.sub(r" +get_surface\..*\n", "", NOTEBOOK[6]).replace("train_model_BGD(10)", ""),
        "raise": f"{NOTEBOOK[7]}{PRACTICE}",
    }
    names: dict[str, object] = {"__name__": "handout"}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.random.fork_rng(devices=[]):
        for cell in jupytext.reads(SCRIPT, fmt="py:percent").cells:
            if cell.cell_type != "code":
                continue
            source = cell.source
            if "NotImplementedError" in source:
                source = next(text for start, text in solutions.items() if source.startswith(start))
            # The data set is drawn once, by the cell after the class.
            source = source.replace("\ndataset = Data()\n", "\n") if source.startswith("class") else source
            exec(compile(source, "handout", "exec"), names)  # noqa: S102  our own handout
    torch.set_num_threads(threads)
    output = capsys.readouterr().out
    assert output.startswith("60 ")
    for number in ("0.9932", "-1.0174", "1.0554", "-1.0210"):
        assert number in output
        assert number in SCRIPT
