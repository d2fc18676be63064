"""Right solutions in other words than the reference's: other orders of summation, other forms of networks and steps."""

from __future__ import annotations

from grader.checks import Rewriting

_LOSS = "loss: Tensor = ((y_pred - y_obs) ** 2).mean()\n    loss.backward()\n    optimizer.step()"
_DESCENT = "            if p.grad is not None:\n                p[:] = p - lr * p.grad\n"
_LOOP = f"    with torch.no_grad():\n        for p in model.parameters():\n{_DESCENT}"


def _with_loss(loss: str) -> dict[str, str]:
    return {_LOSS: f"loss = {loss}\n    loss.backward()\n    optimizer.step()"}


REWRITINGS = (
    Rewriting(id="sum-over-number", edits=_with_loss("torch.sum(torch.square(y_obs - y_pred)) / len(y_obs)")),
    Rewriting(
        id="sum-from-the-end",
        edits=_with_loss("sum(e.pow(2) for e in (y_pred - y_obs).flatten().flip(0)) / y_obs.numel()"),
    ),
    Rewriting(id="inner-product", edits=_with_loss("(y_pred - y_obs).flatten() @ (y_pred - y_obs).flatten() / len(x)")),
    Rewriting(id="squared-norm", edits=_with_loss("torch.linalg.vector_norm(y_pred - y_obs) ** 2 / y_obs.shape[0]")),
    Rewriting(id="multiplied-out", edits=_with_loss("(y_pred**2 - 2 * y_pred * y_obs + y_obs**2).mean()")),
    Rewriting(id="subtracted-in-place", edits={_DESCENT: "            p -= lr * p.grad\n"}),
    Rewriting(
        id="through-data", edits={_LOOP: "    for p in model.parameters():\n        p.data = p.data - lr * p.grad\n"}
    ),
    Rewriting(
        id="gradients-asked-for",
        edits={
            f"    loss.backward()\n    lr = 0.01\n{_LOOP}": """    lr = 0.01
    gradients = torch.autograd.grad(loss, list(model.parameters()))
    with torch.no_grad():
        for p, gradient in zip(model.parameters(), gradients):
            p.add_(gradient, alpha=-lr)
"""
        },
    ),
    Rewriting(
        id="gradients-reset-afterwards",
        edits={
            "    model.zero_grad()\n    y_pred = model(x)\n": "    y_pred = model(x)\n",
            _DESCENT: "            p.copy_(p - lr * p.grad)\n            p.grad.zero_()\n",
        },
    ),
    Rewriting(
        id="four-threads",
        edits={"    network_4_1 = nn.Linear(4, 1)": "    torch.set_num_threads(4)\n    network_4_1 = nn.Linear(4, 1)"},
    ),
    Rewriting(
        id="classes-and-other-trainings",
        edits={
            "train_anew((1, 1), 200, 0.01, optim.SGD)": "train(Chain(1, 1), 300, 0.01)",
            "train_anew((1, 10, 1), 150, 0.01, optim.SGD)": "train(Wide(), 150, 0.01)",
            "train_anew((1, 1), 250, 1.0, optim.SGD)": "train(nn.Linear(1, 1), 100, 0.9)",
            "train_anew((1, 1), 75, 1.5, optim.Adam)": "train(Chain(1, 1), 120, 1.5, optim.RMSprop)",
        },
        solution="""
class Chain(nn.Module):
    def __init__(self, *sizes):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])

    def __getitem__(self, number):
        return self.layers[number]

    def forward(self, data):
        for layer in self.layers:
            data = layer(data)
        return data


class Wide(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(1, 5)
        self.last = nn.Linear(5, 1)

    def forward(self, data):
        return self.last(torch.relu(self.hidden(data)))


def make_network(*sizes):
    return Chain(*sizes)
""",
    ),
)
