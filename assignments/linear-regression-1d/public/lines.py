"""The trainings of a line, and where they lead."""


def trainings_of_lines(homework):
    """Those of one weight and one bias."""
    return [t for t in homework.trainings() if [tuple(p.shape) for p in t.parameters] == [(1, 1), (1,)]]


def listed(trainings):
    """For messages."""
    return (
        "; ".join(f"lr {t.lr}, {t.steps} steps, from {line(t.before)} to {line(t.after)}" for t in trainings) or "none"
    )


def line(parameters):
    """Slope and intercept."""
    return tuple(round(parameter.item(), 4) for parameter in parameters)


def check_training(homework, lr, near):
    """There is a training with this rate, from -15 and -10, for ten epochs of sixty points, to near 1 and -1."""
    found = trainings_of_lines(homework)
    there = f"Your trainings of a line: {listed(found)}"
    with_rate = [training for training in found if training.lr == lr]
    assert with_rate, f"no training of a line has the learning rate {lr}. {there}"
    begun = [training for training in with_rate if line(training.before) == (-15, -10)]
    assert begun, (
        f"no training with the rate {lr} begins at -15 and -10: fill weight and bias first, then train. {there}"
    )
    whole = [training for training in begun if training.steps >= 600]
    assert whole, f"ten epochs of sixty batches of one point are 600 steps. {there}"
    ends = [line(training.after) for training in whole]
    assert any(abs(slope - 1) < near and abs(intercept + 1) < near for slope, intercept in ends), (
        f"the training does not end near 1 and -1: clear the gradients before each backward(). {there}"
    )
