"""Mistakes as students write them, in their own words: the exercise, the code that has it, and what it must be called.

Each text replaces what it defines in `RIGHT`, a submission that earns everything. None of it is the catalogue's own.
"""

from __future__ import annotations

from dataclasses import dataclass

RIGHT = """\
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.functional import mse_loss


def generate_data(N):
    X = torch.randn(N, 3)
    Y = (torch.stack([
        (X[:, 0] + X[:, 1]) * (X[:, 2] > 0) + (X[:, 0] - X[:, 1]) * (X[:, 2] < 0),
        X.norm(dim=1)
    ]).t().abs() > 1.33).float()
    return X, Y


torch.manual_seed(0)
X, Y = generate_data(20)
W1 = torch.randn(3, 4) * 0.2
B1 = torch.randn(1, 4) * 0.2
W2 = torch.randn(4, 2) * 0.2
B2 = torch.randn(1, 2) * 0.2

# forward
def forward(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    z2 = h @ W2 + B2
    y_hat = torch.sigmoid(z2)
    return y_hat

# backprop
def backprop(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    z2 = h @ W2 + B2
    y_hat = torch.sigmoid(z2)
    y_hat_grad = 2 * (y_hat - Y)
    z2_grad = y_hat_grad * y_hat * (1 - y_hat)
    h_grad = z2_grad @ W2.t()
    z1_grad = h_grad * (z1 >= 0).float()
    B2_grad = z2_grad.sum(0)
    W2_grad = (h[:, :, None] * z2_grad[:, None, :]).sum(0)
    B1_grad = z1_grad.sum(0)
    W1_grad = (x[:, :, None] * z1_grad[:, None, :]).sum(0)
    return W1_grad, B1_grad, W2_grad, B2_grad

# toy-model
class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(3, 4)
        self.layer2 = nn.Linear(4, 2)

    def forward(self, x):
        return torch.sigmoid(self.layer2(torch.relu(self.layer1(x))))

# optimize
torch.manual_seed(4)
model = ToyModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
for step in range(1000):
    optimizer.zero_grad()
    loss = mse_loss(model(X), Y)
    loss.backward()
    optimizer.step()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One student's exercise.

    Attributes:
        exercise: its part of RIGHT is replaced.
        code: by this.
        told: the diagnosis ids; a set of several where the work has several mistakes.
    """

    exercise: str
    code: str
    told: frozenset[str]


def submission(work: Work) -> str:
    """The whole file that the student hands in."""
    parts = RIGHT.split("\n# ")
    return "\n# ".join(
        f"{work.exercise}\n{work.code}" if part.partition("\n")[0] == work.exercise else part for part in parts
    )


def _work(exercise: str, told: str, code: str) -> Work:
    return Work(exercise=exercise, code=code, told=frozenset(told.split()))


def _edited(exercise: str, told: str, *edits: tuple[str, str]) -> Work:
    code = next(part for part in RIGHT.split("\n# ") if part.partition("\n")[0] == exercise).partition("\n")[2]
    for old, new in edits:
        if old not in code:
            raise ValueError(f"{told}: {old!r} is not in {exercise}")
        code = code.replace(old, new)
    return _work(exercise, told, code)


FORWARD = {
    "matmul-without-b1": _work(
        "forward",
        "hidden-bias-left-out",
        "def forward(x):\n    h = F.relu(torch.matmul(x, W1))\n    return torch.sigmoid(torch.matmul(h, W2) + B2)\n",
    ),
    "mm-without-b2": _work(
        "forward",
        "output-bias-left-out",
        "def forward(x):\n    hidden = (x.mm(W1) + B1).relu()\n    return hidden.mm(W2).sigmoid()\n",
    ),
    "no-biases-at-all": _work(
        "forward",
        "hidden-bias-left-out output-bias-left-out",
        "def forward(x):\n    return torch.sigmoid(torch.relu(x @ W1) @ W2)\n",
    ),
    "linear-hidden-layer": _work(
        "forward",
        "hidden-activation-missing",
        "def forward(x):\n    z1 = x @ W1 + B1\n    z2 = z1 @ W2 + B2\n    return 1 / (1 + torch.exp(-z2))\n",
    ),
    "logits": _work(
        "forward",
        "output-activation-missing",
        "def forward(x):\n    return F.relu(x @ W1 + B1) @ W2 + B2\n",
    ),
    "relu-computed-and-forgotten": _work(
        "forward",
        "hidden-activation-missing",
        "def forward(x):\n    z = x @ W1 + B1\n    torch.relu(z)\n    return torch.sigmoid(z @ W2 + B2)\n",
    ),
    "sigmoid-everywhere": _work(
        "forward",
        "sigmoid-in-hidden-layer",
        "def sig(z):\n    return 1 / (1 + torch.exp(-z))\n\ndef forward(x):\n    return sig(sig(x @ W1 + B1) @ W2 + B2)\n",
    ),
    "relu-everywhere": _work(
        "forward",
        "relu-at-output",
        "def forward(x):\n    return torch.clamp(torch.clamp(x @ W1 + B1, min=0) @ W2 + B2, min=0)\n",
    ),
    "swapped": _work(
        "forward",
        "activations-swapped",
        "def forward(x):\n    h = (x @ W1 + B1).sigmoid()\n    return (h @ W2 + B2).relu()\n",
    ),
    "both-in-hidden-layer": _work(
        "forward",
        "sigmoid-before-second-layer",
        "def forward(x):\n    h = torch.sigmoid(torch.relu(x @ W1 + B1))\n    return h @ W2 + B2\n",
    ),
    "both-at-the-end": _work(
        "forward",
        "relu-moved-to-output",
        "def forward(x):\n    z = (x @ W1 + B1) @ W2 + B2\n    return torch.sigmoid(torch.relu(z))\n",
    ),
    "twice-sigmoid": _work(
        "forward",
        "sigmoid-doubled",
        "def forward(x):\n    h = torch.relu(x @ W1 + B1)\n    y = torch.sigmoid(h @ W2 + B2)\n    return y.sigmoid()\n",
    ),
    "bias-too-late": _work(
        "forward",
        "hidden-bias-after-activation",
        "def forward(x):\n    h = torch.relu(x @ W1) + B1\n    return torch.sigmoid(h @ W2 + B2)\n",
    ),
    "softmax": _work(
        "forward",
        "softmax-at-output",
        "def forward(x):\n    return F.softmax(torch.relu(x @ W1 + B1) @ W2 + B2, dim=1)\n",
    ),
    "exponent-sign": _work(
        "forward",
        "sigmoid-sign",
        "def forward(x):\n    z = torch.relu(x @ W1 + B1) @ W2 + B2\n    return 1 / (1 + torch.exp(z))\n",
    ),
    "global-data": _work(
        "forward",
        "given-inputs-used",
        "def forward(x):\n    return torch.sigmoid(torch.relu(X @ W1 + B1) @ W2 + B2)\n",
    ),
    "two-mistakes": _work(
        "forward",
        "hidden-activation-missing output-bias-left-out",
        "def forward(x):\n    return torch.sigmoid((x @ W1 + B1) @ W2)\n",
    ),
    "weights-first": _work(
        "forward",
        "matrix-product-turned",
        "def forward(x):\n    h = torch.relu(W1.T @ x + B1)\n    return torch.sigmoid(h @ W2 + B2)\n",
    ),
}

BACKPROP = {
    "half": _edited("backprop", "missing-factor-2", ("2 * (y_hat - Y)", "(y_hat - Y)")),
    "mse-derivative": _edited("backprop", "mean-instead-of-sum", ("2 * (y_hat - Y)", "2 * (y_hat - Y) / Y.numel()")),
    "mean-over-rows": _edited("backprop", "mean-instead-of-sum", ("2 * (y_hat - Y)", "2 * (y_hat - Y) / x.shape[0]")),
    "means-at-the-end": _edited(
        "backprop",
        "mean-instead-of-sum",
        ("z2_grad.sum(0)", "z2_grad.mean(0)"),
        ("[:, None, :]).sum(0)", "[:, None, :]).mean(0)"),
        ("z1_grad.sum(0)", "z1_grad.mean(0)"),
    ),
    "mean-of-biases": _edited(
        "backprop",
        "bias-gradients-averaged",
        ("B2_grad = z2_grad.sum(0)", "B2_grad = z2_grad.mean(dim=0)"),
        ("B1_grad = z1_grad.sum(0)", "B1_grad = z1_grad.mean(dim=0)"),
    ),
    "targets-minus-outputs": _edited("backprop", "wrong-sign", ("y_hat - Y", "Y - y_hat")),
    "descent-direction": _edited(
        "backprop",
        "wrong-sign",
        ("return W1_grad, B1_grad, W2_grad, B2_grad", "return -W1_grad, -B1_grad, -W2_grad, -B2_grad"),
    ),
    "no-sigmoid-derivative": _edited("backprop", "sigmoid-derivative-missing", (" * y_hat * (1 - y_hat)", "")),
    "sigmoid-derivative-of-z": _edited(
        "backprop", "sigmoid-derivative-at-z2", ("* y_hat * (1 - y_hat)", "* z2 * (1 - z2)")
    ),
    "sigmoid-of-sigmoid": _edited(
        "backprop",
        "sigmoid-derivative-at-y-hat",
        ("* y_hat * (1 - y_hat)", "* torch.sigmoid(y_hat) * (1 - torch.sigmoid(y_hat))"),
    ),
    "half-of-the-product": _edited("backprop", "sigmoid-derivative-incomplete", (" * (1 - y_hat)", "")),
    "tanh-derivative": _edited(
        "backprop", "sigmoid-derivative-wrong-formula", ("* y_hat * (1 - y_hat)", "* (1 - y_hat ** 2)")
    ),
    "no-mask": _edited("backprop", "relu-derivative-missing", (" * (z1 >= 0).float()", "")),
    "mask-of-h": _edited("backprop", "relu-derivative-missing", ("(z1 >= 0)", "(h >= 0)")),
    "mask-of-the-gradient": _edited("backprop", "relu-derivative-at-gradient", ("(z1 >= 0)", "(h_grad > 0)")),
    "relu-of-the-gradient": _edited(
        "backprop", "relu-derivative-at-gradient", ("h_grad * (z1 >= 0).float()", "torch.relu(h_grad)")
    ),
    "times-h": _edited("backprop", "relu-instead-of-derivative", ("(z1 >= 0).float()", "torch.relu(z1)")),
    "mask-turned": _edited("backprop", "relu-derivative-inverted", ("(z1 >= 0)", "(z1 <= 0)")),
    "sigmoid-twice": _edited("backprop", "sigmoid-derivative-in-hidden-layer", ("(z1 >= 0).float()", "h * (1 - h)")),
    "w2-as-it-is": _edited("backprop", "w2-not-transposed", ("W2.t()", "W2")),
    "w2-viewed": _edited("backprop", "w2-not-transposed", ("W2.t()", "W2.view(2, 4)")),
    "biases-not-summed": _edited(
        "backprop", "bias-gradients-not-summed", ("z2_grad.sum(0)", "z2_grad"), ("z1_grad.sum(0)", "z1_grad")
    ),
    "biases-to-one-number": _edited(
        "backprop",
        "bias-gradients-summed-wrongly",
        ("z2_grad.sum(0)", "z2_grad.sum()"),
        ("z1_grad.sum(0)", "z1_grad.sum()"),
    ),
    "reverse-order": _edited(
        "backprop",
        "results-in-wrong-order",
        ("return W1_grad, B1_grad, W2_grad, B2_grad", "return B2_grad, W2_grad, B1_grad, W1_grad"),
    ),
    "weights-before-biases": _edited(
        "backprop",
        "results-in-wrong-order",
        ("return W1_grad, B1_grad, W2_grad, B2_grad", "return W1_grad, W2_grad, B1_grad, B2_grad"),
    ),
    "transposed": _edited(
        "backprop",
        "weight-gradients-transposed",
        ("return W1_grad, B1_grad, W2_grad, B2_grad", "return W1_grad.T, B1_grad, W2_grad.T, B2_grad"),
    ),
    "h-for-x": _edited(
        "backprop", "hidden-values-for-inputs", ("(x[:, :, None] * z1_grad[:, None, :]).sum(0)", "h.t() @ z1_grad")
    ),
    "with-learning-rate": _edited(
        "backprop",
        "learning-rate-included",
        (
            "return W1_grad, B1_grad, W2_grad, B2_grad",
            "return [0.01 * g for g in (W1_grad, B1_grad, W2_grad, B2_grad)]",
        ),
    ),
    "squares": _edited("backprop", "loss-instead-of-derivative", ("2 * (y_hat - Y)", "(y_hat - Y) ** 2")),
    "parentheses": _edited("backprop", "factor-2-of-the-output-alone", ("2 * (y_hat - Y)", "2 * y_hat - Y")),
    "half-and-no-mask": _edited(
        "backprop",
        "missing-factor-2 relu-derivative-missing",
        ("2 * (y_hat - Y)", "y_hat - Y"),
        (" * (z1 >= 0).float()", ""),
    ),
    "half-and-reversed": _edited(
        "backprop",
        "results-in-wrong-order missing-factor-2",
        ("2 * (y_hat - Y)", "y_hat - Y"),
        ("return W1_grad, B1_grad, W2_grad, B2_grad", "return B2_grad, W2_grad, B1_grad, W1_grad"),
    ),
    "sign-and-no-sigmoid-derivative": _edited(
        "backprop", "wrong-sign sigmoid-derivative-missing", ("y_hat - Y", "Y - y_hat"), (" * y_hat * (1 - y_hat)", "")
    ),
    "bias-left-out": _edited("backprop", "hidden-bias-left-out", ("z1 = x @ W1 + B1", "z1 = x @ W1")),
    "no-relu-in-the-pass": _edited("backprop", "hidden-activation-missing", ("h = torch.relu(z1)", "h = z1")),
}

TOY_MODEL = {
    "forgot-super": _edited("toy-model", "missing-super-init", ("        super().__init__()\n", "")),
    "super-too-late": _edited(
        "toy-model",
        "missing-super-init",
        (
            "        super().__init__()\n        self.layer1 = nn.Linear(3, 4)\n",
            "        self.layer1 = nn.Linear(3, 4)\n        super().__init__()\n",
        ),
    ),
    "list-of-layers": _work(
        "toy-model",
        "parameters-in-plain-list",
        "class ToyModel(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.layers = [nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.Sigmoid()]\n\n"
        "    def forward(self, x):\n        for layer in self.layers:\n            x = layer(x)\n        return x\n",
    ),
    "loose-tensors": _work(
        "toy-model",
        "parameters-in-plain-list",
        "class ToyModel(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.W1 = torch.randn(3, 4, requires_grad=True)\n        self.B1 = torch.zeros(4, requires_grad=True)\n"
        "        self.W2 = torch.randn(4, 2, requires_grad=True)\n        self.B2 = torch.zeros(2, requires_grad=True)\n\n"
        "    def forward(self, x):\n        return torch.sigmoid(torch.relu(x @ self.W1 + self.B1) @ self.W2 + self.B2)\n",
    ),
    "eight-units": _edited(
        "toy-model", "hidden-size-wrong", ("nn.Linear(3, 4)", "nn.Linear(3, 8)"), ("nn.Linear(4, 2)", "nn.Linear(8, 2)")
    ),
    "no-bias": _edited("toy-model", "layer-without-bias", ("nn.Linear(4, 2)", "nn.Linear(4, 2, bias=False)")),
    "sizes-turned": _edited(
        "toy-model",
        "layer-sizes-turned",
        ("nn.Linear(3, 4)", "nn.Linear(4, 3)"),
        ("nn.Linear(4, 2)", "nn.Linear(2, 4)"),
    ),
    "no-relu": _work(
        "toy-model",
        "hidden-activation-missing",
        "class ToyModel(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.net = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2), nn.Sigmoid())\n\n"
        "    def forward(self, x):\n        return self.net(x)\n",
    ),
    "no-sigmoid": _edited(
        "toy-model",
        "output-activation-missing",
        ("torch.sigmoid(self.layer2(torch.relu(self.layer1(x))))", "self.layer2(F.relu(self.layer1(x)))"),
    ),
    "softmax": _edited("toy-model", "softmax-at-output", ("torch.sigmoid(", "nn.Softmax(dim=1)(")),
    "tanh": _edited("toy-model", "tanh-in-hidden-layer", ("torch.relu(", "torch.tanh(")),
    "detached": _edited(
        "toy-model", "graph-cut", ("torch.relu(self.layer1(x))", "torch.relu(self.layer1(x)).detach()")
    ),
    "rebuilt-from-numbers": _edited(
        "toy-model",
        "graph-cut",
        (
            "return torch.sigmoid(self.layer2(torch.relu(self.layer1(x))))",
            "y = torch.sigmoid(self.layer2(torch.relu(self.layer1(x))))\n        return torch.tensor(y.tolist())",
        ),
    ),
    "in-no-grad": _edited(
        "toy-model",
        "graph-cut",
        ("        return torch.sigmoid", "        with torch.no_grad():\n            return torch.sigmoid"),
    ),
    "three-layers": _work(
        "toy-model",
        "number-of-layers-wrong",
        "class ToyModel(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 2), nn.Sigmoid())\n\n"
        "    def forward(self, x):\n        return self.net(x)\n",
    ),
}

OPTIMIZE = {
    "never-cleared": _edited("optimize", "gradients-not-zeroed", ("    optimizer.zero_grad()\n", "")),
    "cleared-once-before-the-loop": _edited(
        "optimize",
        "gradients-not-zeroed",
        ("    optimizer.zero_grad()\n", ""),
        ("for step", "optimizer.zero_grad()\nfor step"),
    ),
    "adam-in-the-loop": _edited(
        "optimize",
        "optimizer-made-anew",
        ("optimizer = torch.optim.Adam(model.parameters(), lr=0.1)\n", ""),
        (
            "    optimizer.zero_grad()",
            "    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)\n    optimizer.zero_grad()",
        ),
    ),
    "momentum-in-the-loop": _edited(
        "optimize",
        "optimizer-made-anew",
        ("optimizer = torch.optim.Adam(model.parameters(), lr=0.1)\n", ""),
        (
            "    optimizer.zero_grad()",
            "    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)\n    optimizer.zero_grad()",
        ),
    ),
    "no-backward": _edited("optimize", "no-backward", ("    loss.backward()\n", "")),
    "no-step": _edited("optimize", "no-step", ("    optimizer.step()\n", "")),
    "minus": _edited("optimize", "wrong-sign", ("loss = mse_loss(model(X), Y)", "loss = -1 * mse_loss(model(X), Y)")),
    "maximize": _edited("optimize", "wrong-sign", ("lr=0.1)", "lr=0.1, maximize=True)")),
    "uphill-by-hand": _work(
        "optimize",
        "wrong-sign",
        "torch.manual_seed(4)\nmodel = ToyModel()\nfor step in range(500):\n    loss = mse_loss(model(X), Y)\n"
        "    model.zero_grad()\n    loss.backward()\n    with torch.no_grad():\n        for p in model.parameters():\n"
        "            p += 0.1 * p.grad\n",
    ),
    "wrong-targets": _edited(
        "optimize", "loss-on-wrong-tensor", ("mse_loss(model(X), Y)", "mse_loss(model(X), X[:, :2])")
    ),
    "fresh-data": _edited(
        "optimize",
        "loss-on-wrong-tensor",
        ("    loss = mse_loss(model(X), Y)", "    loss = mse_loss(model(X)[:, :1], Y[:, :1])"),
    ),
    "by-hand-outputs": _edited(
        "optimize",
        "loss-on-wrong-tensor",
        (
            "model = ToyModel()",
            "W1.requires_grad_(); B1.requires_grad_(); W2.requires_grad_(); B2.requires_grad_()\nmodel = ToyModel()",
        ),
        ("mse_loss(model(X), Y)", "mse_loss(forward(X), Y)"),
    ),
    "detached": _edited("optimize", "graph-cut", ("mse_loss(model(X), Y)", "mse_loss(model(X).detach(), Y)")),
    "item": _edited("optimize", "graph-cut", ("mse_loss(model(X), Y)", "mse_loss(model(X), Y).item()")),
    "made-to-require": _edited(
        "optimize",
        "graph-cut",
        ("mse_loss(model(X), Y)", "torch.tensor(mse_loss(model(X), Y).item(), requires_grad=True)"),
    ),
    "in-no-grad": _edited(
        "optimize",
        "graph-cut",
        ("    loss = mse_loss(model(X), Y)", "    with torch.no_grad():\n        loss = mse_loss(model(X), Y)"),
    ),
    "another-name": _edited(
        "optimize",
        "another-model-trained",
        ("model = ToyModel()", "model = ToyModel()\nnet = ToyModel()"),
        ("model.parameters()", "net.parameters()"),
        ("model(X)", "net(X)"),
    ),
    "made-again-afterwards": _edited(
        "optimize", "another-model-trained", ("    optimizer.step()\n", "    optimizer.step()\nmodel = ToyModel()\n")
    ),
    "optimizer-of-the-old-model": _edited(
        "optimize",
        "another-model-trained",
        ("for step", "model = ToyModel()\nfor step"),
    ),
    "in-a-function": _work(
        "optimize",
        "another-model-trained",
        "model = ToyModel()\n\ndef train():\n    model = ToyModel()\n    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)\n"
        "    for _ in range(500):\n        optimizer.zero_grad()\n        loss = mse_loss(model(X), Y)\n        loss.backward()\n"
        "        optimizer.step()\n    return loss\n\nprint(train())\n",
    ),
    "far-too-fast": _edited("optimize", "diverged", ("lr=0.1", "lr=50.0")),
    "sgd-not-a-number": _edited(
        "optimize",
        "diverged",
        ("torch.optim.Adam(model.parameters(), lr=0.1)", "torch.optim.SGD(model.parameters(), lr=1e6, momentum=0.9)"),
    ),
    "hundred-steps": _edited("optimize", "too-few-steps no-start-gets-there", ("range(1000)", "range(30)")),
    "slow-sgd": _edited(
        "optimize",
        "too-few-steps no-start-gets-there",
        ("torch.optim.Adam(model.parameters(), lr=0.1)", "torch.optim.SGD(model.parameters(), lr=0.01)"),
    ),
    "outputs-before-the-loop": _edited(
        "optimize",
        "forward-outside-loop",
        ("for step", "y_hat = model(X)\nfor step"),
        ("mse_loss(model(X), Y)", "mse_loss(y_hat, Y)"),
    ),
    "no-loop": _work("optimize", "no-training", "model = ToyModel()\nloss = mse_loss(model(X), Y)\n"),
    "local-minimum": _edited(
        "optimize", "unlucky-start", ("torch.manual_seed(4)", "torch.manual_seed(2)"), ("range(1000)", "range(700)")
    ),
}

ALL = {
    f"{work.exercise}: {name}": work
    for group in (FORWARD, BACKPROP, TOY_MODEL, OPTIMIZE)
    for name, work in group.items()
}
