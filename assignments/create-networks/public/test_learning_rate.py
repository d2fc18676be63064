"""The learning rate from which the loss grows, found within a quarter."""

from lines import grows, is_line, listed


def test_another_rate_was_tried(homework):
    """The line was trained by optim.SGD with a rate that is not the handout's own."""
    assert own_rates(homework), (
        "no training of nn.Sequential(nn.Linear(1, 1)) by optim.SGD has another lr than 0.01: change it in the "
        f"cell of this exercise. Your trainings: {listed(homework.trainings())}"
    )


def test_the_rate_is_near_the_limit(homework, given):
    """With a quarter less the loss falls, and with a third more it grows: the answer lies between."""
    rates = own_rates(homework)
    assert rates, "change the lr in the cell of this exercise first"
    # A rate that is too small by a quarter is three quarters of the answer.
    too_small = [rate for rate in rates if not grows(given, rate / 0.75)]
    too_large = [rate for rate in rates if grows(given, rate / 1.25)]
    assert set(rates) - {*too_small, *too_large}, (
        f"not near enough: {', '.join(f'{rate:g} is too small' for rate in too_small)}"
        f"{', ' if too_small and too_large else ''}{', '.join(f'{rate:g} is too large' for rate in too_large)}. "
        "Print losses[0] and losses[-1] for some rates between"
    )


def own_rates(homework):
    """The rates of the trainings of the line, without those that other cells of the handout have."""
    trainings = [training for training in homework.trainings() if is_line(training) and training.optimizer == "SGD"]
    return sorted({training.lr for training in trainings} - {0.01, 1.5})
