"""Trainings whose every step is known: random data, random weights, a network that both sides build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A training.

    Attributes:
        exercise: which is checked by it.
        sizes: of the network: (1, 1) is a line, (2, 3, 1) has a hidden layer with tanh.
        parameters: its weights at the beginning, by their names in an nn.Sequential, float32.
        x: (N, inputs). y_obs: (N, 1).
        optimizer: the name of a class of torch.optim.
        lr: the learning rate.
    """

    exercise: str
    sizes: tuple[int, ...]
    parameters: Mapping[str, Tensor]
    x: Tensor
    y_obs: Tensor
    optimizer: str = "SGD"
    lr: float = 0.01


def draw_case(
    generator: torch.Generator,
    exercise: str,
    sizes: tuple[int, ...] = (1, 1),
    *,
    optimizer: str = "SGD",
    lr: float = 0.01,
) -> Case:
    """Random data, noisy so that no loss comes near 0, and random weights."""
    rows = 15 + 2 * int(torch.randint(15, (), generator=generator))
    x = torch.randn(rows, sizes[0], generator=generator)
    slopes = 2 * torch.randn(sizes[0], 1, generator=generator)
    y_obs = x @ slopes + 1 + torch.randn(rows, 1, generator=generator)
    parameters: dict[str, Tensor] = {}
    for index, (inputs, outputs) in enumerate(pairwise(sizes)):
        parameters[f"{2 * index}.weight"] = torch.randn(outputs, inputs, generator=generator)
        parameters[f"{2 * index}.bias"] = torch.randn(outputs, generator=generator)
    return Case(exercise=exercise, sizes=sizes, parameters=parameters, x=x, y_obs=y_obs, optimizer=optimizer, lr=lr)


def build(case: Case) -> nn.Sequential:
    """The network, with the weights of the beginning."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(case.sizes):
        layers += [nn.Linear(inputs, outputs), nn.Tanh()]
    model = nn.Sequential(*layers[:-1])
    model.load_state_dict(dict(case.parameters))
    return model


def in_one_row(parameters: Mapping[str, Tensor]) -> Tensor:
    """All parameters as one row, so that a small one beside large ones is held to the large ones' precision."""
    return torch.cat([value.detach().float().reshape(-1) for value in parameters.values()])
