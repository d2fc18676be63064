"""Two clouds, until it converges: `perceptron` on new points of `get_toy_data`."""

import numpy as np
from torch import nn


def test_it_tells_the_clouds_apart(homework, given):
    """About 99 of 100 new points, with a loss near 0.3 or below."""
    np.random.seed(7)
    points, labels = given.get_toy_data(1000)
    probabilities = homework.perceptron(points).detach().squeeze(dim=1)
    share = ((probabilities > 0.5) == labels.bool()).float().mean().item()
    assert share > 0.95, (
        f"{100 * share:.0f} of 100 points are told apart: does each step clear the gradients, differentiate the "
        "loss of new points and step, with an optimizer that was made with perceptron.parameters()?"
    )
    loss = nn.BCELoss()(probabilities, labels).item()
    assert loss < 0.33, (
        f"the loss on new points is {loss:.2f}: go on training while the loss of the last step is above 0.3"
    )


def test_it_is_trained_for_12_epochs_at_least(homework):
    """Five steps each, by Adam with the learning rate 0.01."""
    of_plane = [t for t in homework.trainings() if [tuple(p.shape) for p in t.parameters] == [(1, 2), (1,)]]
    trainings = [training for training in of_plane if training.optimizer == "Adam" and training.lr == 0.01]
    assert trainings, (
        "no training of a Perceptron(2) by optim.Adam with lr=0.01 was found. Your trainings of one: "
        f"{'; '.join(map(str, of_plane)) or 'none'}"
    )
    steps = max(training.steps for training in trainings)
    assert steps >= 60, (
        f"the training has {steps} steps, and 12 epochs of five steps are 60: train for 12 epochs at least"
    )
