"""Mistakes in the training. They show in what happened while the submission ran: see checks/training.py."""

from __future__ import annotations

from grader.checks import Misconception

_LOOP = """\
torch.manual_seed(1)
model = ToyModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for step in range(600):
    optimizer.zero_grad()
    y_hat = model(X)
    loss = mse_loss(y_hat, Y)
    loss.backward()
    optimizer.step()
"""


def _mistake(
    id: str,
    message: str,
    *changes: tuple[str, str],
    solution: str = "",
    symptoms: tuple[str, ...] = (),
    staff: str = "",
) -> Misconception:
    """A mistake that is made in an ordinary loop by some replacements, or that has a solution of its own."""
    text = solution or _LOOP
    for old, new in changes:
        if old not in text:
            raise ValueError(f"{id}: {old!r} is not in the loop")
        text = text.replace(old, new)
    return Misconception(
        id=id, exercise="optimize", message=message, staff_message=staff, symptoms=symptoms, solution=text
    )


OPTIMIZE = (
    _mistake(
        "no-training",
        "`model` was never trained: no step of an optimizer and no backward pass ran.",
        solution="model = ToyModel()\n",
    ),
    _mistake(
        "graph-cut",
        "The loss is not connected to the parameters, so that nothing can be learned from it: somewhere on the way "
        "the graph is cut (by detach(), item(), .data, numpy(), torch.tensor() or no_grad()), or the outputs do not "
        "come from the model at all.",
        ("mse_loss(y_hat, Y)", "mse_loss(y_hat.detach(), Y)"),
        symptoms=(
            r"does not require grad and does not have a grad_fn",
            r"'(float|int|numpy\.\w+|ndarray|numpy\.ndarray)' object has no attribute 'backward'",
            r"Can't call numpy\(\) on Tensor that requires grad",
        ),
    ),
    _mistake(
        "forward-outside-loop",
        "An earlier step's outputs or loss are differentiated again. They belong to the weights of that moment: "
        "compute both anew in each step, inside the loop, and do not add up the losses of several steps.",
        ("    y_hat = model(X)\n", ""),
        ("for step in", "y_hat = model(X)\nfor step in"),
        symptoms=(r"Trying to backward through the graph a second time", r"modified by an inplace operation"),
    ),
    _mistake(
        "backward-on-outputs",
        "backward() is called on a tensor of many values. It is the loss, a single number, that is differentiated.",
        ("loss.backward()", "y_hat.backward()"),
        symptoms=(r"grad can be implicitly created only for scalar outputs",),
    ),
    _mistake(
        "no-parameters-to-optimize",
        "The optimizer was given no parameters: ToyModel registers none.",
        ("model.parameters()", "[]"),
        symptoms=(r"optimizer got an empty parameter list",),
    ),
    _mistake(
        "no-backward",
        "There is no backward pass: the loss is computed, but never differentiated, so that the optimizer has no "
        "gradients and changes nothing.",
        ("    loss.backward()\n", ""),
    ),
    _mistake(
        "step-outside-loop",
        "The optimizer's step stands outside the loop: gradients are computed in many rounds, and one step is made.",
        ("    optimizer.step()\n", ""),
        ("    loss.backward()\n", "    loss.backward()\noptimizer.step()\n"),
    ),
    _mistake(
        "pairs-mixed-up",
        "`model` has learned to give the same answer for every row, the mean of the targets: in the loss, the rows of "
        "X and Y no longer belong to each other. Was one of them shuffled without the other?",
        ("    y_hat = model(X)\n", "    y_hat = model(X[torch.randperm(len(X))])\n"),
    ),
    _mistake(
        "no-step",
        "The gradients are computed but never used: the optimizer's step is missing, so that the parameters stay "
        "what they were.",
        ("    optimizer.step()\n", ""),
    ),
    _mistake(
        "another-model-trained",
        "The model that was trained is not the one that is handed in: the optimizer changed another model's "
        "parameters, and `model` was left as it was.",
        ("model = ToyModel()", "net = ToyModel()"),
        ("model.parameters()", "net.parameters()"),
        ("= model(X)", "= net(X)"),
        ("    optimizer.step()\n", "    optimizer.step()\nmodel = ToyModel()\n"),
        staff="Also `model = ToyModel()` run once more after the training, and an optimizer made for an earlier model.",
    ),
    _mistake(
        "wrong-sign",
        "The sign is wrong: the steps go uphill, and the loss rises instead of falling.",
        ("loss = mse_loss(y_hat, Y)", "loss = -mse_loss(y_hat, Y)"),
        symptoms=(r"Invalid learning rate: -",),
    ),
    _mistake(
        "gradients-not-zeroed",
        "The gradients are not cleared between the steps: each backward pass adds to those of all steps before.",
        ("    optimizer.zero_grad()\n", ""),
    ),
    _mistake(
        "gradients-zeroed-before-step",
        "The gradients are cleared at the wrong place, between the backward pass and the step: the step finds none, "
        "and the parameters stay what they were.",
        ("    optimizer.zero_grad()\n", ""),
        ("    optimizer.step()\n", "    optimizer.zero_grad()\n    optimizer.step()\n"),
    ),
    _mistake(
        "errors-cancel",
        "What is minimised is not the mean squared error: the errors are added up or averaged without being squared "
        "first, so that positive and negative ones cancel.",
        ("mse_loss(y_hat, Y)", "(y_hat - Y).mean() ** 2"),
    ),
    _mistake(
        "loss-over-all-pairs",
        "The two tensors of the loss have different shapes, and PyTorch stretches them (broadcasting): each output is "
        "compared with the targets of other rows too.",
        ("mse_loss(y_hat, Y)", "((y_hat.unsqueeze(1) - Y) ** 2).mean()"),
    ),
    _mistake(
        "part-of-the-model-trained",
        "Only a part of `model` was trained: some of its parameters are still those that it began with. Was the "
        "optimizer given the parameters of the whole model, and does its forward compute with all of them?",
        ("model.parameters()", "model.layer2.parameters()"),
    ),
    _mistake(
        "optimizer-made-anew",
        "The optimizer is made anew in each step, so that it forgets everything that it learned about the way "
        "(momentum, averages). Make it once, before the loop.",
        ("optimizer = torch.optim.Adam(model.parameters(), lr=0.02)\n", ""),
        (
            "    optimizer.zero_grad()\n",
            "    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)\n    optimizer.zero_grad()\n",
        ),
    ),
    _mistake(
        "model-made-anew",
        "The model is made anew inside the loop, so that every step begins with random weights again. Make it once, "
        "before the loop.",
        (
            "    y_hat = model(X)\n",
            (
                "    model = ToyModel()\n    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
                "    y_hat = model(X)\n"
            ),
        ),
    ),
    _mistake(
        "loss-on-wrong-tensor",
        "The loss that was minimised is not that of `model` on X and Y: it is computed from other tensors (other "
        "targets, other data, only some of the outputs, or outputs that do not come from `model`).",
        ("mse_loss(y_hat, Y)", "mse_loss(y_hat, X[:, :2])"),
    ),
    _mistake(
        "diverged",
        "The training diverged: the loss jumped up, and then stayed high or was no number any more. Is the learning "
        "rate too large?",
        ("lr=0.02", "lr=200.0"),
    ),
    _mistake(
        "too-few-steps",
        "The training ended too early: the loss was still falling with the last steps. More steps, or larger ones, "
        "would bring it further down.",
        ("range(600)", "range(60)"),
    ),
)
