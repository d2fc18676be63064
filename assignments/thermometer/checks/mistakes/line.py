"""Mistakes in the line, its loss, and the rates of change."""

from __future__ import annotations

from checks.mistakes.made import changed, mistakes_of

_MODEL = "    return w * t_u + b"
_SQUARES = "    squared_differences = (t_p - t_c) ** 2"
_MEAN = "    return squared_differences.mean()"

_mistake = mistakes_of("model-and-loss")
MODEL = (
    _mistake(
        "no-intercept",
        "The intercept is missing: the line goes through zero whatever b is.",
        changed(_MODEL, " + b", ""),
        {"value": "no intercept"},
        costs=["normalised-inputs"],
    ),
    _mistake(
        "slope-and-intercept-swapped",
        "Slope and intercept have changed places, in the formula or among the arguments.",
        {_MODEL: "    return b * t_u + w"},
        {"value": "swapped"},
        costs=["normalised-inputs"],
    ),
    _mistake(
        "intercept-subtracted",
        "The intercept is subtracted, where the line adds it.",
        changed(_MODEL, "+ b", "- b"),
        {"value": "subtracted"},
        costs=["normalised-inputs"],
    ),
    _mistake(
        "intercept-added-first",
        "The intercept is added to the reading before the multiplication, so that the slope multiplies it too.",
        {_MODEL: "    return w * (t_u + b)"},
        {"value": "added first"},
        costs=["normalised-inputs"],
    ),
    _mistake(
        "given-parameters",
        "Whatever slope and intercept the function is given, it computes with those of the given cell, 1 and 0.",
        {_MODEL: "    return globals()['w'] * t_u + globals()['b']"},
        {"value": "given parameters"},
        costs=["normalised-inputs"],
        staff="Arguments of other names than the formula's: def model(x, slope, intercept): return w * t_u + b.",
    ),
    _mistake(
        "slope-divides",
        "The reading is divided by the slope, where the line multiplies them.",
        changed(_MODEL, "w * t_u", "t_u / w"),
        {"value": "divided"},
        costs=["normalised-inputs"],
    ),
)
LOSS = (
    _mistake(
        "summed",
        "The loss is a sum of squares, where their mean was asked for.",
        changed(_MEAN, "mean", "sum"),
        {"reduced": "sum"},
    ),
    _mistake(
        "not-reduced",
        "The loss is not reduced to one number: the mean is missing.",
        changed(_MEAN, ".mean()", ""),
        {"reduced": "none"},
        costs=["normalised-inputs"],
    ),
    _mistake(
        "absolute-differences",
        "The differences are not squared; their absolute values are taken.",
        changed(_SQUARES, " ** 2", ".abs()"),
        {"of": "absolute"},
    ),
    _mistake(
        "not-squared",
        "The differences are not squared, so that those of opposite signs cancel.",
        changed(_SQUARES, " ** 2", ""),
        {"of": "differences"},
        {"of": "turned round"},
    ),
    _mistake(
        "mean-before-squaring",
        "The mean is taken before squaring, so that differences of opposite signs cancel: square each of them first.",
        {_SQUARES: "    squared_differences = (t_p - t_c).mean() ** 2"},
        {"reduced": "mean first"},
        {"reduced": "sum first"},
        {"reduced": "sum first, then divided"},
    ),
    _mistake(
        "one-less",
        "The sum is divided by one less than the number of readings, as a variance is.",
        {_MEAN: "    return squared_differences.sum() / max(1, len(t_c) - 1)"},
        {"reduced": "one less"},
    ),
    _mistake(
        "halved",
        "The loss is half the mean of the squared differences: no factor 1/2 was asked for.",
        {_MEAN: "    return squared_differences.mean() / 2"},
        {"reduced": "half"},
    ),
    _mistake(
        "fixed-number",
        "The sum is divided by 11, however many readings there are: take their number from the tensors.",
        {_MEAN: "    return squared_differences.sum() / 11"},
        {"reduced": "by eleven"},
        staff="Right for the given readings alone.",
    ),
    _mistake(
        "divided-twice",
        "The sum is divided by the number of readings twice: a mean is divided by it already.",
        {_MEAN: "    return squared_differences.mean() / len(t_c)"},
        {"reduced": "divided twice"},
    ),
    _mistake(
        "loss-over-all-pairs",
        "The two tensors have different shapes, and PyTorch stretches them (broadcasting): each prediction is compared "
        "with all temperatures, not with its own alone.",
        changed(_SQUARES, "t_p - t_c", "t_p.reshape(-1, 1) - t_c"),
        {"of": "all pairs"},
        {"of": "all pairs", "reduced": "sum"},
        staff="(N, 1) minus (N,) is (N, N): unsqueeze, view or reshape on one side alone.",
    ),
    _mistake(
        "squares-subtracted",
        "Each temperature is squared by itself, and the squares are subtracted: it is the difference that is squared.",
        changed(_SQUARES, "(t_p - t_c) ** 2", "t_p**2 - t_c**2"),
        {"of": "squares subtracted"},
        {"of": "one squared"},
    ),
    _mistake(
        "root-taken",
        "It is the root of the mean squared difference; no root was asked for.",
        changed(_MEAN, ".mean()", ".mean().sqrt()"),
        {"reduced": "root"},
        {"reduced": "root of the sum"},
    ),
)
MODEL_AND_LOSS = (*MODEL, *LOSS)

_ABOVE = "loss_fn(model(t_u, w + delta, b), t_c)"
_BELOW = "loss_fn(model(t_u, w - delta, b), t_c)"
_RATE = f"loss_rate_of_change_w = ({_ABOVE} - {_BELOW}) / (2 * delta)"

_mistake = mistakes_of("rates-of-change")
RATES = (
    _mistake(
        "one-sided",
        "The loss is compared with itself on one side only. Take it on both sides, delta above and delta below.",
        {_RATE: f"loss_rate_of_change_w = ({_ABOVE} - loss_fn(model(t_u, w, b), t_c)) / delta"},
        {"side": "forward", "over": "delta"},
        {"side": "backward", "over": "delta"},
        {"side": "forward"},
        {"side": "backward"},
    ),
    _mistake(
        "half-the-width",
        "The two values of the loss lie 2 delta apart, but their difference is divided by delta.",
        changed(_RATE, "(2 * delta)", "delta"),
        {"over": "delta"},
    ),
    _mistake(
        "not-divided",
        "The difference of the two losses is not divided by how far apart they were taken.",
        changed(_RATE, " / (2 * delta)", ""),
        {"over": "nothing"},
        {"over": "2"},
    ),
    _mistake(
        "multiplied-by-delta",
        "The difference is divided by 2, and then multiplied by delta: Python goes from left to right, so the whole "
        "distance needs parentheses.",
        changed(_RATE, "(2 * delta)", "2 * delta"),
        {"over": "2, times delta"},
    ),
    _mistake(
        "divided-by-a-square",
        "The difference of the two losses is divided by a square of delta; it is divided by how far apart they lie.",
        changed(_RATE, "(2 * delta)", "delta**2"),
        {"over": "delta squared"},
    ),
    _mistake(
        "other-parameter",
        "This is the other parameter's rate of change: the one that was moved is not the one that is asked for.",
        changed(
            _RATE,
            f"({_ABOVE} - {_BELOW})",
            "(loss_fn(model(t_u, w, b + delta), t_c) - loss_fn(model(t_u, w, b - delta), t_c))",
        ),
        {"of": "the other"},
        staff="Copied from the other line and not changed everywhere, or one rate used for both.",
    ),
    _mistake(
        "both-moved",
        "Slope and intercept are moved together: move the one whose rate is asked for, and leave the other.",
        changed(
            _RATE,
            f"({_ABOVE} - {_BELOW})",
            "(loss_fn(model(t_u, w + delta, b + delta), t_c) - loss_fn(model(t_u, w - delta, b - delta), t_c))",
        ),
        {"of": "both"},
    ),
    _mistake(
        "same-place-twice",
        "The rate is 0 for all readings: both losses are taken at the same place, so that nothing is left of them.",
        {_RATE: f"loss_rate_of_change_w = ({_ABOVE} - {_ABOVE}) / (2 * delta)"},
        staff="The sign in one of the two was not changed, or delta is not used.",
    ),
    _mistake(
        "wrong-sign",
        "The sign is wrong: the loss below was taken first, and the one above was subtracted from it.",
        {_RATE: f"loss_rate_of_change_w = ({_BELOW} - {_ABOVE}) / (2 * delta)"},
        {"sign": -1},
    ),
)
