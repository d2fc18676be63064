"""Mistakes in the training by hand, and in the one on normalised inputs."""

from __future__ import annotations

from checks.mistakes.derivatives import TRAINING
from checks.mistakes.made import changed, mistakes_of

_STEP = "        params = params - learning_rate * grad_fn(t_u, t_c, t_p, w, b)"
_BREAK = "        if not torch.isfinite(loss):\n            break\n"
_RETURN = f"            log(epoch, float(loss))\n{_BREAK}    return params"
_EPOCHS = "    for epoch in range(1, n_epochs + 1):\n        w, b = params"
_PREDICT = "        t_p = model(t_u, w, b)\n        loss = loss_fn(t_p, t_c)"
_RATE, _PARAMS = "    learning_rate: float,\n", "    params: Tensor,\n"
#: The arguments of the loop by hand begin so, and those of no other version.
_HEAD = "def train_by_hand(\n    n_epochs: int,\n    learning_rate: float,\n    params: Tensor,\n    t_u: Tensor,"

_mistake = mistakes_of("training-by-hand")
BY_HAND = (
    _mistake(
        "uphill",
        "The steps go uphill: against the gradient is where the loss falls.",
        changed(_STEP, "params -", "params +"),
        {"sign": -1},
        costs=TRAINING,
    ),
    _mistake(
        "always-from-the-start",
        "Every epoch starts again from the first parameters, so that all of them together are one step.",
        {**changed(_STEP, "        params =", "        moved ="), **changed(_RETURN, "return params", "return moved")},
        {"at": "the start"},
        costs=TRAINING,
    ),
    _mistake(
        "same-gradient",
        "Every epoch goes by the first epoch's gradient: it has to be computed anew, inside the loop.",
        {
            _STEP: _STEP.replace(
                "grad_fn(t_u, t_c, t_p, w, b)", "(first := grad_fn(t_u, t_c, t_p, w, b) if epoch == 1 else first)"
            )
        },
        {"at": "the first gradient"},
        costs=TRAINING,
    ),
    _mistake(
        "returns-in-loop",
        "The loop ends in its first round: `return` stands inside it.",
        changed(_RETURN, f"{_BREAK}    return params", "        return params"),
        {"only_epochs": 1},
        costs=TRAINING,
    ),
    _mistake(
        "one-step-alone",
        "However many epochs are asked for, the result is that of one step: either the loop ends in its first round "
        "(a `return` inside it), or every epoch starts again from the first parameters.",
        {
            _PREDICT: "        error = w * t_u + b - t_c\n        loss = error.square().mean()",
            _STEP: "        moved = params - learning_rate * 2 * torch.stack([(error * t_u).mean(), error.mean()])",
            **changed(_RETURN, "return params", "return moved"),
        },
        costs=TRAINING,
        staff="The loop calls neither model nor loss_fn nor grad_fn, so that its rounds cannot be counted.",
    ),
    _mistake(
        "never-steps",
        "The parameters that are returned are those that the loop was given: no step is kept.",
        changed(_STEP, "        params =", "        moved ="),
        {"rate": 0.0},
        costs=TRAINING,
    ),
    _mistake(
        "rate-hard-coded",
        "The step's length is always 0.01, whatever learning rate the loop is given.",
        changed(_STEP, "learning_rate", "0.01"),
        {"rate": 0.01},
        staff="A number, or a global learning_rate where the argument has another name.",
    ),
    _mistake(
        "learning-rate-missing",
        "The step is the whole gradient: it has to be multiplied by the learning rate.",
        changed(_STEP, "learning_rate * ", ""),
        {"rate": 1.0},
        costs=TRAINING,
    ),
    _mistake(
        "one-epoch-too-few",
        "There is one epoch too few.",
        changed(_EPOCHS, "n_epochs + 1", "n_epochs"),
        {"more_epochs": -1},
    ),
    _mistake(
        "one-epoch-too-many",
        "There is one epoch too many.",
        changed(_EPOCHS, "range(1, n_epochs + 1)", "range(n_epochs + 1)"),
        {"more_epochs": 1},
    ),
    _mistake(
        "arguments-in-another-order",
        "The function takes its arguments in another order than was asked for.",
        {_HEAD: _HEAD.replace(_RATE, "").replace(_PARAMS, _PARAMS + _RATE)},
        symptoms=(
            r"cannot unpack non-iterable float",
            r"iteration over a 0-d tensor",
            r"'float' object is not iterable",
        ),
        costs=TRAINING,
    ),
    _mistake(
        "goes-on-for-ever",
        "The loop goes on after the loss has become infinite, and ends with parameters that are no numbers.",
        {_BREAK: ""},
    ),
)

_CALL = "train_by_hand(5000, 1e-2, torch.tensor([1.0, 0.0]), t_un, t_c)"

_mistake = mistakes_of("normalised-inputs")
INPUTS = (
    _mistake(
        "not-normalised",
        "`t_un` holds the readings as they are; it was to hold a tenth of them.",
        changed("t_un = 0.1 * t_u", "0.1 * t_u", "t_u"),
        costs=["linear-model"],
    ),
    _mistake(
        "standardised",
        "`t_un` is shifted as well (to a mean of 0): asked for is a tenth of the readings, no more.",
        changed("t_un = 0.1 * t_u", "0.1 * t_u", "(t_u - t_u.mean()) / t_u.std()"),
        costs=["linear-model"],
    ),
    _mistake(
        "another-scale",
        "`t_un` is another multiple of the readings than a tenth.",
        changed("t_un = 0.1 * t_u", "0.1 * t_u", "0.05 * t_u"),
        costs=["linear-model"],
    ),
)
TRAINED = (
    _mistake(
        "diverged",
        "The training has diverged: its steps are too long. Did it run on t_u instead of t_un, or with a larger "
        "learning rate than 0.01?",
        changed(_CALL, "t_un", "t_u"),
    ),
    _mistake(
        "fits-other-readings",
        "These parameters fit the readings as they are: the training ran on t_u, and not on t_un.",
        {_CALL: "train_by_hand(5000, 1e-4, torch.tensor([1.0, 0.0]), t_u, t_c)"},
        staff="With a learning rate so small that it did not diverge.",
    ),
    _mistake(
        "too-few-epochs",
        "The training goes in the right direction, and was stopped early: at a learning rate of 0.01 a few thousand "
        "epochs are needed.",
        changed(_CALL, "5000", "500"),
    ),
    _mistake(
        "not-trained",
        "`params` are still those that a training begins with: what it returns has to be given that name.",
        {f"params = {_CALL}": f"params = torch.tensor([1.0, 0.0])\n    {_CALL}"},
    ),
)
NORMALISED = (*INPUTS, *TRAINED)
