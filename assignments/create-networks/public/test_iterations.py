"""Enough iterations: the loss is flat when the training of the line ends."""

from lines import descend, is_line, listed, loss_of


def test_the_loss_is_flat_in_the_end(homework, given):
    """Thirty iterations more would hardly lower it."""
    trainings = [t for t in homework.trainings() if is_line(t) and t.optimizer == "SGD" and t.lr == 0.01]
    assert trainings, (
        "no training of nn.Sequential(nn.Linear(1, 1)) by optim.SGD with lr=0.01 was found: leave everything but "
        f"num_iterations as it is. Your trainings: {listed(homework.trainings())}"
    )
    # Trainings of 30, 150 and 250 iterations are in the handout itself: the first of them is the one to be changed.
    own = [training for training in trainings if training.steps not in (30, 150, 250)] or trainings[:1]
    longest = max(own, key=lambda training: training.steps)
    loss = loss_of(longest.after, given)
    later = loss_of(descend(longest.after, given, 0.01, 30), given)
    assert later > 0.9 * loss, (
        f"after {longest.steps} iterations the loss is {loss:.2f}, and 30 more would lower it to {later:.2f}: raise "
        "num_iterations until the curve of plot_losses(losses) is flat"
    )
