"""create-networks in a real sandbox: right work earns all, the starter nothing, a mistake costs its exercise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.assignment import load_assignment
from tests.assignments.grading import ROOT, Grader, cells_of, edited, handout, local_grader, reference

REFERENCE = reference("create_networks")
LOSS = "loss: Tensor = ((y_pred - y_obs) ** 2).mean()\n    loss.backward()\n    optimizer.step()"
DESCENT = "p[:] = p - lr * p.grad"

#: A notebook as students make it from the course's: one name for everything, plots, a summary that nobody installed.
NOTEBOOK = [
    "import matplotlib.pyplot as plt\nimport torch\nimport torch.nn as nn",
    "import torch.optim as optim\nimport torchinfo",
    "model = nn.Linear(3, 2)\nmodel(torch.randn(100, 3)).shape",
    "torchinfo.summary(model)",
    "model = nn.Linear(4, 1)\nmodel(torch.randn(100, 4)).shape",
    "model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))\nmodel",
    "model = nn.Sequential(nn.Linear(8, 20), nn.Linear(20, 1))\nmodel(torch.randn(100, 8)).shape",
    "model = nn.Sequential(nn.Linear(20, 50), nn.Linear(50, 35), nn.Linear(35, 10), nn.Linear(10, 1))",
    "model = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))",
    "data = torch.randn(1, 1)\nmodel(data)",
    "with torch.no_grad():\n    model[0].weight[:] = torch.tensor([-10])\nmodel(data)",
    "model = nn.Sequential(nn.Linear(100, 50), nn.Linear(50, 1), nn.Linear(1, 1))",
    "with torch.no_grad():\n    model[2].weight.fill_(0)\n    model[2].bias[:] = torch.tensor([0])",
    """\
def update_model(model, loss_function, optimizer, x, y_obs) -> float:
    optimizer.zero_grad()
    loss = loss_function(model(x), y_obs)
    loss.backward()
    optimizer.step()
    return loss.item()
""",
    *(
        f"""\
torch.manual_seed(42)
x = torch.randn(200, 1)
y_obs = (5 * x + 2) + 2 * torch.randn(200, 1)
model = {model}
loss_function = nn.MSELoss()
optimizer = optim.{optimizer}(params=model.parameters(), lr={lr})
losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range({iterations})]
plt.subplot(1, 2, 1); plot_losses(losses)
dict(model.state_dict())
"""
        for model, optimizer, lr, iterations in (
            ("nn.Sequential(nn.Linear(1, 1))", "SGD", 0.01, 30),
            ("nn.Sequential(nn.Linear(1, 1))", "SGD", 0.01, 180),
            ("nn.Sequential(nn.Linear(1, 1))", "SGD", 0.01, 150),
            ("nn.Sequential(nn.Linear(1, 6), nn.ReLU(), nn.Linear(6, 1))", "SGD", 0.01, 150),
            ("nn.Sequential(nn.Linear(1, 1))", "SGD", 0.9, 250),
            ("nn.Sequential(nn.Linear(1, 1))", "RMSprop", 1.5, 75),
        )
    ),
    """\
def update_model2(model, optimizer, x, y_obs) -> float:
    optimizer.zero_grad()
    y_pred = model(x)
    loss = torch.sum(torch.square(y_obs - y_pred)) / len(y_obs)
    loss.backward()
    optimizer.step()
    return loss.item()

optimizer = optim.SGD(params=model.parameters(), lr=.01)
losses = [update_model2(model, optimizer, x, y_obs) for _ in range(150)]
""",
    """\
def update_model3(model, x, y_obs) -> float:
    model.zero_grad()
    y_pred = model(x)
    loss = ((y_obs - y_pred) ** 2).mean()
    loss.backward()
    lr = .01
    with torch.no_grad():
        for p in model.parameters():
            p -= lr * p.grad
    return loss.item()

optimizer = optim.SGD(params=model.parameters(), lr=.01)
losses = [update_model3(model, x, y_obs) for _ in range(150)]
""",
]


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """One sandbox for all."""
    with local_grader() as it:
        yield it


def test_the_points_are_those_of_the_checks(grader: Grader) -> None:
    """A hundred, and the reference earns them."""
    assert load_assignment("create-networks", search=[ROOT / "assignments"]).points == 100
    graded = grader.grade("create-networks", REFERENCE)
    assert graded.lost == {}, graded.messages
    assert sum(graded.earned.values()) == 100


def test_a_notebook_of_the_course_is_graded(grader: Grader) -> None:
    """With the course's names, `model` bound again and again; what is not installed costs nothing."""
    graded = grader.grade("create-networks", cells_of(*NOTEBOOK))
    assert graded.lost == {}, graded.messages


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_the_starter_earns_nothing(grader: Grader, suffix: str) -> None:
    """In both forms."""
    assert sum(grader.grade("create-networks", handout("create-networks", suffix)).earned.values()) == 0


def test_what_is_left_out_costs_itself_alone(grader: Grader) -> None:
    """A submission of one function."""
    source = REFERENCE[REFERENCE.index("def update_model2") : REFERENCE.index("def update_model3")]
    graded = grader.grade("create-networks", source.replace(": optim.Optimizer", "").replace(": Tensor", ""))
    assert {name for name, score in graded.earned.items() if score} == {"mean-squared-error"}
    assert "mean-squared-error" not in graded.lost
    assert "`update_model3` is not defined." in graded.messages


@pytest.mark.parametrize(
    ("edits", "exercise", "diagnosis"),
    [
        ({"make_network(8, 20, 1)": "make_network(8, 1)"}, "networks", "no-hidden-layer"),
        ({"set_layer(steep[0], weight=-10)": "set_layer(steep[1], weight=-10)"}, "parameters", "other-layer"),
        ({"((1, 1), 200, 0.01": "((1, 1), 60, 0.01"}, "iterations", "too-few-iterations"),
        ({"((1, 10, 1), 150": "((1, 1), 150"}, "hidden-layer", "layer-forgotten"),
        ({"250, 1.0, optim.SGD": "250, 0.3, optim.SGD"}, "learning-rate", "rate-still-converges"),
        ({"75, 1.5, optim.Adam": "75, 0.15, optim.Adam"}, "adaptive-optimizer", "rate-changed-too"),
        ({LOSS: LOSS.replace("mean", "sum")}, "mean-squared-error", "sum-for-mean"),
        ({DESCENT: "p = p - lr * p.grad"}, "gradient-descent", "name-rebound"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_costs_its_exercise_and_is_named(
    grader: Grader, edits: dict[str, str], exercise: str, diagnosis: str
) -> None:
    """And no other exercise."""
    graded = grader.grade("create-networks", edited(REFERENCE, edits))
    assert set(graded.lost) == {exercise}, graded.messages
    assert diagnosis in graded.diagnoses


@pytest.mark.parametrize(
    "loss",
    [
        "nn.MSELoss()(y_pred, y_obs)",
        "getattr(nn.functional, 'mse' + '_loss')(y_pred, y_obs)",
        "__import__('torch.nn.modules.loss', fromlist=['x']).MSELoss().forward(y_pred, y_obs)",
        "torch._C._nn.mse_loss(y_pred, y_obs)",
        "torch.ops.aten.mse_loss(y_pred, y_obs)",
    ],
)
def test_pytorchs_loss_is_refused_however_it_is_spelled(grader: Grader, loss: str) -> None:
    """And the message says what to do without."""
    source = edited(REFERENCE, {LOSS: f"loss = {loss}\n    loss.backward()\n    optimizer.step()"})
    graded = grader.grade("create-networks", source, only="mean-squared-error")
    assert graded.earned == {"mean-squared-error": 0}
    assert "This exercise is to be solved without it: write the computation yourself" in graded.messages
    assert graded.diagnoses == {"pytorch-computes-the-loss"}


@pytest.mark.parametrize(
    "step",
    [
        "optim.SGD(model.parameters(), lr=lr).step()",
        (
            "__import__('torch.op' + 'tim.sgd', fromlist=['sgd']).sgd([*model.parameters()], "
            "[p.grad for p in model.parameters()], [None, None], weight_decay=0, momentum=0, lr=lr, dampening=0, "
            "nesterov=False, maximize=False)"
        ),
        "__import__('importlib').reload(__import__('sys').modules['torch.optim.sgd']).SGD([], lr=lr)",
        "exec(open(torch.optim.__path__[0] + '/sgd.py').read(), {})",
    ],
)
def test_pytorchs_optimizers_are_refused_however_they_are_spelled(grader: Grader, step: str) -> None:
    """Each in the place of the descent by hand."""
    descent = "            if p.grad is not None:\n                p[:] = p - lr * p.grad\n"
    source = edited(REFERENCE, {descent: f"            pass\n    {step}\n"})
    graded = grader.grade("create-networks", source, only="gradient-descent")
    assert graded.earned == {"gradient-descent": 0}
    assert "uses torch.optim" in graded.messages


def test_words_alone_are_no_offence(grader: Grader) -> None:
    """A comment may name what is not used, and a leftover line outside the function costs nothing."""
    source = edited(REFERENCE, {LOSS: f"# Not nn.MSELoss()(y_pred, y_obs), nor F.mse_loss.\n    {LOSS}"})
    source += "\nleftover = optim.SGD(nn.Linear(1, 1).parameters(), lr=0.01)\ncriterion = nn.MSELoss()\n"
    for exercise in ("mean-squared-error", "gradient-descent"):
        assert grader.grade("create-networks", source, only=exercise).lost == {}


REVERSED = """\
    class Reversed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.last = nn.Linear(2, 2)
            self.first = nn.Linear(3, 2)

        def forward(self, x: Tensor) -> Tensor:
            return self.last(self.first(x))

    network_3_2_2 = Reversed()"""


def test_layers_may_be_registered_in_any_order(grader: Grader) -> None:
    """What counts is the order in which data pass through them."""
    source = edited(REFERENCE, {"    network_3_2_2 = make_network(3, 2, 2)": REVERSED})
    assert grader.grade("create-networks", source, only="networks").lost == {}
