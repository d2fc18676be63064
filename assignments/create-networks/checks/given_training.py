"""The training on the given data, from the weights that the course's notebook has after making them."""

from __future__ import annotations

from typing import Any

import torch
from checks.cases import Case
from torch import nn


def given_case(reference: Any, exercise: str) -> Case:
    """Its data and its start; the generator is left as it was."""
    with torch.random.fork_rng(devices=[]):
        x, y_obs = reference.make_data()
        model = nn.Sequential(nn.Linear(1, 1))
    parameters = {name: value.detach() for name, value in model.named_parameters()}
    return Case(exercise=exercise, sizes=(1, 1), parameters=parameters, x=x, y_obs=y_obs)
