"""Mistakes in the derivatives and the gradient by hand."""

from __future__ import annotations

from checks.mistakes.made import changed, mistakes_of

#: A training by hand that gets nowhere leaves no parameters of the best line.
TRAINING = ("normalised-inputs",)

_DLOSS = "    return 2 * (t_p - t_c) / t_p.size(0)"
_DW = 'with respect to the slope."""\n    return t_u'

_mistake = mistakes_of("derivatives")
DERIVATIVES = (
    _mistake(
        "missing-factor-2",
        "The factor 2 is missing: the derivative of a square is twice what was squared.",
        changed(_DLOSS, "2 * ", ""),
        {"factor": 1},
    ),
    _mistake(
        "not-averaged",
        "The loss is a mean: its derivative has to be divided by the number of readings.",
        changed(_DLOSS, " / t_p.size(0)", ""),
        {"mean": False},
        costs=TRAINING,
    ),
    _mistake(
        "wrong-sign",
        "The sign is wrong: is the difference taken the wrong way round?",
        changed(_DLOSS, "t_p - t_c", "t_c - t_p"),
        {"sign": -1},
        costs=TRAINING,
    ),
    _mistake(
        "squared-derivative",
        "The differences are squared: the derivative of a square has no square any more.",
        changed(_DLOSS, "(t_p - t_c)", "(t_p - t_c) ** 2"),
        {"of": "squared derivative"},
        {"of": "squares"},
        {"of": "squares", "factor": 1},
        costs=TRAINING,
    ),
    _mistake(
        "summed-too-early",
        "The derivative is a single number: there is one for each predicted temperature, in the shape of t_p.",
        {_DLOSS: "    return (2 * (t_p - t_c) / t_p.size(0)).sum()"},
        {"reduced_early": True},
        costs=TRAINING,
        staff="A mean or a sum over the readings. They are summed in exercise 4.",
    ),
    _mistake(
        "fixed-number",
        "The derivative is divided by 11, however many readings there are: take their number from the tensors.",
        changed(_DLOSS, "t_p.size(0)", "11"),
        {"mean": "eleven"},
    ),
    _mistake(
        "one-less",
        "The derivative is divided by one less than the number of readings.",
        changed(_DLOSS, "t_p.size(0)", "max(1, t_p.size(0) - 1)"),
        {"mean": "one less"},
    ),
    _mistake(
        "derivative-of-absolute",
        "These are signs: the derivative of the absolute differences, and not that of their squares.",
        {_DLOSS: "    return torch.sign(t_p - t_c) / t_p.size(0)"},
        {"of": "signs", "factor": 1},
        {"of": "signs"},
        costs=TRAINING,
    ),
    _mistake(
        "slope-for-reading",
        "The derivative of w · t_u with respect to w is not w.",
        changed(_DW, "t_u", "w"),
        {"dw": "w"},
        {"dw": "w everywhere"},
        costs=TRAINING,
    ),
    _mistake(
        "intercept-itself",
        "The derivative of the line with respect to b is not b.",
        changed("    return 1.0", "1.0", "b"),
        {"db": "b"},
        {"db": "b everywhere"},
        costs=TRAINING,
    ),
    _mistake(
        "line-itself",
        "This is the line itself, or a part of it, and not its derivative.",
        changed(_DW, "t_u", "w * t_u"),
        {"dw": "product"},
        {"dw": "line"},
        {"dw": "with intercept"},
        {"db": "line"},
        costs=TRAINING,
    ),
    _mistake(
        "derivatives-swapped",
        "The two derivatives of the line have changed places: 1 is the one with respect to b, not to w.",
        changed(_DW, "t_u", "torch.ones_like(t_u)"),
        {"dw": "one"},
        {"dw": "one everywhere"},
        {"db": "t_u"},
        costs=TRAINING,
    ),
    _mistake(
        "no-intercept-derivative",
        "The derivative with respect to b is not 0: the line moves by as much as b does.",
        changed("    return 1.0", "1.0", "0.0"),
        costs=TRAINING,
    ),
)

_OF_W = "(dloss_dtp * dmodel_dw(t_u, w, b)).sum()"
_OF_B = "(dloss_dtp * dmodel_db(t_u, w, b)).sum()"
_STACK = f"    return torch.stack([{_OF_W}, {_OF_B}])"
_STEP = "        params = params - learning_rate * grad_fn(t_u, t_c, t_p, w, b)"

_mistake = mistakes_of("gradient")
GRADIENT = (
    _mistake(
        "not-summed",
        "The contributions of the readings are not summed: there is one for each of them.",
        changed(_STACK, ".sum()", ""),
        {"reduced": "none"},
        costs=TRAINING,
    ),
    _mistake(
        "averaged-twice",
        "The mean is taken twice: dloss_fn has divided by the number of readings already.",
        changed(_STACK, ".sum()", ".mean()"),
        {"reduced": "mean"},
        costs=TRAINING,
    ),
    _mistake(
        "swapped",
        "The two parts have changed places: first comes the one for w.",
        {_STACK: f"    return torch.stack([{_OF_B}, {_OF_W}])"},
        {"order": "swapped"},
        costs=TRAINING,
    ),
    _mistake(
        "inner-derivative-missing",
        "The chain rule is not finished: the derivative of the model with respect to w is missing.",
        changed(_STACK, _OF_W, "dloss_dtp.sum()"),
        {"inner": False},
        costs=TRAINING,
    ),
    _mistake(
        "outer-derivative-missing",
        "The chain rule is not finished: the derivative of the loss is missing.",
        {_STACK: "    return torch.stack([t_u.sum(), torch.ones_like(t_u).sum()])"},
        {"outer": False},
        costs=TRAINING,
    ),
    _mistake(
        "sums-multiplied",
        "Sums are multiplied: first comes each reading's product, and then the sum over the readings.",
        changed(_STACK, _OF_W, "dloss_dtp.sum() * dmodel_dw(t_u, w, b).sum()"),
        {"reduced": "each factor"},
        costs=TRAINING,
    ),
    _mistake(
        "slope-multiplied-in",
        "The part for w is multiplied by w: the derivative with respect to w has no w in it.",
        changed(_STACK, "dmodel_dw(t_u, w, b)", "dmodel_dw(t_u, w, b) * w"),
        {"times_w": True},
        costs=TRAINING,
    ),
    _mistake(
        "wrong-sign",
        "The sign is wrong: this is the way downhill, and the gradient points uphill.",
        # With a training that fits it: two wrongs of one student.
        {**changed(_STACK, "return ", "return -"), **changed(_STEP, "params -", "params +")},
        {"sign": -1},
    ),
)
