"""Mistakes in the forward pass by hand. The likelier come first: where two give the same values, the first is told."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks import Misconception

_FIRST = "h = torch.relu(x @ W1 + B1)"
_LAST = "return torch.sigmoid(h @ W2 + B2)"


def _mistake(
    id: str,
    message: str,
    *ways: Mapping[str, object],
    first: str = "",
    last: str = "",
    staff: str = "",
    symptoms: tuple[str, ...] = (),
) -> Misconception:
    return Misconception(
        id=id,
        exercise="forward",
        message=message,
        staff_message=staff,
        ways=ways,
        symptoms=symptoms,
        edits={**({_FIRST: first} if first else {}), **({_LAST: last} if last else {})},
    )


#: The errors of a function that has the number of the given rows, 20, written into it.
FIXED_ROWS = (
    r"size of tensor a \((?!20\))\d+\) must match the size of tensor b \(20\) at non-singleton dimension 0",
    r"size of tensor a \(20\) must match the size of tensor b \((?!20\)|[234]\))\d+\) at non-singleton dimension 0",
    r"shape '\[20, [34]\]' is invalid for input of size",
    r"index (\d+) is out of bounds for dimension 0 with size \1\b",
)

FORWARD = (
    _mistake(
        "hidden-bias-left-out",
        "The bias of the hidden layer, B1, is left out: the layer is only the matrix product.",
        {"first_bias": "none"},
        first="h = torch.relu(x @ W1)",
    ),
    _mistake(
        "output-bias-left-out",
        "The bias of the output layer, B2, is left out: the layer is only the matrix product.",
        {"last_bias": "none"},
        last="return torch.sigmoid(h @ W2)",
    ),
    _mistake(
        "hidden-activation-missing",
        "The hidden layer has no activation: the ReLU between the two layers is missing.",
        {"first": "none"},
        first="h = x @ W1 + B1",
        staff="Without it the two layers are one linear map. A ReLU after the sigmoid, which changes nothing, gives "
        "the "
        "same.",
    ),
    _mistake(
        "output-activation-missing",
        "The output layer has no activation: the sigmoid at the end is missing, so that values are not kept between "
        "0 and 1.",
        {"last": "none"},
        {"returns": "z2"},
        last="return h @ W2 + B2",
    ),
    _mistake(
        "both-activations-missing",
        "Neither layer has its activation: both the ReLU and the sigmoid are missing.",
        {"first": "none", "last": "none"},
        first="h = x @ W1 + B1",
        last="return h @ W2 + B2",
    ),
    _mistake(
        "activations-swapped",
        "The two activations have changed places: the sigmoid is applied in the hidden layer and the ReLU at the "
        "output.",
        {"first": "sigmoid", "last": "relu"},
        first="h = torch.sigmoid(x @ W1 + B1)",
        last="return torch.relu(h @ W2 + B2)",
    ),
    _mistake(
        "sigmoid-in-hidden-layer",
        "The hidden layer has the wrong activation: a sigmoid, where the exercise asks for the ReLU.",
        {"first": "sigmoid"},
        first="h = torch.sigmoid(x @ W1 + B1)",
    ),
    _mistake(
        "relu-at-output",
        "The output layer has the wrong activation: a ReLU, where the exercise asks for the sigmoid.",
        {"last": "relu"},
        last="return torch.relu(h @ W2 + B2)",
    ),
    _mistake(
        "sigmoid-doubled",
        "The sigmoid is applied twice at the output, once too often.",
        {"last": "sigmoid twice"},
        last="return torch.sigmoid(torch.sigmoid(h @ W2 + B2))",
    ),
    _mistake(
        "relu-before-sigmoid",
        "The output layer has two activations: a ReLU is applied before the sigmoid, so that no output is below 0.5. "
        "The ReLU belongs to the hidden layer alone.",
        {"last": "relu, then sigmoid"},
        last="return torch.sigmoid(torch.relu(h @ W2 + B2))",
    ),
    _mistake(
        "sigmoid-after-relu",
        "The hidden layer has two activations: after the ReLU a sigmoid is applied as well. "
        "The sigmoid belongs to the output layer alone.",
        {"between": "sigmoid"},
        first="h = torch.sigmoid(torch.relu(x @ W1 + B1))",
    ),
    _mistake(
        "sigmoid-before-second-layer",
        "The sigmoid is in the wrong place: it is applied to the hidden values, before the second layer instead of "
        "after it.",
        {"between": "sigmoid", "last": "none"},
        first="h = torch.sigmoid(torch.relu(x @ W1 + B1))",
        last="return h @ W2 + B2",
    ),
    _mistake(
        "relu-before-first-layer",
        "The ReLU is in the wrong place: it is applied to the inputs, before the first layer instead of after it.",
        {"inputs": "relu", "first": "none"},
        first="h = torch.relu(x) @ W1 + B1",
    ),
    _mistake(
        "relu-moved-to-output",
        "The ReLU is in the wrong place: the hidden layer has none, and the output layer has it before the sigmoid.",
        {"first": "none", "last": "relu, then sigmoid"},
        first="h = x @ W1 + B1",
        last="return torch.sigmoid(torch.relu(h @ W2 + B2))",
    ),
    _mistake(
        "hidden-bias-after-activation",
        "The ReLU is applied too early: the bias B1 is added after it, where it belongs before it.",
        {"first_bias": "after"},
        first="h = torch.relu(x @ W1) + B1",
    ),
    _mistake(
        "output-bias-after-activation",
        "The sigmoid is applied too early: the bias B2 is added after it, where it belongs before it.",
        {"last_bias": "after"},
        last="return torch.sigmoid(h @ W2) + B2",
    ),
    _mistake(
        "softmax-at-output",
        "The output layer has the wrong activation: a softmax, which makes the outputs of a row add up to 1. "
        "The two outputs are independent of each other.",
        {"last": "softmax"},
        {"last": "softmax over the batch"},
        last="return torch.softmax(h @ W2 + B2, dim=-1)",
    ),
    _mistake(
        "tanh-at-output",
        "The output layer has the wrong activation: a tanh, where the exercise asks for the sigmoid.",
        {"last": "tanh"},
        last="return torch.tanh(h @ W2 + B2)",
    ),
    _mistake(
        "tanh-in-hidden-layer",
        "The hidden layer has the wrong activation: a tanh, where the exercise asks for the ReLU.",
        {"first": "tanh"},
        first="h = torch.tanh(x @ W1 + B1)",
    ),
    _mistake(
        "relative-of-relu",
        "The hidden layer has the wrong activation: a relative of the ReLU that lets something of the negative values "
        "through (leaky ReLU, ELU, GELU, softplus). The ReLU sets them to exactly 0.",
        {"first": "leaky relu"},
        {"first": "elu"},
        {"first": "gelu"},
        {"first": "softplus"},
        first="h = torch.nn.functional.leaky_relu(x @ W1 + B1)",
    ),
    _mistake(
        "relu-sign",
        "The ReLU's sign is wrong: it keeps the negative values, or turns them round, where it should set them to 0 "
        "and keep the positive ones.",
        {"first": "negative part"},
        {"first": "absolute value"},
        first="h = torch.clamp(x @ W1 + B1, max=0)",
    ),
    _mistake(
        "sigmoid-sign",
        "The sigmoid's sign is wrong: the exponent has the opposite sign, so that each output is 1 minus the right "
        "one.",
        {"last": "sigmoid of -z"},
        last="return 1 / (1 + torch.exp(h @ W2 + B2))",
    ),
    _mistake(
        "sigmoid-without-parentheses",
        "The sigmoid's formula lacks parentheses: what should be divided by the whole sum is divided by its first "
        "number alone, so that the outputs are larger than 1.",
        {"last": "1/1 + exp(-z)"},
        last="return 1 / 1 + torch.exp(-(h @ W2 + B2))",
    ),
    _mistake(
        "bias-added-twice",
        "A bias is added twice, once too often.",
        {"first_bias": "twice"},
        {"last_bias": "twice"},
        {"first_bias": "twice", "last_bias": "twice"},
        first="h = torch.relu(torch.addmm(B1, x, W1) + B1)",
    ),
    _mistake(
        "bias-subtracted",
        "A bias has the wrong sign: it is subtracted, where it should be added.",
        {"first_bias": "subtracted"},
        {"last_bias": "subtracted"},
        {"first_bias": "subtracted", "last_bias": "subtracted"},
        first="h = torch.relu(x @ W1 - B1)",
    ),
    _mistake(
        "outputs-rounded",
        "The outputs are turned into 0 and 1. The network's outputs are the sigmoid's values themselves.",
        {"last": "step"},
        last="return (torch.sigmoid(h @ W2 + B2) > 0.5).float()",
    ),
    _mistake(
        "relu-as-step",
        "The hidden layer has the ReLU's derivative in place of the ReLU: its values are only 0 and 1.",
        {"first": "step"},
        first="h = (x @ W1 + B1 > 0).float()",
    ),
    _mistake(
        "hidden-values-returned",
        "What is returned are the values of the hidden layer: the second layer's are missing.",
        {"returns": "h"},
        {"returns": "z1"},
        last="return h",
    ),
    _mistake(
        "given-inputs-used",
        "The function does not use its argument x: it computes with the given data X, whatever it is called with.",
        {"uses": "X"},
        first="h = torch.relu(X @ W1 + B1)",
    ),
    _mistake(
        "matrix-product-turned",
        "The two factors of a matrix product are in the wrong order, or one of them is transposed: the batch comes "
        "first, in the rows, and the weights need no turning.",
        symptoms=(
            r"shapes cannot be multiplied \((3x4 and \d+x3|4x2 and \d+x4|\d+x3 and 4x3|\d+x4 and 2x4|4x3 and \d+x3)\)",
        ),
        first="h = torch.relu(W1 @ x + B1)",
    ),
    _mistake(
        "biases-mixed-up",
        "A layer gets the other layer's bias: B1 belongs to the hidden layer, and B2 to the output.",
        symptoms=(
            r"size of tensor a \(2\) must match the size of tensor b \(4\) at non-singleton dimension 1",
            # The same sizes as those of an element by element product with W2.
            r"size of tensor a \(4\) must match the size of tensor b \(2\) at non-singleton dimension 1(?!.*W2)",
        ),
        last="return torch.sigmoid(h @ W2 + B1)",
    ),
    _mistake(
        "elementwise-product",
        "Two matrices are multiplied element by element, where a matrix product is meant.",
        symptoms=(
            r"size of tensor a \(3\) must match the size of tensor b \(4\)",
            r"size of tensor a \(4\) must match the size of tensor b \(2\)",
            r"size of tensor a \(\d+\) must match the size of tensor b \([34]\) at non-singleton dimension 0",
        ),
        first="h = torch.relu(x * W1 + B1)",
    ),
    _mistake(
        "not-the-same-twice",
        "The function gives other values when it is called again with the same inputs: it changes something outside "
        "itself, or adds to it.",
        first="forward.calls = getattr(forward, 'calls', 0) + 1; h = torch.relu(x @ W1 + B1 + forward.calls / 100)",
    ),
    Misconception(
        id="own-parameters",
        exercise="forward",
        message="The function does not look at the present values of W1, B1, W2 and B2 when it is called: it computes "
        "with copies that were made before, or with numbers of its own.",
        staff_message="Copies for NumPy, default arguments, attributes of an object made from the given tensors.",
        solution="def forward(x, w1=W1.clone(), b1=B1.clone(), w2=W2.clone(), b2=B2.clone()):\n"
        "    return torch.sigmoid(torch.relu(x @ w1 + b1) @ w2 + b2)\n",
    ),
    _mistake(
        "fixed-number-of-rows",
        "The function works for 20 rows alone: their number is written into it. It has to take it from x, which may "
        "have any number of rows.",
        symptoms=FIXED_ROWS,
        first="h = torch.relu(x @ W1 + B1.expand(20, 4))",
    ),
)
