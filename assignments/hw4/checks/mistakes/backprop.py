"""Mistakes in the backward pass by hand. The likelier come first: where two give the same values, the first is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from checks.mistakes.forward import FIXED_ROWS, FORWARD

from grader.checks import Misconception

_LINES = {
    "z1": "z1 = x @ W1 + B1",
    "h": "h = torch.relu(z1)",
    "y_hat": "y_hat = torch.sigmoid(h @ W2 + B2)",
    "y_hat_grad": "y_hat_grad = 2 * (y_hat - Y)",
    "z2_grad": "z2_grad = y_hat_grad * y_hat * (1 - y_hat)",
    "h_grad": "h_grad = z2_grad @ W2.T",
    "z1_grad": "z1_grad = h_grad * (z1 >= 0)",
    "returned": "return x.T @ z1_grad, z1_grad.sum(0), h.T @ z2_grad, z2_grad.sum(0)",
}


def _mistake(
    id: str,
    message: str,
    *ways: Mapping[str, object],
    staff: str = "",
    symptoms: tuple[str, ...] = (),
    **lines: str,
) -> Misconception:
    """A mistake whose solution has other lines than the reference: the name that a line binds -> the line."""
    return Misconception(
        id=id,
        exercise="backprop",
        message=message,
        staff_message=staff,
        ways=ways,
        symptoms=symptoms,
        edits={_LINES[name]: line for name, line in lines.items()},
    )


_OWN = (
    _mistake(
        "missing-factor-2",
        "The factor 2 is missing: the derivative of a square is twice what was squared.",
        {"factor": 1.0},
        y_hat_grad="y_hat_grad = y_hat - Y",
        staff="All four gradients are half of the right ones.",
    ),
    _mistake(
        "factor-2-doubled",
        "The factor 2 of the squared error's derivative is taken twice.",
        {"factor": 4.0},
        y_hat_grad="y_hat_grad = 2 * 2 * (y_hat - Y)",
    ),
    _mistake(
        "wrong-sign",
        "The sign is wrong: every value is the negative of the right one. Is the difference of outputs and targets "
        "taken the wrong way round? The gradient points to where the loss grows.",
        {"loss_gradient": "turned round"},
        {"last_slope": "y(y-1)"},
        {"times": -1.0},
        y_hat_grad="y_hat_grad = 2 * (Y - y_hat)",
    ),
    _mistake(
        "mean-instead-of-sum",
        "It is the gradient of a mean, but the loss here is a sum: nothing is divided by the number of rows or of "
        "values.",
        {"mean_over": "values"},
        {"mean_over": "batch"},
        y_hat_grad="y_hat_grad = 2 * (y_hat - Y) / len(x)",
        staff="1/N (mean over the batch) or 1/(2N) (mean over all values, as mse_loss does by default).",
    ),
    _mistake(
        "bias-gradients-averaged",
        "The gradients of the biases are means over the batch, where they should be sums.",
        {"biases": "mean"},
        returned="return x.T @ z1_grad, z1_grad.mean(0), h.T @ z2_grad, z2_grad.mean(0)",
    ),
    _mistake(
        "weight-gradients-averaged",
        "The gradients of the weights are means over the batch, where they should be sums.",
        {"weights": "mean"},
        returned="return x.T @ z1_grad / len(x), z1_grad.sum(0), h.T @ z2_grad / len(x), z2_grad.sum(0)",
    ),
    _mistake(
        "bias-gradients-not-summed",
        "The gradients of the biases are not summed over the batch: there is one row for each row of x.",
        {"biases": "not summed"},
        returned="return x.T @ z1_grad, z1_grad, h.T @ z2_grad, z2_grad",
    ),
    _mistake(
        "bias-gradients-summed-wrongly",
        "The gradients of the biases are summed in the wrong direction: over the units of a layer, where the sum "
        "should run over the batch.",
        {"biases": "summed over units"},
        {"biases": "summed over everything"},
        {"biases": "mean over everything"},
        returned="return x.T @ z1_grad, z1_grad.sum(1), h.T @ z2_grad, z2_grad.sum(1)",
    ),
    _mistake(
        "weight-gradients-not-summed",
        "The gradients of the weights are not summed over the batch: there is one matrix for each row of x.",
        {"weights": "not summed"},
        returned=(
            "return x[..., None] * z1_grad[:, None], z1_grad.sum(0), h[..., None] * z2_grad[:, None], z2_grad.sum(0)"
        ),
    ),
    _mistake(
        "last-row-alone",
        "The gradients are those of the last row alone: each round of the loop replaces what the one before had found, "
        "where it should be added.",
        {"rows": "last"},
        returned="return x[-1:].T @ z1_grad[-1:], z1_grad[-1], h[-1:].T @ z2_grad[-1:], z2_grad[-1]",
    ),
    _mistake(
        "first-row-alone",
        "The gradients are those of the first row alone: the function returns in the first round of its loop.",
        {"rows": "first"},
        returned="return x[:1].T @ z1_grad[:1], z1_grad[0], h[:1].T @ z2_grad[:1], z2_grad[0]",
    ),
    _mistake(
        "weight-gradients-transposed",
        "The gradients of the weights are transposed: rows and columns have changed places.",
        {"weights": "transposed"},
        returned="return z1_grad.T @ x, z1_grad.sum(0), z2_grad.T @ h, z2_grad.sum(0)",
    ),
    _mistake(
        "sigmoid-derivative-missing",
        "The derivative of the sigmoid is missing in the chain rule: between y_hat_grad and z2_grad nothing is "
        "multiplied.",
        {"last_slope": "none"},
        {"loss_gradient": "cross entropy"},
        z2_grad="z2_grad = y_hat_grad",
    ),
    _mistake(
        "sigmoid-derivative-at-z2",
        "The derivative of the sigmoid is taken at the wrong value: the formula y(1 - y) holds for the sigmoid's "
        "output, and here the value before the sigmoid was put in.",
        {"last_slope": "z(1-z)"},
        z2_grad="z2 = h @ W2 + B2; z2_grad = y_hat_grad * z2 * (1 - z2)",
    ),
    _mistake(
        "sigmoid-derivative-at-y-hat",
        "The derivative of the sigmoid is taken at the wrong value: the sigmoid is applied once more to y_hat, which "
        "already is its output.",
        {"last_slope": "s'(y)"},
        z2_grad="s = torch.sigmoid(y_hat); z2_grad = y_hat_grad * s * (1 - s)",
    ),
    _mistake(
        "sigmoid-derivative-incomplete",
        "The derivative of the sigmoid is incomplete: of its two factors only one is there.",
        {"last_slope": "y"},
        {"last_slope": "1-y"},
        z2_grad="z2_grad = y_hat_grad * y_hat",
    ),
    _mistake(
        "sigmoid-derivative-without-parentheses",
        "In the derivative of the sigmoid parentheses are missing: y_hat is subtracted from the whole product, where "
        "it should be subtracted from 1 first.",
        {"last_slope": "y, then less y"},
        z2_grad="z2_grad = y_hat_grad * y_hat * 1 - y_hat",
    ),
    _mistake(
        "sigmoid-derivative-wrong-formula",
        "The derivative of the sigmoid has the wrong formula (the one of the tanh, a sign turned, a power too many, "
        "or the ReLU's).",
        {"last_slope": "1-y^2"},
        {"last_slope": "y(1+y)"},
        {"last_slope": "y^2(1-y)^2"},
        {"last_slope": "z2>=0"},
        {"last_slope": "z2"},
        z2_grad="z2_grad = y_hat_grad * (1 - y_hat**2)",
    ),
    _mistake(
        "relu-derivative-missing",
        "The derivative of the ReLU is missing in the chain rule, or it is 1 everywhere: between h_grad and z1_grad "
        "the units that the ReLU had set to 0 must drop out.",
        {"first_slope": "none"},
        z1_grad="z1_grad = h_grad",
        staff="Also `h >= 0` for `z1 >= 0`, which is always true.",
    ),
    _mistake(
        "relu-derivative-at-gradient",
        "The derivative of the ReLU is taken at the wrong value: it looks at the sign of the gradient h_grad, where "
        "it should look at z1, the value that went into the ReLU.",
        {"first_slope": "h_grad>=0"},
        z1_grad="z1_grad = torch.relu(h_grad)",
    ),
    _mistake(
        "relu-instead-of-derivative",
        "The gradient is multiplied by the ReLU's value, or by z1, where it should be multiplied by the ReLU's "
        "derivative, which is 0 or 1.",
        {"first_slope": "h"},
        {"first_slope": "z1"},
        z1_grad="z1_grad = h_grad * h",
    ),
    _mistake(
        "relu-derivative-inverted",
        "The derivative of the ReLU is the wrong way round: it is 1 for negative values and 0 for positive ones.",
        {"first_slope": "z1<0"},
        z1_grad="z1_grad = h_grad * (z1 < 0)",
    ),
    _mistake(
        "relu-derivative-as-sign",
        "The derivative of the ReLU is -1 for negative values, where it should be 0.",
        {"first_slope": "sign"},
        z1_grad="z1_grad = h_grad * torch.sign(z1)",
    ),
    _mistake(
        "sigmoid-derivative-in-hidden-layer",
        "In the hidden layer stands the derivative of the sigmoid. The hidden layer's activation is the ReLU.",
        {"first_slope": "h(1-h)"},
        {"first_slope": "s'(z1)"},
        {"first_slope": "z1(1-z1)"},
        z1_grad="z1_grad = h_grad * h * (1 - h)",
    ),
    _mistake(
        "relu-derivative-at-wrong-value",
        "The derivative of the ReLU is taken at the wrong value: it is 0 and 1 in other places than the ReLU's own "
        "input says.",
        {"first_slope": "z1>=1"},
        {"first_slope": "row of x"},
        {"first_slope": "row of y_hat"},
        z1_grad="z1_grad = h_grad * (z1 >= 1)",
    ),
    _mistake(
        "w2-not-transposed",
        "On the way back through the second layer W2 must be transposed, so that its rows and columns change places.",
        {"way_back": "reshaped"},
        symptoms=(
            r"shapes cannot be multiplied \(\d+x2 and 4x2\)",
            r"size of tensor a \(2\) must match the size of tensor b \(4\)(?!.*\+ ?B1)",
            r"size mismatch.*\d+x2.*4x2",
            r"expand.*\[4, 2\]",
        ),
        h_grad="h_grad = z2_grad @ W2",
        staff="z2_grad @ W2 does not fit; a reshape makes it fit, with the wrong numbers in the wrong places.",
    ),
    _mistake(
        "other-weights-on-the-way-back",
        "On the way back to the hidden layer stand the wrong weights: what was multiplied by W2 on the way there goes "
        "back through W2, not through W1.",
        symptoms=(r"shapes cannot be multiplied \(\d+x2 and (3x4|4x3)\)",),
        h_grad="h_grad = z2_grad @ W1.T",
    ),
    _mistake(
        "loss-instead-of-derivative",
        "The squared differences themselves are sent back, where their derivative should be: the square is still "
        "there.",
        {"loss_gradient": "square alone"},
        {"loss_gradient": "square"},
        y_hat_grad="y_hat_grad = (y_hat - Y) ** 2",
    ),
    _mistake(
        "differences-summed-first",
        "The differences of outputs and targets are added up, or averaged, before they are sent back. Each row and "
        "each output has a difference of its own; the sum comes last, in the gradients.",
        {"loss_gradient": "summed over everything"},
        {"loss_gradient": "summed over the batch"},
        {"loss_gradient": "mean over everything"},
        {"loss_gradient": "mean over the batch"},
        y_hat_grad="y_hat_grad = 2 * (y_hat - Y).sum()",
    ),
    _mistake(
        "factor-2-of-the-output-alone",
        "The factor 2 multiplies the outputs alone, where it should multiply the whole difference. Are parentheses "
        "missing?",
        {"loss_gradient": "factor before y_hat alone"},
        y_hat_grad="y_hat_grad = 2 * y_hat - Y",
    ),
    _mistake(
        "absolute-difference",
        "The sign of the difference is lost: its absolute value is taken.",
        {"loss_gradient": "absolute"},
        y_hat_grad="y_hat_grad = 2 * (y_hat - Y).abs()",
    ),
    _mistake(
        "difference-not-squared",
        "It is the gradient of the absolute differences: only the sign of each is left. The loss squares them.",
        {"loss_gradient": "sign"},
        y_hat_grad="y_hat_grad = torch.sign(y_hat - Y)",
    ),
    _mistake(
        "hidden-gradient-skips-sigmoid",
        "The way back to the hidden layer leaves out the sigmoid's derivative: it starts from y_hat_grad, where it "
        "should start from z2_grad.",
        {"hidden_from": "y_hat_grad"},
        h_grad="h_grad = y_hat_grad @ W2.T",
    ),
    _mistake(
        "value-before-relu",
        "The gradient of W2 is made with the hidden layer's values before the ReLU. What flows into the second layer "
        "are those after it.",
        {"second_inputs": "z1"},
        returned="return x.T @ z1_grad, z1_grad.sum(0), z1.T @ z2_grad, z2_grad.sum(0)",
    ),
    _mistake(
        "learning-rate-included",
        "The gradients are multiplied by the learning rate 0.01. That happens later, in the step; here the gradients "
        "themselves are asked for.",
        {"times": 0.01},
        {"times": -0.01},
        returned="return tuple(0.01 * g for g in (x.T @ z1_grad, z1_grad.sum(0), h.T @ z2_grad, z2_grad.sum(0)))",
    ),
    _mistake(
        "parameters-updated",
        "What is returned are the parameters after a step of gradient descent. The gradients themselves are asked for.",
        {"gives": "updated"},
        returned="return W1 - 0.01 * x.T @ z1_grad, B1 - 0.01 * z1_grad.sum(0), "
        "W2 - 0.01 * h.T @ z2_grad, B2 - 0.01 * z2_grad.sum(0)",
    ),
    _mistake(
        "results-in-wrong-order",
        "The gradients are returned in the wrong order: W1_grad, B1_grad, W2_grad, B2_grad is asked for.",
        returned="return z2_grad.sum(0), h.T @ z2_grad, z1_grad.sum(0), x.T @ z1_grad",
    ),
    _mistake(
        "hidden-values-for-inputs",
        "The gradient of W1 is made with the hidden layer's values. What flows into the first layer are the inputs x.",
        {"first_inputs": "h"},
        returned="return h.T @ z1_grad, z1_grad.sum(0), h.T @ z2_grad, z2_grad.sum(0)",
    ),
    _mistake(
        "fixed-number-of-rows",
        "The function works for 20 rows alone: their number is written into it. It has to take it from x, which may "
        "have any number of rows.",
        {"rows": "first 20"},
        symptoms=FIXED_ROWS,
        z1="z1 = x @ W1 + B1.expand(20, 4)",
    ),
    _mistake(
        "not-the-same-twice",
        "The function gives other gradients when it is called again with the same inputs: it changes something outside "
        "itself, or adds to it.",
        y_hat_grad="backprop.n = getattr(backprop, 'n', 0) + 1; y_hat_grad = (1 + backprop.n) * (y_hat - Y)",
    ),
    Misconception(
        id="own-parameters",
        exercise="backprop",
        message="The function does not look at the present values of W1, B1, W2, B2 and Y when it is called: it "
        "computes with copies that were made before, or with numbers of its own.",
        staff_message="Copies for NumPy, default arguments, attributes of an object made from the given tensors.",
        solution="def backprop(x, w1=W1.clone(), b1=B1.clone(), w2=W2.clone(), b2=B2.clone()):\n"
        "    z1 = x @ w1 + b1\n    h = torch.relu(z1)\n    y_hat = torch.sigmoid(h @ w2 + b2)\n"
        "    z2_grad = 2 * (y_hat - Y) * y_hat * (1 - y_hat)\n    z1_grad = (z2_grad @ w2.T) * (z1 >= 0)\n"
        "    return x.T @ z1_grad, z1_grad.sum(0), h.T @ z2_grad, z2_grad.sum(0)\n",
    ),
)

#: Lines of the forward pass in which a mistake of exercise 1 is made again.
_REPEATED = {
    "hidden-bias-left-out": {"z1": "z1 = x @ W1"},
    "output-bias-left-out": {"y_hat": "y_hat = torch.sigmoid(h @ W2)"},
    "hidden-activation-missing": {"h": "h = z1"},
    "output-activation-missing": {"y_hat": "y_hat = h @ W2 + B2"},
    "activations-swapped": {"h": "h = torch.sigmoid(z1)", "y_hat": "y_hat = torch.relu(h @ W2 + B2)"},
    "sigmoid-in-hidden-layer": {"h": "h = torch.sigmoid(z1)"},
    "relu-at-output": {"y_hat": "y_hat = torch.relu(h @ W2 + B2)"},
    "sigmoid-doubled": {"y_hat": "y_hat = torch.sigmoid(torch.sigmoid(h @ W2 + B2))"},
    "relu-before-sigmoid": {"y_hat": "y_hat = torch.sigmoid(torch.relu(h @ W2 + B2))"},
    "sigmoid-after-relu": {"h": "h = torch.sigmoid(torch.relu(z1))"},
    "hidden-bias-after-activation": {"h": "z1 = x @ W1; h = torch.relu(z1) + B1"},
    "tanh-in-hidden-layer": {"h": "h = torch.tanh(z1)"},
    "softmax-at-output": {"y_hat": "y_hat = torch.softmax(h @ W2 + B2, dim=-1)"},
}


def _in_its_forward_pass() -> tuple[Misconception, ...]:
    return tuple(
        replace(
            mistake,
            exercise="backprop",
            message=f"In the forward pass that backprop begins with: {mistake.message}",
            ways=tuple(way for way in mistake.ways if "returns" not in way),
            edits={_LINES[name]: line for name, line in _REPEATED[mistake.id].items()},
            symptoms=(),
        )
        for mistake in FORWARD
        if mistake.id in _REPEATED
    )


BACKPROP = (*_OWN, *_in_its_forward_pass())
