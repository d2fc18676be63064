"""What a student's process says of its trainings is read as far as it has the form that it must have."""

from __future__ import annotations

import math

import torch
from torch import nn

from grader.inside.episode_notes import leaves_of
from grader.inside.episodes import checked_episodes

GOOD = {
    "label": "cell 3",
    "line": 7,
    "backwards": 10,
    "steps": 10,
    "optimizers": 1,
    "stale": 0,
    "empty_steps": 0,
    "maximize": False,
    "lr": 0.1,
    "optimizer": "Adam",
    "head": [1.0, 0.5],
    "curve": [1.0, math.nan, 0.5],
    "trains_it": True,
    "depends_on_it": True,
    "trains": ["model"],
    "tensors": 4,
    "depends_on": ["model"],
}


def test_an_episode_is_read() -> None:
    """Losses that are no numbers stay in the curve, and out of what is computed with."""
    (episode,) = checked_episodes([GOOD])
    assert (episode.label, episode.line, episode.steps) == ("cell 3", 7, 10)
    assert episode.finite == (1.0, 0.5)


def test_a_lie_of_another_form_is_left_out() -> None:
    """A missing field, a text for a number, a number for a list, no list at all."""
    lies = [{**GOOD, "steps": "many"}, {**GOOD, "curve": 3}, {**GOOD, "head": ["x"]}, {}, 7, {**GOOD, "lr": None}]
    assert checked_episodes([*lies, GOOD]) == checked_episodes([GOOD])
    assert checked_episodes("none") == []


def test_an_endless_answer_is_cut() -> None:
    """Episodes and points alike."""
    assert len(checked_episodes([GOOD] * 5_000)) == 200
    assert len(checked_episodes([{**GOOD, "curve": [0.1] * 5_000}])[0].curve) == 300


def test_a_loss_leads_to_the_tensors_that_it_was_computed_from() -> None:
    """Through a module to all of its parameters; a cut leads nowhere; a leaf leads to itself."""
    model, x = nn.Linear(3, 2), torch.ones(4, 3)
    assert {id(leaf) for leaf in leaves_of(model(x).sum())} == {id(p) for p in model.parameters()}
    assert leaves_of(model(x).detach().sum()) == []
    loss = torch.tensor(1.0, requires_grad=True)
    assert leaves_of(loss) == [loss]
