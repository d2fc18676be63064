"""What a submission made and trained is seen, wherever it happens."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.optim import optimizer as torch_optimizer

from grader.inside.made import checked_modules, checked_trainings
from grader.inside.module_recorder import ModuleRecorder
from grader.inside.training_recorder import MAX_ELEMENTS, TrainingRecorder
from grader.inside.values import from_wire


@pytest.fixture
def module() -> types.ModuleType:
    """A submission's module."""
    return types.ModuleType("submission")


@pytest.fixture
def recorder(module: types.ModuleType) -> Iterator[TrainingRecorder]:
    """One that follows optimizers, until the end of the test."""
    hooks: tuple[dict[Any, Any], ...] = (
        torch_optimizer._global_optimizer_pre_hooks,
        torch_optimizer._global_optimizer_post_hooks,
    )
    before = [dict(each) for each in hooks]
    before_backward = torch.autograd.backward
    it = TrainingRecorder(module)
    it.follow()
    yield it
    torch.autograd.backward = before_backward
    for each, kept in zip(hooks, before, strict=True):
        each.clear()
        each.update(kept)


def step(optimizer: torch.optim.Optimizer, *parameters: Tensor) -> None:
    """One step with gradients of 1."""
    for parameter in parameters:
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()


def trainings(recorder: TrainingRecorder) -> list[Any]:
    """As the checker sees them."""
    return checked_trainings(from_wire(recorder.trainings()))


def test_modules_in_a_list_or_a_dictionary_are_kept(module: types.ModuleType) -> None:
    """Under the name of what holds them."""
    first, second = nn.Linear(4, 1), nn.Linear(3, 2)
    kept: list[object] = []
    recorder = ModuleRecorder(module)
    module.__dict__.update(models=[first, 3], named={"b": second}, deeper=[[nn.Linear(1, 1)]])
    recorder.look("cell 1", 1)

    def keep(value: object) -> int:
        kept.append(value)
        return len(kept) - 1

    found = recorder.modules(keep)
    assert kept == [first, second]
    assert [made["name"] for made in found] == ["models", "named"]


def test_every_module_that_a_name_stood_for_is_kept(module: types.ModuleType) -> None:
    """Also when the name goes on to another, and once where it has two names."""
    first, second = nn.Linear(4, 1), nn.Linear(3, 2)
    kept: list[object] = []
    recorder = ModuleRecorder(module)

    def keep(value: object) -> int:
        kept.append(value)
        return len(kept) - 1

    for number, model in enumerate((first, second), start=1):
        module.__dict__["model"] = model
        module.__dict__["again"] = first
        recorder.look(f"cell {number}", number)
    made = recorder.modules(keep)
    assert [(m["name"], m["label"], m["line"]) for m in made] == [("model", "cell 1", 1), ("model", "cell 2", 2)]
    assert kept == [first, second]


def test_a_training_is_what_an_optimizer_did(recorder: TrainingRecorder) -> None:
    """Its class, numbers and steps; parameters before the first step and after the statement of the last."""
    w, b = torch.zeros(2, requires_grad=True), torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=0.5)
    for _ in range(3):
        step(optimizer, w, b)
    recorder.look("cell 2", 7)
    (training,) = trainings(recorder)
    assert (training.optimizer, training.lr, training.options["momentum"], training.steps) == ("SGD", 0.5, 0.0, 3)
    assert [p.tolist() for p in training.before] == [[0.0, 0.0], [1.0]]
    assert [p.tolist() for p in training.after] == [[-1.5, -1.5], [-0.5]]
    assert (training.label, training.line) == ("cell 2", 7)


def test_an_optimizer_made_anew_goes_on(recorder: TrainingRecorder) -> None:
    """With the same options and parameters; with another rate it is another training."""
    w = torch.zeros(1, requires_grad=True)
    for lr in (0.1, 0.1, 0.2):
        step(torch.optim.SGD([w], lr=lr), w)
    recorder.look("cell 1", 1)
    assert [(round(t.lr, 6), t.steps) for t in trainings(recorder)] == [(0.1, 2), (0.2, 1)]


def test_a_large_network_is_not_copied(recorder: TrainingRecorder) -> None:
    """Its steps stay unseen, and work."""
    w = torch.zeros(MAX_ELEMENTS + 1, requires_grad=True)
    step(torch.optim.SGD([w], lr=1.0), w)
    recorder.look("cell 1", 1)
    assert trainings(recorder) == []
    assert w[0].item() == -1


@pytest.mark.parametrize(
    "lie",
    [
        None,
        "x",
        [None],
        [{"optimizer": "SGD"}],
        [{"optimizer": 1, "options": {}, "steps": 1, "before": [], "after": [], "label": "", "line": 0}],
        [{"optimizer": "SGD", "options": {"lr": "x"}, "steps": 1, "before": [], "after": [], "label": "", "line": 0}],
        [
            {
                "optimizer": "SGD",
                "options": {},
                "steps": 1,
                "before": [torch.ones(1)],
                "after": [torch.ones(2)],
                "label": "",
                "line": 0,
            }
        ],
    ],
    ids=range(7),
)
def test_what_is_not_readable_is_left_out(lie: object) -> None:
    """Whatever a student's process says."""
    assert checked_trainings(lie) == []
    assert checked_modules(lie) == []
