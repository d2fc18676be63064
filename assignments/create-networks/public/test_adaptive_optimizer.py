"""An optimizer that adapts: with a learning rate of 1.5, the training recovers."""

from lines import is_line, listed, loss_of


def adaptive(homework):
    """The trainings of the line with this rate by another optimizer than SGD."""
    trainings = [training for training in homework.trainings() if is_line(training) and training.lr == 1.5]
    return [training for training in trainings if training.optimizer not in ("SGD", "ASGD")]


def test_an_adaptive_optimizer_is_used(homework):
    """The line is trained by Adagrad, RMSprop, Adam or another of their kind, with lr=1.5."""
    assert adaptive(homework), (
        "no training of nn.Sequential(nn.Linear(1, 1)) by an adaptive optimizer with lr=1.5 was found: exchange "
        f"optim.SGD and keep the lr. Your trainings: {listed(homework.trainings())}"
    )


def test_the_training_recovers(homework, given):
    """It ends near the line 5x + 2, where the noise alone leaves a loss of about 4."""
    losses = [loss_of(training.after, given) for training in adaptive(homework)]
    assert losses, "exchange the optimizer first"
    assert min(losses) < 5, (
        f"the training ends with a loss of {min(losses):.2f}. Does it run for 75 iterations, on x and y_obs? "
        "Another adaptive optimizer may come nearer"
    )
