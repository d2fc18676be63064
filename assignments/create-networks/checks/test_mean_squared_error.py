"""Section 4: the mean squared error by hand. Runs where PyTorch has none."""

from __future__ import annotations

import pytest
from checks.cases import draw_case
from checks.given_training import given_case
from checks.steps import Pair

pytestmark = pytest.mark.exercise("mean-squared-error")
EXERCISE = "mean-squared-error"


def pair(submission, case):
    """The student's update_model2 with an optimizer of PyTorch's, beside PyTorch alone."""

    def arguments(model, case):
        kind = getattr(submission.library("torch").optim, case.optimizer)
        return model, kind.keep(model.named_parameters.keep(), lr=case.lr), case.x, case.y_obs

    name = "update_model2(model, optimizer, x, y_obs)"
    return Pair(submission, case, name, arguments, has_optimizer=True)


@pytest.mark.points(4)
def test_loss(submission, generator):
    """update_model2 returns the mean squared error that the model had before the step, and makes the step."""
    for _ in range(3):
        pair(submission, draw_case(generator, EXERCISE)).assert_same(1)


@pytest.mark.points(5)
def test_every_step(submission, generator):
    """A whole training on other data goes, step for step, exactly as with nn.MSELoss."""
    pair(submission, draw_case(generator, EXERCISE, lr=0.05)).assert_same(40)


@pytest.mark.points(3)
def test_given_data(submission, reference):
    """150 iterations on the given data lead exactly where they lead with nn.MSELoss."""
    pair(submission, given_case(reference, EXERCISE)).assert_same(150, look_every=30)


@pytest.mark.points(3)
def test_other_networks(submission, generator):
    """It trains any model with any optimizer: a hidden layer, several inputs, Adam."""
    pair(submission, draw_case(generator, EXERCISE, (3, 4, 1), lr=0.05)).assert_same(12)
    pair(submission, draw_case(generator, EXERCISE, (2, 1), optimizer="Adam", lr=0.1)).assert_same(12)
