"""Mistakes in the loop that trains, and in the trainings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.descent import trained

from grader.checks import Catalogue, Misconception

_LOOP = """            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
"""

_ZERO = "            optimizer.zero_grad()\n"
_EPOCHS = "    for _ in range(epochs):\n"


def _in_loop(
    id: str, message: str, edits: Mapping[str, str], *ways: Mapping[str, Any], symptoms: tuple[str, ...] = ()
) -> Misconception:
    return Misconception(
        id=id,
        exercise="mini-batch-descent",
        message=message,
        ways=ways,
        symptoms=symptoms,
        edits=edits,
        costs=("larger-rate",),
    )


DESCENT = (
    _in_loop(
        "gradients-add-up",
        "The gradients of all steps add up: nothing clears them between two calls of backward().",
        {_LOOP: _LOOP.replace(_ZERO, "")},
        {"zero": False},
        {"zero": "once an epoch"},
    ),
    _in_loop(
        "one-epoch-only",
        "There is one epoch, however many are asked for.",
        {_EPOCHS: "    for _ in range(1):\n"},
        {"epochs": 1},
    ),
    _in_loop(
        "one-epoch-too-few",
        "There is one epoch too few.",
        {_EPOCHS: "    for _ in range(1, epochs):\n"},
        {"more_epochs": -1},
    ),
    _in_loop(
        "epochs-fixed",
        "There are always as many epochs, whatever `iter` says.",
        {_EPOCHS: "    for _ in range(10):\n"},
        {"epochs": 10},
    ),
    _in_loop(
        "first-batch-only",
        "Every epoch ends after its first batch.",
        {_LOOP: f"{_LOOP}            break\n"},
        {"stops": True},
    ),
    _in_loop(
        "one-step-an-epoch",
        "There is one step in an epoch, behind the loop over the batches; every batch makes a step of its own.",
        {
            _EPOCHS: f"{_EPOCHS}        optimizer.zero_grad()\n",
            _LOOP: "            loss = criterion(model(x), y)\n            loss.backward()\n        optimizer.step()\n",
        },
        {"step": "once an epoch"},
        {"step": "behind the batches"},
    ),
    _in_loop(
        "never-steps",
        "The parameters stay where they are: the optimizer makes no step, or none with gradients.",
        {_LOOP: _LOOP.replace("            optimizer.step()\n", "")},
        {"step": "never"},
    ),
    _in_loop(
        "uphill",
        "The steps go uphill: the loss has the wrong sign.",
        {_LOOP: _LOOP.replace("loss = ", "loss = -")},
        {"sign": -1},
    ),
    _in_loop(
        "inputs-for-targets",
        "The outputs are compared with the inputs x, where they should be compared with y.",
        {_LOOP: _LOOP.replace("criterion(model(x), y)", "criterion(model(x), x)")},
        {"target": "x"},
    ),
    _in_loop(
        "own-optimizer",
        "The function makes an optimizer of its own. It is to use `optimizer`, as it is when it is called.",
        {_EPOCHS: f"    optimizer = optim.SGD(model.parameters(), lr=0.01)\n{_EPOCHS}"},
        {"options": {"lr": 0.01}},
        {"options": {"lr": 0.1}},
    ),
    _in_loop(
        "own-batches",
        "The batches are not those of `trainloader`, which the function is to use as it is when it is called.",
        {_EPOCHS: f"    batches = [(dataset[:][0], dataset[:][1])]\n{_EPOCHS}"},
        {"batch_size": 10_000},
        {"batch_size": 1},
        symptoms=(r"'TensorDataset' object has no attribute",),
    ),
    _in_loop(
        "graph-cut",
        "The loss is not connected to the parameters: somewhere on the way the graph is cut (by detach(), item(), "
        ".data, numpy() or no_grad()).",
        {_LOOP: _LOOP.replace("model(x), y)", "model(x).detach(), y)")},
        symptoms=(r"does not require grad and does not have a grad_fn", r"'float' object has no attribute 'backward'"),
    ),
)

_AT_START = "    model = put_at_start(linear_regression(1, 1))\n"
_AGAIN = '    train_model_BGD(10)\n    print(f"with 0.1:'


def _in_training(id: str, message: str, edits: Mapping[str, str], *ways: Mapping[str, Any]) -> Misconception:
    return Misconception(id=id, exercise="larger-rate", message=message, ways=ways, edits=edits)


#: Mistakes in a training, not in the function that trains.
TRAINING = (
    _in_training(
        "never-trained",
        "There is no training: no step of an optimizer with this learning rate ran.",
        {_AGAIN: '    print(f"with 0.1:'},
    ),
    _in_training(
        "optimizer-of-the-old-model",
        "The new model has not moved from its start: the optimizer was made for another one.",
        {_AT_START: "", "lr=0.1)\n": f"lr=0.1)\n{_AT_START}"},
    ),
    _in_training(
        "begun-elsewhere",
        "The training does not begin where it should, at slope -15 and intercept -10.",
        {_AT_START: "    model = linear_regression(1, 1)\n"},
    ),
    _in_training(
        "another-learning-rate",
        "The learning rate is another one than 0.1.",
        {"lr=0.1)\n": "lr=0.01)\n"},
    ),
    _in_training(
        "points-in-another-order",
        "The points come in another order than that of the data set: is the loader to shuffle them?",
        {f"batch_size=1)\n{_AGAIN}": f"batch_size=1, shuffle=True)\n{_AGAIN}"},
    ),
    _in_training(
        "batches-of-several",
        "The batches hold several points, where every point is to make a step of its own (batch_size=1).",
        {f"batch_size=1)\n{_AGAIN}": f"batch_size=20)\n{_AGAIN}"},
        *({"batch_size": size} for size in (2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 30, 32, 60)),
    ),
    _in_training(
        "another-number-of-epochs",
        "The training has another number of epochs than ten.",
        {_AGAIN: _AGAIN.replace("10", "5")},
        *({"epochs": count} for count in (*range(1, 10), *range(11, 31), 50, 100)),
    ),
)

DESCENT_CATALOGUE = Catalogue(trained, DESCENT)
#: Of a training that ran while the submission did, one mistake is told.
TRAINING_CATALOGUE = Catalogue(trained, (*DESCENT, *TRAINING), pairs=False)
