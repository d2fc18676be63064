"""A larger learning rate."""

from lines import check_training

#: With this rate the last few points throw the line about.
NEAR = 0.4


def test_your_training_with_the_larger_rate_finds_the_line(homework):
    """With the rate 0.1, from -15 and -10 again, in ten epochs, to a line near 1 and -1."""
    check_training(homework, 0.1, near=NEAR)


def test_model_is_the_one_that_was_trained(homework):
    """The new `model` has left -15 and -10 behind, which takes an optimizer that was made for it."""
    check_training(homework, 0.1, near=NEAR)
    weight, bias = homework.model.linear.weight.item(), homework.model.linear.bias.item()
    assert abs(weight - 1) < NEAR and abs(bias + 1) < NEAR, (
        f"in the end model has {weight:.4f} and {bias:.4f}, expected numbers near 1 and -1: make the new model "
        "first, put it at its start, and make the optimizer with its parameters then"
    )
