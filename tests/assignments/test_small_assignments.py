"""The assignments for a first lesson: exercises of larger ones, with the same checks and references."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.assignment import load_assignment
from tests.assignments.grading import ROOT, Grader, edited, handout, local_grader, reference

#: name -> the reference that solves it, points, and an edit of the reference that costs some.
SMALL = {
    "forward-pass": ("hw4", 20, {"torch.sigmoid(h @ W2 + B2)": "h @ W2 + B2"}),
    "manual-backprop": ("hw4", 30, {"2 * (y_hat - Y)": "(y_hat - Y)"}),
    "toy-model": ("hw4", 20, {"nn.Sigmoid()": "nn.Identity()"}),
    "optimization-loop": ("hw4", 30, {"STEPS = 500": "STEPS = 3", "STARTS = 40": "STARTS = 1"}),
    "mse-and-sgd": ("create_networks", 30, {"p[:] = p - lr * p.grad": "p[:] = p + lr * p.grad"}),
}


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """One sandbox for all."""
    with local_grader() as it:
        yield it


@pytest.mark.parametrize("name", SMALL)
def test_right_work_earns_all_the_starter_nothing_and_a_mistake_less(grader: Grader, name: str) -> None:
    """With the other assignment's reference, as a submission."""
    solved_by, points, mistake = SMALL[name]
    right = grader.grade(name, reference(solved_by))
    assert (sum(right.earned.values()), right.lost) == (points, {}), right.messages
    assert sum(grader.grade(name, handout(name, ".ipynb")).earned.values()) == 0
    assert grader.grade(name, edited(reference(solved_by), mistake)).lost


@pytest.mark.parametrize("name", SMALL)
def test_checks_and_reference_are_shared(name: str) -> None:
    """Nothing is copied: the folder holds a manifest, a handout, and at most names of its own."""
    folder = ROOT / "assignments" / name
    assert {path.name for path in folder.iterdir()} <= {"assignment.toml", "handout", "given.py"}
    assignment = load_assignment(name, search=[ROOT / "assignments"])
    solved_by, points, _ = SMALL[name]
    assert assignment.reference_path == ROOT / "reference" / f"{solved_by}.py"
    assert assignment.points == points


def test_a_loop_needs_no_class_of_the_students(grader: Grader) -> None:
    """optimization-loop gives the network."""
    source = """\
model = ToyModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for _ in range(150):
    optimizer.zero_grad()
    loss = mse_loss(model(X), Y)
    loss.backward()
    optimizer.step()
"""
    graded = grader.grade("optimization-loop", source)
    assert graded.earned["optimize"] >= 8, graded.messages
