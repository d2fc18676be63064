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
        "Slope and intercept have changed places.",
        {_MODEL: "    return b * t_u + w"},
        {"value": "swapped"},
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
    ),
    _mistake(
        "root-taken",
        "It is the root of the mean squared difference; no root was asked for.",
        changed(_MEAN, ".mean()", ".mean().sqrt()"),
        {"reduced": "root"},
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
    ),
    _mistake(
        "wrong-sign",
        "The sign is wrong: the loss below was taken first, and the one above was subtracted from it.",
        {_RATE: f"loss_rate_of_change_w = ({_BELOW} - {_ABOVE}) / (2 * delta)"},
        {"sign": -1},
    ),
)
