"""Mistakes in the convolutional network, its accuracy, and the passes that train and validate it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from grader.checks import Catalogue, Misconception


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """A batch of images, (n, 1, 28, 28), and the ten parameters of the network in its order."""

    parameters: tuple[Tensor, ...]
    x: Tensor


def logits(case: Images, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """The network's outputs.

    Ways: relu and dense_relu (after which convolutions and which linear layers it stands), pool ("mean"), last.
    """
    pool = F.avg_pool2d if way.get("pool") == "mean" else F.max_pool2d
    (k1, b1, k2, b2), dense, x = case.parameters[:4], case.parameters[4:], case.x
    for number, (kernel, bias) in enumerate(((k1, b1), (k2, b2)), 1):
        x = F.conv2d(x, kernel, bias)
        x = pool(x.relu() if number in way.get("relu", (1, 2)) else x, 2)
    x = x.reshape(len(x), -1)
    for number in range(len(dense) // 2):
        if number in way.get("dense_relu", (1, 2)):
            x = x.relu()
        x = F.linear(x, dense[2 * number], dense[2 * number + 1])
    ends = {
        "softmax": lambda x: F.softmax(x, dim=1),
        "relu": torch.relu,
        "logarithm": lambda x: F.log_softmax(x, dim=1),
    }
    return {"outputs": ends.get(way.get("last", ""), lambda x: x)(x)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One pass over batches with a linear classifier.

    Attributes:
        weight, bias: (classes, pixels) and (classes,) at the beginning.
        batches: images (n, 1, height, width) and labels (n,).
        others: how many batches the other loader has.
        options: of SGD; empty where nothing is trained.
    """

    weight: Tensor
    bias: Tensor
    batches: tuple[tuple[Tensor, Tensor], ...]
    others: int
    options: Mapping[str, float] = field(default_factory=dict)


def one_pass(case: Pass, way: Mapping[str, Any]) -> dict[str, Tensor]:
    """Loss, accuracy and parameters after it.

    Ways: stops (after a batch), first (that batch again and again), loss_divisor and acc_divisor ("others", "none",
    "images", "last": the last batch's value alone), percent, zeroed, steps.
    """
    parameters = [value.clone().requires_grad_() for value in (case.weight, case.bias)]
    optimizer = torch.optim.SGD(parameters, **case.options) if case.options else None
    losses, percentages = [], []
    for images, labels in (case.batches[:1] * len(case.batches)) if way.get("first") else case.batches:
        pred = F.linear(images.flatten(1), *parameters)
        loss = F.cross_entropy(pred, labels)
        if optimizer:
            _take_step(optimizer, loss, way)
        losses.append(loss.detach())
        percentages.append(pred.argmax(1).eq(labels).float().mean() * (100 if way.get("percent", True) else 1))
        if way.get("stops"):
            break
    counts = {"others": case.others, "none": 1, "images": sum(len(labels) for _, labels in case.batches)}

    def mean(values: list[Tensor], divisor: str) -> Tensor:
        return values[-1] if divisor == "last" else torch.stack(values).sum() / counts.get(divisor, len(case.batches))

    return {
        "loss": mean(losses, way.get("loss_divisor", "")),
        "accuracy": mean(percentages, way.get("acc_divisor", "")),
        "parameters": torch.cat([value.detach().reshape(-1) for value in parameters]),
    }


def _take_step(optimizer: torch.optim.Optimizer, loss: Tensor, way: Mapping[str, Any]) -> None:
    if way.get("zeroed", True):
        optimizer.zero_grad()
    torch.autograd.backward(loss)
    if way.get("steps", True):
        optimizer.step()


def _hits(pred: Tensor, label: Tensor) -> float:
    return float(pred.argmax(1).eq(label).sum())


_POOLED = ("x = self.pool(F.relu(self.conv1(x)))", "x = self.pool(F.relu(self.conv2(x)))")
_LOGITS = "logits: Tensor = self.fc3(x)"

NETWORK = (
    Misconception(
        id="softmax-at-the-end",
        exercise="network",
        message="The outputs are probabilities: the network ends with its last layer, the loss does the rest.",
        ways=({"last": "softmax"}, {"last": "logarithm"}),
        edits={_LOGITS: "logits: Tensor = F.softmax(self.fc3(x), dim=1)"},
    ),
    Misconception(
        id="relu-on-the-logits",
        exercise="network",
        message="The outputs go through ReLU as well: logits may be negative.",
        ways=({"last": "relu"},),
        edits={_LOGITS: "logits: Tensor = F.relu(self.fc3(x))"},
    ),
    Misconception(
        id="no-relu-after-convolutions",
        exercise="network",
        message="ReLU is missing after a convolution: it follows each of the two.",
        ways=({"relu": ()}, {"relu": (1,)}, {"relu": (2,)}),
        edits={_POOLED[0]: "x = self.pool(self.conv1(x))", _POOLED[1]: "x = self.pool(self.conv2(x))"},
    ),
    Misconception(
        id="no-relu-between-layers",
        exercise="network",
        message="ReLU is missing between the linear layers: it follows fc1 and fc2.",
        ways=({"dense_relu": ()}, {"dense_relu": (1,)}, {"dense_relu": (2,)}),
        edits={
            "x = F.relu(self.fc1(x))\n        x = F.relu(self.fc2(x))\n        logits": "x = self.fc1(x)\n"
            "        x = self.fc2(x)\n        logits"
        },
    ),
    Misconception(
        id="mean-pooled",
        exercise="network",
        message="The pools take the mean of four values, expected the largest.",
        ways=({"pool": "mean"},),
        edits={"nn.MaxPool2d(kernel_size=2, stride=2)": "nn.AvgPool2d(kernel_size=2, stride=2)"},
    ),
    Misconception(
        id="padded",
        exercise="network",
        message="A convolution pads its image: without padding a kernel of 5 takes 4 rows and 4 columns away.",
        edits={"out_channels=12, kernel_size=5)": "out_channels=12, kernel_size=5, padding=2)"},
    ),
)

#: What find_acc gives, by mistake: logits (rows, classes) and labels (rows,) -> a number.
MISTAKEN_ACCURACIES: dict[str, Callable[[Tensor, Tensor], float]] = {
    "fraction-for-percent": lambda pred, label: _hits(pred, label) / len(label),
    "count-for-percent": _hits,
    "largest-of-each-column": lambda pred, label: (
        100 * float((pred.argmax(0)[label] == torch.arange(len(label))).float().mean())
    ),
}

ACCURACY = (
    Misconception(
        id="fraction-for-percent",
        exercise="accuracy",
        message="It is the fraction of right rows, expected the percentage.",
        edits={".float().mean().item() * 100": ".float().mean().item()"},
    ),
    Misconception(
        id="count-for-percent",
        exercise="accuracy",
        message="It is the number of right rows, expected the percentage.",
        edits={".float().mean().item() * 100": ".float().sum().item()"},
    ),
    Misconception(
        id="largest-of-each-column",
        exercise="accuracy",
        message="The largest logit is looked for down the columns, over the rows of the batch: look along each row, "
        "over the classes.",
        edits={
            "return pred.argmax(dim=1).eq(label).float().mean().item() * 100": "largest = pred.argmax(dim=0)\n"
            "    return 100 * sum(int(largest[c]) == row for row, c in enumerate(label.tolist())) / len(label)"
        },
    ),
    Misconception(
        id="fixed-number-of-rows",
        exercise="accuracy",
        message="The number of right rows is divided by a fixed number: divide by the number of rows that there are, "
        "since a batch may have any size.",
        edits={".float().mean().item() * 100": ".float().sum().item() / 50 * 100"},
    ),
)

_RETURN_TRAIN = "        acc_train += find_acc(pred, labels)\n    return"
_LOOP_TRAIN = "    for images, labels in trainloader:\n        pred = network(images)\n"
_STEP = """\
        optimizer.zero_grad()
        loss = criterion(pred, labels)
        loss.backward()
"""
_MEANS_TRAIN = "return loss_train / len(trainloader), acc_train / len(trainloader)"

TRAIN = (
    Misconception(
        id="returns-inside-the-loop",
        exercise="train",
        message="The function returns after its first batch: the return belongs behind the loop.",
        ways=({"stops": True}, {"stops": True, "acc_divisor": "others"}),
        edits={_RETURN_TRAIN: _RETURN_TRAIN.replace("    return", "        return")},
    ),
    Misconception(
        id="first-batch-for-ever",
        exercise="train",
        message="Each step gets the first batch again, because the loader is begun anew in each: go through it once.",
        ways=({"first": True}, {"first": True, "acc_divisor": "others"}),
        edits={
            _LOOP_TRAIN: "    for _ in range(len(trainloader)):\n        images, labels = next(iter(trainloader))\n"
            "        pred = network(images)\n"
        },
    ),
    Misconception(
        id="sum-for-mean",
        exercise="train",
        message="The values of all batches are added up, but not divided by their number.",
        ways=({"loss_divisor": "none", "acc_divisor": "none"}, {"loss_divisor": "none"}, {"acc_divisor": "none"}),
        edits={_MEANS_TRAIN: "return loss_train, acc_train"},
    ),
    Misconception(
        id="divided-by-the-other-loader",
        exercise="train",
        message="A sum is divided by the number of the other loader's batches.",
        ways=(
            {"acc_divisor": "others"},
            {"loss_divisor": "others"},
            {"loss_divisor": "others", "acc_divisor": "others"},
        ),
        edits={_MEANS_TRAIN: "return loss_train / len(trainloader), acc_train / len(testloader)"},
    ),
    Misconception(
        id="last-batch-for-the-mean",
        exercise="train",
        message="A value is that of the last batch alone, expected the mean over all batches.",
        ways=({"loss_divisor": "last", "acc_divisor": "last"}, {"loss_divisor": "last"}, {"acc_divisor": "last"}),
        edits={_MEANS_TRAIN: "return loss.item(), acc_train / len(trainloader)"},
    ),
    Misconception(
        id="divided-by-the-images",
        exercise="train",
        message="The values of the batches are added up and divided by the number of images: divide by the number of "
        "batches.",
        ways=(
            {"loss_divisor": "images", "acc_divisor": "images"},
            {"loss_divisor": "images"},
            {"acc_divisor": "images"},
        ),
        edits={
            _MEANS_TRAIN: "images = sum(len(y) for _, y in trainloader)\n"
            "    return loss_train / images, acc_train / images"
        },
    ),
    Misconception(
        id="accuracy-as-a-fraction",
        exercise="train",
        message="The accuracy is a fraction, expected percent.",
        ways=({"percent": False},),
        edits={_MEANS_TRAIN: "return loss_train / len(trainloader), acc_train / len(trainloader) / 100"},
    ),
    Misconception(
        id="gradients-add-up",
        exercise="train",
        message="The gradients of all steps add up: nothing clears them between two calls of backward().",
        ways=({"zeroed": False},),
        edits={_STEP: _STEP.replace("        optimizer.zero_grad()\n", "")},
    ),
    Misconception(
        id="never-steps",
        exercise="train",
        message="The parameters stay where they are: the optimizer makes no step, or none with gradients.",
        ways=({"steps": False},),
        edits={"        optimizer.step()\n        loss_train": "        loss_train"},
    ),
    Misconception(
        id="evaluation-mode",
        exercise="train",
        message="The network is trained in evaluation mode, in which a dropout layer drops nothing: the validation "
        "before has left it there.",
        edits={"    network.train()\n": ""},
    ),
)

_RETURN_VALID = "            acc_valid += find_acc(pred, labels)\n    return"
_LOOP_VALID = "        for images, labels in testloader:\n            pred = network(images)\n"
_MEANS_VALID = "return loss_valid / len(testloader), acc_valid / len(testloader)"

VALIDATE = (
    Misconception(
        id="validation-returns-inside-the-loop",
        exercise="validate",
        message="The function returns after its first batch: the return belongs behind the loop.",
        ways=({"stops": True}, {"stops": True, "loss_divisor": "others"}),
        edits={_RETURN_VALID: _RETURN_VALID.replace("    return", "            return")},
    ),
    Misconception(
        id="validation-of-the-first-batch-for-ever",
        exercise="validate",
        message="Each step gets the first batch again, because the loader is begun anew in each: go through it once.",
        ways=({"first": True}, {"first": True, "loss_divisor": "others"}),
        edits={
            _LOOP_VALID: "        for _ in range(len(testloader)):\n"
            "            images, labels = next(iter(testloader))\n            pred = network(images)\n"
        },
    ),
    Misconception(
        id="validation-sum-for-mean",
        exercise="validate",
        message="The values of all batches are added up, but not divided by their number.",
        ways=({"loss_divisor": "none", "acc_divisor": "none"}, {"loss_divisor": "none"}, {"acc_divisor": "none"}),
        edits={_MEANS_VALID: "return loss_valid, acc_valid"},
    ),
    Misconception(
        id="validation-divided-by-the-other-loader",
        exercise="validate",
        message="A sum is divided by the number of the other loader's batches.",
        ways=(
            {"loss_divisor": "others"},
            {"acc_divisor": "others"},
            {"loss_divisor": "others", "acc_divisor": "others"},
        ),
        edits={_MEANS_VALID: "return loss_valid / len(trainloader), acc_valid / len(testloader)"},
    ),
    Misconception(
        id="validation-of-the-last-batch",
        exercise="validate",
        message="A value is that of the last batch alone, expected the mean over all batches.",
        ways=({"loss_divisor": "last", "acc_divisor": "last"}, {"loss_divisor": "last"}, {"acc_divisor": "last"}),
        edits={_MEANS_VALID: "return loss_valid / len(testloader), find_acc(pred, labels)"},
    ),
    Misconception(
        id="validation-divided-by-the-images",
        exercise="validate",
        message="The values of the batches are added up and divided by the number of images: divide by the number of "
        "batches.",
        ways=(
            {"loss_divisor": "images", "acc_divisor": "images"},
            {"loss_divisor": "images"},
            {"acc_divisor": "images"},
        ),
        edits={
            _MEANS_VALID: "images = sum(len(y) for _, y in testloader)\n"
            "    return loss_valid / images, acc_valid / images"
        },
    ),
    Misconception(
        id="validated-accuracy-as-a-fraction",
        exercise="validate",
        message="The accuracy is a fraction, expected percent.",
        ways=({"percent": False},),
        edits={_MEANS_VALID: "return loss_valid / len(testloader), acc_valid / len(testloader) / 100"},
    ),
    Misconception(
        id="learns-from-validation",
        exercise="validate",
        message="The validation computes gradients: it only looks how good the network is, and must not teach it "
        "anything.",
        edits={
            "    with torch.no_grad():\n        for images, labels in testloader": "    if True:\n"
            "        for images, labels in testloader",
            "            loss_valid += criterion(pred, labels).item()\n": "            loss = criterion(pred, labels)\n"
            "            loss.backward()\n            loss_valid += loss.item()\n",
        },
    ),
    Misconception(
        id="training-mode",
        exercise="validate",
        message="The network is left in training mode, in which a dropout layer drops values.",
        edits={"    network.eval()\n": ""},
    ),
    Misconception(
        id="graph-for-validation",
        exercise="validate",
        message="A graph is recorded for the validation: nobody will ask for these gradients.",
        edits={
            "    with torch.no_grad():\n        for images, labels in testloader": "    if True:\n"
            "        for images, labels in testloader"
        },
    ),
)

MISCONCEPTIONS = (*NETWORK, *ACCURACY, *TRAIN, *VALIDATE)
NETWORK_CATALOGUE = Catalogue(logits, NETWORK)
TRAIN_CATALOGUE = Catalogue(one_pass, TRAIN)
VALIDATE_CATALOGUE = Catalogue(one_pass, VALIDATE)
