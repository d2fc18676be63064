"""Mistakes in the derivatives, the gradient, and the training by hand."""

from __future__ import annotations

from checks.mistakes.made import changed, mistakes_of

#: A training by hand that gets nowhere leaves no parameters of the best line.
_TRAINING = ("normalised-inputs",)

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
        costs=_TRAINING,
    ),
    _mistake(
        "wrong-sign",
        "The sign is wrong: is the difference taken the wrong way round?",
        changed(_DLOSS, "t_p - t_c", "t_c - t_p"),
        {"sign": -1},
        costs=_TRAINING,
    ),
    _mistake(
        "slope-for-reading",
        "The derivative of w · t_u with respect to w is not w.",
        changed(_DW, "t_u", "w"),
        {"dw": "w"},
        {"dw": "w everywhere"},
        costs=_TRAINING,
    ),
    _mistake(
        "intercept-itself",
        "The derivative of the line with respect to b is not b.",
        changed("    return 1.0", "1.0", "b"),
        {"db": "b"},
        costs=_TRAINING,
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
        costs=_TRAINING,
    ),
    _mistake(
        "averaged-twice",
        "The mean is taken twice: dloss_fn has divided by the number of readings already.",
        changed(_STACK, ".sum()", ".mean()"),
        {"reduced": "mean"},
        costs=_TRAINING,
    ),
    _mistake(
        "swapped",
        "The two parts have changed places: first comes the one for w.",
        {_STACK: f"    return torch.stack([{_OF_B}, {_OF_W}])"},
        {"order": "swapped"},
        costs=_TRAINING,
    ),
    _mistake(
        "inner-derivative-missing",
        "The chain rule is not finished: the derivative of the model with respect to w is missing.",
        changed(_STACK, _OF_W, "dloss_dtp.sum()"),
        {"inner": False},
        costs=_TRAINING,
    ),
    _mistake(
        "wrong-sign",
        "The sign is wrong: this is the way downhill, and the gradient points uphill.",
        # With a training that fits it: two wrongs of one student.
        {**changed(_STACK, "return ", "return -"), **changed(_STEP, "params -", "params +")},
        {"sign": -1},
    ),
)

_BREAK = "        if not torch.isfinite(loss):\n            break\n"
_RETURN = f"            log(epoch, float(loss))\n{_BREAK}    return params"
_EPOCHS = "    for epoch in range(1, n_epochs + 1):\n        w, b = params"

_mistake = mistakes_of("training-by-hand")
BY_HAND = (
    _mistake(
        "uphill",
        "The steps go uphill: against the gradient is where the loss falls.",
        changed(_STEP, "params -", "params +"),
        {"sign": -1},
        costs=_TRAINING,
    ),
    _mistake(
        "always-from-the-start",
        "Every epoch starts again from the first parameters, so that all of them together are one step.",
        {**changed(_STEP, "        params =", "        moved ="), **changed(_RETURN, "return params", "return moved")},
        {"at": "the start"},
        costs=_TRAINING,
    ),
    _mistake(
        "learning-rate-missing",
        "The step is the whole gradient: it has to be multiplied by the learning rate.",
        changed(_STEP, "learning_rate * ", ""),
        {"rate": 1.0},
        costs=_TRAINING,
    ),
    _mistake(
        "one-epoch-too-few",
        "There is one epoch too few.",
        changed(_EPOCHS, "n_epochs + 1", "n_epochs"),
        {"more_epochs": -1},
    ),
    _mistake(
        "goes-on-for-ever",
        "The loop goes on after the loss has become infinite, and ends with parameters that are no numbers.",
        {_BREAK: ""},
    ),
)

_CALL = "train_by_hand(5000, 1e-2, torch.tensor([1.0, 0.0]), t_un, t_c)"

_mistake = mistakes_of("normalised-inputs")
NORMALISED = (
    _mistake(
        "diverged",
        "The training has diverged. With these readings as they are a step of 0.01 is too long: train on t_un.",
        changed(_CALL, "t_un", "t_u"),
    ),
    _mistake(
        "too-few-epochs",
        "The training goes in the right direction, and was stopped early: a few thousand epochs are needed.",
        changed(_CALL, "5000", "500"),
    ),
)
