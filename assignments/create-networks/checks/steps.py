"""Training steps by hand beside PyTorch's: the same network, the same data, step for step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from checks.mistakes import STEPS, solve
from torch import Tensor, nn

from grader.checks import Evidence, assert_matches, explain, fail
from grader.checks.comparison import mismatch

#: One step: (model, x, y_obs) -> the loss before it.
Step = Callable[[Any, Tensor, Tensor], Any]

TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A training.

    Attributes:
        sizes: of the network: (1, 1) is a line, (2, 3, 1) has a hidden layer with tanh.
        parameters: its weights at the beginning, by their names in an nn.Sequential, float32.
        x: (N, inputs). y_obs: (N, 1).
        lr: the learning rate.
        exercise: whose mistakes explain it.
    """

    sizes: tuple[int, ...]
    parameters: Mapping[str, Tensor]
    x: Tensor
    y_obs: Tensor
    lr: float
    exercise: str


def draw_case(
    generator: torch.Generator, sizes: tuple[int, ...], *, lr: float, exercise: str, rows: int | None = None
) -> Case:
    """Random data, noisy so that no loss comes near 0, and random weights."""
    count = rows or 15 + 2 * int(torch.randint(15, (), generator=generator))
    x = torch.randn(count, sizes[0], generator=generator)
    slopes = 2 * torch.randn(sizes[0], 1, generator=generator)
    y_obs = x @ slopes + 1 + torch.randn(count, 1, generator=generator)
    parameters = {}
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:], strict=False)):
        parameters[f"{2 * index}.weight"] = torch.randn(outputs, inputs, generator=generator)
        parameters[f"{2 * index}.bias"] = torch.randn(outputs, generator=generator)
    return Case(sizes=sizes, parameters=parameters, x=x, y_obs=y_obs, lr=lr, exercise=exercise)


def build(case: Case) -> nn.Sequential:
    """The network on this side."""
    layers: list[nn.Module] = []
    for inputs, outputs in zip(case.sizes, case.sizes[1:], strict=False):
        layers += [nn.Linear(inputs, outputs), nn.Tanh()]
    model = nn.Sequential(*layers[:-1])
    model.load_state_dict(dict(case.parameters))
    return model


def build_there(submission: Any, case: Case) -> Any:
    """The same network in the student's process."""
    torch_there = submission.library("torch")
    layers: list[Any] = []
    for inputs, outputs in zip(case.sizes, case.sizes[1:], strict=False):
        layers += [torch_there.nn.Linear.keep(inputs, outputs), torch_there.nn.Tanh.keep()]
    model = torch_there.nn.Sequential.keep(*layers[:-1])
    model.load(dict(case.parameters))
    return model


def loss_value(value: Any, name: str) -> Tensor:
    """What a step returned, as a number: a float, or a tensor of one element."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Tensor)):
        there = "None (is a `return` missing?)" if value is None else f"a {type(value).__name__}"
        described = getattr(value, "described", None)
        fail(f"{name} returns {f'a {described.type_name}' if described else there}, expected the loss as a number")
    tensor = value if isinstance(value, Tensor) else torch.tensor(float(value))
    if tensor.numel() != 1:
        fail(f"{name} returns a tensor of shape {tuple(tensor.shape)}, expected the loss as a single number")
    return tensor.detach().reshape(())


def flat(parameters: Mapping[str, Any], name: str) -> Tensor:
    """All parameters in one row, so that a small one beside large ones is compared with the large ones' precision."""
    for value in parameters.values():
        if not isinstance(value, Tensor):
            fail(f"after {name} a parameter of the model is no plain tensor any more")
    return torch.cat([value.detach().float().reshape(-1) for value in parameters.values()])


def assert_same_training(
    submission: Any, case: Case, name: str, step_there: Step, step_here: Step, count: int, *, watch_every: int = 1
) -> None:
    """Nothing, where each of the student's steps has PyTorch's loss and leaves PyTorch's weights.

    Raises:
        CheckFailedError: one differs; the first is told, and explained where it is a known mistake.
    """
    __tracebackhide__ = True
    there, here = build_there(submission, case), build(case)
    for number in range(1, count + 1):
        actual = loss_value(step_there(there, case.x, case.y_obs), name)
        expected = torch.tensor(step_here(here, case.x, case.y_obs))
        what = f"the loss that {name} returns in iteration {number}"
        _assert_like(actual, expected, what, submission, case, name, step_there, step_here)
        if number % watch_every == 0 or number == count:
            weights = flat(there.parameters() or {}, name)
            wanted = flat(dict(here.named_parameters()), name)
            what = f"the model's parameters after {number} iteration{'s' if number > 1 else ''}"
            _assert_like(weights, wanted, what, submission, case, name, step_there, step_here)


def _assert_like(
    actual: Tensor, expected: Tensor, what: str, submission: Any, case: Case, name: str, there: Step, here: Step
) -> None:
    __tracebackhide__ = True
    finite = bool(torch.isfinite(actual).all())
    if finite and mismatch(actual, expected, what, tolerance=TOLERANCE) is None:
        return
    assert_matches(
        actual, expected, what, tolerance=TOLERANCE, explain=lambda _: _diagnose(submission, case, name, there, here)
    )


def _diagnose(submission: Any, case: Case, name: str, there: Step, here: Step) -> Any:
    """Which mistake gives the values of the first two steps."""
    actual = _two_steps(build_there(submission, case), case, name, there)
    expected = _two_steps(build(case), case, name, here)
    evidence = [Evidence(case=case, actual=actual, expected=expected)]
    for value in ("loss", "parameters", "second loss", "second parameters"):
        if mismatch(actual[value], expected[value], value, tolerance=TOLERANCE) is not None:
            return explain(STEPS[case.exercise](solve), evidence, value)
    return ()


def _two_steps(model: Any, case: Case, name: str, step: Step) -> dict[str, Tensor]:
    values: dict[str, Tensor] = {}
    for prefix in ("", "second "):
        values[f"{prefix}loss"] = loss_value(step(model, case.x, case.y_obs), name)
        parameters = dict(model.named_parameters()) if isinstance(model, nn.Module) else model.parameters()
        values[f"{prefix}parameters"] = flat(parameters, name)
    return values
