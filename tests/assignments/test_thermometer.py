"""thermometer in a real sandbox: right work earns all, the starter nothing, a mistake costs its own exercise."""

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
from grader.inside.reference import load_reference
from tests.assignments.grading import ROOT, Grader, cells_of, edited, handout, local_grader, reference

NAME = "thermometer"
REFERENCE = reference(NAME)
#: Without its trainings, for exercises that need none.
UNTRAINED = REFERENCE.partition('if __name__ == "__main__":')[0]
SCRIPT = (ROOT / "assignments" / NAME / "handout" / f"{NAME}.py").read_text(encoding="utf-8")

#: A notebook as the course goes: one name for all loops, and `model` a module in the end.
NOTEBOOK = [
    "import torch\nc = [0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0]",
    "u = [35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4]",
    "t_c = torch.tensor(c); t_u = torch.tensor(u)",
    "def model(t_u, w, b):\n    return w * t_u + b",
    "def loss_fn(t_p, t_c):\n    return ((t_p - t_c) ** 2).mean()",
    "w = torch.ones(())\nb = torch.zeros(())\nloss = loss_fn(model(t_u, w, b), t_c)\nloss",
    """\
delta = 0.1
learning_rate = 1e-2
loss_rate_of_change_w = \\
    (loss_fn(model(t_u, w + delta, b), t_c) -
     loss_fn(model(t_u, w - delta, b), t_c)) / (2.0 * delta)
w = w - learning_rate * loss_rate_of_change_w
loss_rate_of_change_b = \\
    (loss_fn(model(t_u, w, b + delta), t_c) -
     loss_fn(model(t_u, w, b - delta), t_c)) / (2.0 * delta)
b = b - learning_rate * loss_rate_of_change_b
""",
    "def dloss_fn(t_p, t_c):\n    return 2 * (t_p - t_c) / t_p.size(0)",
    "def dmodel_dw(t_u, w, b):\n    return t_u\n\ndef dmodel_db(t_u, w, b):\n    return 1.0",
    """\
def grad_fn(t_u, t_c, t_p, w, b):
    d = dloss_fn(t_p, t_c)
    return torch.stack([(d * dmodel_dw(t_u, w, b)).sum(), (d * dmodel_db(t_u, w, b)).sum()])
""",
    """\
def training_loop(n_epochs, learning_rate, params, t_u, t_c, print_params=True):
    for epoch in range(1, n_epochs + 1):
        w, b = params
        t_p = model(t_u, w, b)
        loss = loss_fn(t_p, t_c)
        params = params - learning_rate * grad_fn(t_u, t_c, t_p, w, b)
        if epoch in {1, 2, 3, 5000}:
            print('Epoch %d, Loss %f' % (epoch, float(loss)))
        if not torch.isfinite(loss).all():
            break
    return params
""",
    "t_un = 0.1 * t_u",
    "params = training_loop(5000, 1e-2, torch.tensor([1.0, 0.0]), t_un, t_c, print_params=False)",
    """\
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(1, n_epochs + 1):
        if params.grad is not None:
            params.grad.zero_()
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        with torch.no_grad():
            params -= learning_rate * params.grad
    return params
""",
    "import torch.optim as optim\nparams = torch.tensor([1.0, 0.0], requires_grad=True)",
    """\
def training_loop(n_epochs, optimizer, params, t_u, t_c):
    for epoch in range(1, n_epochs + 1):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return params

training_loop(10, optim.SGD([params], lr=1e-2), params, t_un, t_c)
""",
    """\
def training_loop(n_epochs, optimizer, params, train_t_u, val_t_u, train_t_c, val_t_c):
    for epoch in range(1, n_epochs + 1):
        train_loss = loss_fn(model(train_t_u, *params), train_t_c)
        with torch.no_grad():
            val_loss = loss_fn(model(val_t_u, *params), val_t_c)
            assert val_loss.requires_grad == False
        optimizer.zero_grad()
        train_loss.backward()
        optimizer.step()
    return params
""",
    "import torch.nn as nn\nt_c = torch.tensor(c).unsqueeze(1)\nt_u = torch.tensor(u).unsqueeze(1)",
    """\
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    for epoch in range(1, n_epochs + 1):
        loss_train = loss_fn(model(t_u_train), t_c_train)
        loss_val = loss_fn(model(t_u_val), t_c_val)
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()

linear_model = nn.Linear(1, 1)
optimizer = optim.SGD(linear_model.parameters(), lr=1e-2)
training_loop(1000, optimizer, linear_model, nn.MSELoss(), 0.1 * t_u, 0.1 * t_u, t_c, t_c)
""",
    "seq_model = nn.Sequential(nn.Linear(1, 13), nn.Tanh(), nn.Linear(13, 1))",
    """\
from collections import OrderedDict
seq_model = nn.Sequential(OrderedDict([
    ('hidden_linear', nn.Linear(1, 8)), ('hidden_activation', nn.Tanh()), ('output_linear', nn.Linear(8, 1))
]))
""",
    "for model in (linear_model, seq_model):\n    print(model)",
]

_BY_HAND = "grad_fn(t_u, t_c, t_p, w, b)\n        if"
_NO_GRAD = "        with torch.no_grad():\n            val_loss = loss_fn(model(val_t_u"
_BACKWARD = "train_loss.backward()\n        optimizer.step()\n        if log"
RECORDED = {
    _NO_GRAD: _NO_GRAD.replace("with torch.no_grad()", "if True"),
    "float(val_loss)": "float(val_loss.detach())",
}

#: Edits of the reference, the exercise that they cost, and what the student is told.
WRONG = {
    "a sum for a mean": (
        {"return squared_differences.mean()": "return squared_differences.sum()"},
        "model-and-loss",
        "summed",
    ),
    "one side only": (
        {" - loss_fn(model(t_u, w, b - delta), t_c)) / (2 * delta)": " - loss_fn(model(t_u, w, b), t_c)) / delta"},
        "rates-of-change",
        "one-sided",
    ),
    "the factor 2 missing": (
        {"return 2 * (t_p - t_c) / t_p.size(0)": "return (t_p - t_c) / t_p.size(0)"},
        "derivatives",
        "missing-factor-2",
    ),
    "a mean of means": ({"w, b)).sum()": "w, b)).mean()"}, "gradient", "averaged-twice"),
    "uphill": ({"params = params - learning_rate": "params = params + learning_rate"}, "training-by-hand", "uphill"),
    "no end": (
        {"        if not torch.isfinite(loss):\n            break\n": ""},
        "training-by-hand",
        "goes-on-for-ever",
    ),
    "autograd in the loop by hand": (
        {
            _BY_HAND: _BY_HAND.replace(
                "grad_fn(t_u, t_c, t_p, w, b)", "torch.func.grad(lambda p: loss_fn(model(t_u, *p), t_c))(params)"
            )
        },
        "training-by-hand",
        None,
    ),
    "gradients that add up": (
        {"        if params.grad is not None:\n            params.grad.zero_()\n": ""},
        "autograd",
        "gradients-add-up",
    ),
    "a graph for the validation set": (RECORDED, "validation", "graph-for-validation"),
    "the validation set learned from": (
        {**RECORDED, _BACKWARD: _BACKWARD.replace("train_loss", "(train_loss + val_loss)")},
        "validation",
        "learns-from-validation",
    ),
    "another loss than the given one": (
        {"train_loss = loss_fn(model(t_u_train)": "train_loss = nn.MSELoss()(model(t_u_train)"},
        "linear-model",
        "own-loss",
    ),
    "no activation": (
        {"torch.tanh(self.hidden_linear(input))": "self.hidden_linear(input)"},
        "functional",
        "no-activation",
    ),
}


#: What solves the exercises that the handout asks for outside any function.
SOLVED = {
    "Exercise 6": "params = train_by_hand(5000, 1e-2, torch.tensor([1.0, 0.0]), t_un, t_c)",
    "Exercise 10": """\
optimizer = optim.SGD(linear_model.parameters(), lr=1e-2)
rows = t_un.unsqueeze(1), t_un.unsqueeze(1), t_c.unsqueeze(1), t_c.unsqueeze(1)
training_loop(1000, optimizer, linear_model, nn.MSELoss(), *rows)
""",
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


def test_a_notebook_that_binds_its_names_again_and_again_is_graded_for_what_it_solves(grader: Grader) -> None:
    """Every version of `training_loop` counts, and `model` though it is a module in the end. Two are not solved."""
    graded = grader.grade(NAME, cells_of(*NOTEBOOK))
    assert graded.lost == {"subclass": 4, "functional": 4}
    assert "`SubclassModel` is not defined" in graded.messages


@pytest.mark.parametrize(("edits", "exercise", "diagnosis"), WRONG.values(), ids=list(WRONG))
def test_a_mistake_costs_its_own_exercise(
    grader: Grader, edits: dict[str, str], exercise: str, diagnosis: str | None
) -> None:
    """And none of those that need a training, or that build on it; and it is recognised."""
    graded = grader.grade(NAME, edited(UNTRAINED, edits))
    assert set(graded.lost) - {"normalised-inputs", "linear-model"} == {exercise} - {"linear-model"}
    assert exercise in graded.lost
    assert graded.diagnoses == ({diagnosis} if diagnosis else set())


def test_a_loop_by_hand_that_uses_autograd_is_told_so(grader: Grader) -> None:
    """The exercise runs where differentiation is switched off."""
    edits, exercise, _ = WRONG["autograd in the loop by hand"]
    graded = grader.grade(NAME, edited(UNTRAINED, edits), only=exercise)
    assert "uses automatic differentiation" in graded.messages


def test_a_loop_without_autograd_does_not_solve_the_exercise_on_autograd(grader: Grader) -> None:
    """However right its parameters are."""
    by_hand_twice = edited(UNTRAINED, {"training_loop = train_with_autograd": "training_loop = train_by_hand"})
    graded = grader.grade(NAME, by_hand_twice, only="autograd")
    assert graded.lost == {"autograd": 10}
    assert "call `backward()` on the loss" in graded.messages


def test_the_courses_loop_with_a_module_stands_for_the_one_with_params(grader: Grader) -> None:
    """Where there is no other: the course's own document has it alone. Only about its graph it is not asked."""
    graded = grader.grade(NAME, edited(UNTRAINED, {"training_loop = train_and_validate\n": ""}), only="validation")
    assert graded.lost == {"validation": 4}


def test_a_missing_loop_is_told_with_those_that_are_there(grader: Grader) -> None:
    """By what they take."""
    left_out = {"training_loop = train_and_validate\n": "", "training_loop = train_module\n": ""}
    graded = grader.grade(NAME, edited(UNTRAINED, left_out), only="validation")
    assert graded.lost == {"validation": 10}
    assert (
        "no `training_loop` of this submission takes 7 arguments of which the second is the optimizer"
        in graded.messages
    )
    assert "(n_epochs, optimizer, params, t_u, t_c)" in graded.messages


@pytest.mark.parametrize(
    ("edits", "message", "diagnosis"),
    [
        (
            {"torch.tensor([1.0, 0.0]), t_un, t_c)": "torch.tensor([1.0, 0.0]), t_u, t_c)"},
            "loss of `params`",
            "diverged",
        ),
        ({"train_by_hand(5000, ": "train_by_hand(500, "}, "train for longer", "too-few-epochs"),
        ({"t_un = 0.1 * t_u": "t_un = 0.2 * t_u"}, "`t_un` is not a tenth of the given t_u", "another-scale"),
    ],
    ids=["readings as they are", "500 epochs", "another scale"],
)
def test_the_trained_parameters_are_what_counts(
    grader: Grader, edits: dict[str, str], message: str, diagnosis: str | None
) -> None:
    """Their loss is computed by the grader, on the given readings."""
    graded = grader.grade(NAME, edited(REFERENCE, edits), only="normalised-inputs")
    assert graded.lost
    assert message in graded.messages
    assert (diagnosis in graded.diagnoses) == (diagnosis is not None)


def test_a_training_names_the_earlier_exercise_that_is_at_fault(grader: Grader) -> None:
    """And says nothing about its own epochs or steps, nor is any other mistake told."""
    source = edited(REFERENCE, {"return 2 * (t_p - t_c) / t_p.size(0)": "return 2 * (t_c - t_p) / t_p.size(0)"})
    graded = grader.grade(NAME, source)
    assert set(graded.lost) == {"derivatives", "normalised-inputs"}
    assert "builds on exercise 3 (derivatives by hand), which is not right yet" in graded.messages
    assert graded.diagnoses == {"wrong-sign"}


def test_what_later_exercises_train_is_not_the_result_of_the_sixth(grader: Grader) -> None:
    """Though it has the same name, and nothing was trained there."""
    later = "params = torch.tensor([5.3671, -17.3012], requires_grad=True)"
    source = edited(REFERENCE, {"train_by_hand(5000, ": "train_by_hand(500, "}) + f"\n{later}\n"
    graded = grader.grade(NAME, source, only="normalised-inputs")
    assert graded.lost == {"normalised-inputs": 6}


def test_a_line_with_something_after_it_is_no_line(grader: Grader) -> None:
    """Though its parameters are those of the best one."""
    source = edited(
        REFERENCE, {"linear_model = nn.Linear(1, 1)": "linear_model = nn.Sequential(nn.Linear(1, 1), nn.ReLU())"}
    )
    source = source.replace("linear_model.weight", "linear_model[0].weight").replace(
        "linear_model.bias", "linear_model[0].bias"
    )
    assert grader.grade(NAME, source, only="linear-model").lost == {"linear-model": 3}


# What students get.


def test_the_notebook_is_the_script() -> None:
    """One source, valid, not run."""
    text = (ROOT / "assignments" / NAME / "handout" / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert notebook_text(SCRIPT) == text, f"make {NAME}.ipynb anew with grader.handout.notebook_text"
    nbformat.validate(json.loads(text))


def test_the_given_cells_are_what_the_grader_gives() -> None:
    """Statement for statement."""
    cells = [cell for cell in jupytext.reads(SCRIPT, fmt="py:percent").cells if cell.cell_type == "code"]
    given = "\n".join(cell.source for cell in cells if "given" in cell.metadata.get("tags", []))
    known = load_assignment(NAME, search=[ROOT / "assignments"])
    assert ast.dump(ast.parse(given)) == ast.dump(ast.parse(known.given_source))


def test_every_exercise_has_its_heading_with_its_points() -> None:
    """In the order of the manifest."""
    known = load_assignment(NAME, search=[ROOT / "assignments"])
    headings = re.findall(r"^# ## Exercise (\d+) \((\d+) points\): .+", SCRIPT, re.MULTILINE)
    assert headings == [(str(n), f"{exercise.points:g}") for n, exercise in enumerate(known.exercises, start=1)]


def test_the_handout_holds_no_solution() -> None:
    """None of the lines that a student has to find."""
    lines = ("w * t_u + b\n", ".mean()", "2 * delta", "zero_grad()\n", ".step()\n", "nn.Linear(1, 13)", "0.1 * t_u\n")
    assert [line for line in lines if line in SCRIPT] == []


def test_the_solved_handout_prints_the_numbers_that_it_promises(capsys: pytest.CaptureFixture[str]) -> None:
    """With the reference's functions in the place of whatever is not solved; and none of its cells fails."""
    known = load_assignment(NAME, search=[ROOT / "assignments"])
    names = {**vars(load_reference(known.given_path, known.reference_path)), "__name__": "handout"}
    loops = iter(["train_by_hand", "train_with_autograd", "train_with_optimizer", "train_and_validate", "train_module"])
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    for cell in jupytext.reads(SCRIPT, fmt="py:percent").cells:
        if cell.cell_type == "code":
            source = cell.source
            if "def training_loop" in source:
                source = f"training_loop = {next(loops)}"
            elif "NotImplementedError" in source:
                exercise = re.search(r"Exercise \d+", source)
                assert exercise is not None
                source = SOLVED.get(exercise.group(), "")
            exec(compile(source, "handout", "exec"), names)  # noqa: S102  our own handout
    torch.set_num_threads(threads)
    output = capsys.readouterr().out
    expected = (
        "1763.88",
        "4517.2969,   82.6000",
        "5.3671, -17.3012",
        "2.9276",
        "-44.17",
        "hidden_linear.weight (13, 1)",
    )
    assert [number for number in expected if number not in output] == []
    assert [number for number in expected if re.sub(" +", " ", number) not in SCRIPT] == []
