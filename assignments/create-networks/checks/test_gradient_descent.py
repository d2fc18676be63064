"""Section 4: gradient descent by hand. Runs where PyTorch has neither optimizers nor the loss."""

from __future__ import annotations

import pytest
from checks.cases import draw_case
from checks.given_training import given_case
from checks.steps import Pair

pytestmark = pytest.mark.exercise("gradient-descent")
EXERCISE = "gradient-descent"


def pair(submission, case):
    """The student's update_model3 beside PyTorch's loss and optimizer."""

    def arguments(model, case):
        return model, case.x, case.y_obs

    return Pair(submission, case, "update_model3(model, x, y_obs)", arguments)


@pytest.fixture
def lr(settings):
    """The learning rate that the function has inside."""
    return settings["lr"]


@pytest.mark.points(4)
def test_step(submission, generator, lr):
    """update_model3 returns the loss before the step, and moves the parameters of a line against the gradient."""
    for _ in range(3):
        pair(submission, draw_case(generator, EXERCISE, lr=lr)).assert_same(1)


@pytest.mark.points(5)
def test_every_step(submission, generator, lr):
    """A whole training on other data goes, step for step, exactly as with optim.SGD."""
    pair(submission, draw_case(generator, EXERCISE, lr=lr)).assert_same(40)


@pytest.mark.points(3)
def test_given_data(submission, reference):
    """150 iterations on the given data lead exactly where they lead with optim.SGD."""
    pair(submission, given_case(reference, EXERCISE)).assert_same(150, look_every=30)


@pytest.mark.points(3)
def test_other_networks(submission, generator, lr):
    """It moves every parameter of any model: with a hidden layer, with several inputs."""
    pair(submission, draw_case(generator, EXERCISE, (3, 4, 1), lr=lr)).assert_same(12)
    pair(submission, draw_case(generator, EXERCISE, (2, 1), lr=lr)).assert_same(12)
