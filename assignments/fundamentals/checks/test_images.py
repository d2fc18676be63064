"""The convolutional network, its accuracy, and the passes that train and validate it."""

from __future__ import annotations

import pytest
import torch
from checks.mistakes.images import (
    ACCURACY,
    MISTAKEN_ACCURACIES,
    NETWORK,
    NETWORK_CATALOGUE,
    TRAIN,
    TRAIN_CATALOGUE,
    VALIDATE,
    VALIDATE_CATALOGUE,
    Images,
)
from checks.passes import BATCH_SIZES, assert_value, build_here, build_there, draw_pass, in_one_row, number, pair_of
from checks.twins import assert_parameters, draw, twins

from grader.checks import CheckFailedError, Evidence, StudentFaultError, assert_matches, by_id, explain, fail

#: Layer -> the shape that goes in, and the one that comes out, for one image.
SHAPES = {
    "conv1": ((1, 28, 28), (6, 24, 24)),
    "conv2": ((6, 12, 12), (12, 8, 8)),
    "fc1": ((192,), (120,)),
    "fc2": ((120,), (60,)),
    "fc3": ((60,), (10,)),
}


@pytest.mark.exercise("network")
@pytest.mark.points(3)
def test_parameters(submission, reference):
    """Network() has the convolutions conv1 and conv2 and the linear layers fc1, fc2 and fc3, of the sizes asked for."""
    assert_parameters(submission.Network.keep(), reference.Network(), "Network()")


@pytest.mark.exercise("network")
@pytest.mark.points(3)
def test_shapes(submission, generator):
    """The shapes through every layer: 28 x 28, 24 x 24, 12 x 12, 8 x 8, then 192, 120, 60 and 10 values."""
    network = submission.Network.keep()
    for name, (before, after) in SHAPES.items():
        given = (3, *before)
        layer = submission.library("builtins").getattr.keep(network, name)
        shape = tuple(getattr(layer(torch.rand(*given, generator=generator)), "shape", ()))
        if shape != (3, *after):
            padded = name.startswith("conv") and shape[-2:] > after[-2:]
            fail(
                f"{name} makes {shape} of a batch of shape {given}, expected {(3, *after)}",
                diagnosis=(by_id(NETWORK, "padded"),) if padded else (),
            )


@pytest.mark.exercise("network")
@pytest.mark.points(6)
def test_logits(submission, reference, generator):
    """Its outputs are ten logits for each image, for any images, batches and parameters."""
    pair = twins(submission.Network.keep(), reference.Network(), generator, "Network()")
    for batch in (5, 1):
        x = torch.rand(batch, 1, 28, 28, generator=generator)
        expected = pair.here(x).detach()

        def why(actual, x=x, expected=expected):
            case = Images(parameters=pair.parameters, x=x)
            evidence = Evidence(case=case, actual={"outputs": actual}, expected={"outputs": expected})
            return explain(NETWORK_CATALOGUE, [evidence], "outputs")

        assert_matches(pair.there(x), expected, "Network()(images)", explain=why)


def draw_logits(generator, rows, classes):
    """Logits, (rows, classes), and labels, (rows,), of which at least a third have the largest logit."""
    pred = torch.randn(rows, classes, generator=generator)
    label = torch.randint(classes, (rows,), generator=generator)
    label[: rows // 3 + 1] = pred.argmax(dim=1)[: rows // 3 + 1]
    return pred, label


def mistaken_accuracy(cases, values):
    """The mistake that gives these values for the cases; None where none does."""

    def are(mistaken):
        return all(abs(value - wrong) < 1e-3 for value, wrong in zip(values, mistaken, strict=True))

    for mistake, accuracy in MISTAKEN_ACCURACIES.items():
        if are([accuracy(*case) for case in cases]):
            return mistake
    hits = [MISTAKEN_ACCURACIES["count-for-percent"](*case) for case in cases]
    rows = 100 * hits[0] / values[0] if values[0] else 0
    fixed = rows >= 1 and abs(rows - round(rows)) < 1e-3 and are([100 * count / rows for count in hits])
    return "fixed-number-of-rows" if fixed else None


@pytest.mark.exercise("accuracy")
@pytest.mark.points(4)
def test_percentage(submission, reference, generator):
    """find_acc(pred, label) is the percentage of rows whose largest value is that of the label."""
    cases = [draw_logits(generator, rows, classes) for rows, classes in ((9, 10), (7, 3), (1, 4))]
    actual = [number(submission.find_acc(*case), "find_acc(pred, label)") for case in cases]

    def why(_):
        mistake = mistaken_accuracy(cases, [float(value) for value in actual])
        return (by_id(ACCURACY, mistake),) if mistake else ()

    for case, value in zip(cases, actual, strict=True):
        assert_matches(value, torch.tensor(reference.find_acc(*case)), "find_acc(pred, label)", explain=why)


# One pass that trains.

TRAINED = "train(network, epoch, criterion, optimizer, trainloader)"


def trained(submission, reference, case, *, dropout=0.0):
    """The values of the student's pass, and of the reference's, which drops nothing."""
    there, (here, loader) = build_there(submission, case, dropout=dropout), build_here(case)
    torch_there = submission.library("torch")
    # An epoch before may have ended with a validation, which leaves a network in evaluation mode.
    torch_there.nn.Module.eval.keep(there.network)
    named = submission.library("builtins").getattr.keep(there.network, "parameters")
    optimizer = torch_there.optim.SGD.keep(named.keep(), **case.options)
    student = submission.given(trainloader=there.loader, testloader=there.other_loader)
    criterion = torch_there.nn.CrossEntropyLoss.keep()
    loss, accuracy = pair_of(student.train(there.network, 1, criterion, optimizer, there.loader), TRAINED)
    actual = {"loss": loss, "accuracy": accuracy, "parameters": in_one_row(there.network)}
    sgd = torch.optim.SGD(here.parameters(), **case.options)
    means = reference.train(here, 1, torch.nn.CrossEntropyLoss(), sgd, loader)
    expected = dict(zip(("loss", "accuracy"), map(torch.tensor, means), strict=True))
    expected["parameters"] = torch.cat([value.detach().reshape(-1) for value in here.parameters()])
    return actual, expected


@pytest.mark.exercise("train")
@pytest.mark.points(2)
def test_one_batch(submission, reference, generator):
    """With one batch there is one step in training mode, and the loss is that before the step."""
    case = draw_pass(generator, (8,), others=2, lr=0.5)
    actual, expected = trained(submission, reference, case)
    known = {"case": case, "catalogue": TRAIN_CATALOGUE}
    assert_value("parameters", actual, expected, what="the row of parameters after one batch", **known)
    assert_value("loss", actual, expected, what="the loss of one batch", **known)
    # A network that drops everything in training mode sees no image, so that only its bias learns.
    actual, _ = trained(submission, reference, case, dropout=1.0)
    if not torch.equal(actual["parameters"][: case.weight.numel()], case.weight.reshape(-1)):
        fail(
            "the network is not in training mode while train runs: see its method train()",
            diagnosis=(by_id(TRAIN, "evaluation-mode"),),
        )


@pytest.mark.exercise("train")
@pytest.mark.points(5)
def test_every_batch(submission, reference, generator):
    """Each batch of the loader makes one step, in turn, with the gradients of that batch alone."""
    case = draw_pass(generator, BATCH_SIZES, others=2, lr=0.3, momentum=0.5)
    actual, expected = trained(submission, reference, case)
    what = f"the row of parameters after {len(BATCH_SIZES)} batches"
    assert_value("parameters", actual, expected, case=case, what=what, catalogue=TRAIN_CATALOGUE)


def by_batch(reference, case):
    """For each batch the logits before its step, (n, classes), its labels, and its loss and accuracy, (2,)."""
    here, _ = build_here(case)
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(here.parameters(), **case.options) if case.options else None
    for images, labels in case.batches:
        pred = here(images).detach()
        if optimizer:
            means = reference.train(here, 1, criterion, optimizer, [(images, labels)])
        else:
            means = reference.validate(here, 1, criterion, [(images, labels)])
        yield pred, labels, torch.tensor(means)


def by_images(reference, case):
    """Loss and accuracy as means over the images."""
    sums = sum(means * len(labels) for _, labels, means in by_batch(reference, case))
    return dict(zip(("loss", "accuracy"), sums / sum(len(labels) for _, labels in case.batches), strict=True))


def others_as_good(submission, reference, case, value, actual):
    """What a pass may return as well: means over the images, and an accuracy by the student's own find_acc.

    That one has an exercise of its own, where a mistake in it costs its points.
    """
    images = by_images(reference, case)[value]
    if value == "loss" or torch.isclose(actual, images, rtol=1e-4) or not submission.has("find_acc"):
        return (images,)
    try:
        own = [number(submission.find_acc(*batch[:2]), "find_acc") for batch in by_batch(reference, case)]
    except (CheckFailedError, StudentFaultError):
        return (images,)
    sizes = torch.tensor([float(len(labels)) for _, labels in case.batches])
    return images, torch.stack(own).mean(), (torch.stack(own) * sizes).sum() / sizes.sum()


@pytest.mark.exercise("train")
@pytest.mark.points(3)
def test_mean_loss(submission, reference, generator):
    """The loss that train returns is the mean over the batches, each from before its step."""
    check_trained_mean(submission, reference, generator, "loss")


@pytest.mark.exercise("train")
@pytest.mark.points(2)
def test_mean_accuracy(submission, reference, generator):
    """The accuracy that train returns is the mean over the batches, in percent."""
    check_trained_mean(submission, reference, generator, "accuracy")


def check_trained_mean(submission, reference, generator, value):
    """Compare the loss or the accuracy that train returns."""
    case = draw_pass(generator, BATCH_SIZES, others=2, lr=0.3)
    actual, expected = trained(submission, reference, case)
    known = {"case": case, "what": f"the {value} that train returns", "catalogue": TRAIN_CATALOGUE}
    others = others_as_good(submission, reference, case, value, actual[value])
    assert_value(value, actual, expected, *others, **known)


# One pass that validates.

VALIDATED = "validate(network, epoch, criterion, testloader)"


def validated(submission, reference, case, *, dropout=0.0):
    """The network and the values of the student's pass, and the values of the reference's."""
    there, (here, loader) = build_there(submission, case, dropout=dropout), build_here(case)
    torch_there = submission.library("torch")
    torch_there.nn.Module.train.keep(there.network)
    student = submission.given(trainloader=there.other_loader, testloader=there.loader)
    criterion = torch_there.nn.CrossEntropyLoss.keep()
    loss, accuracy = pair_of(student.validate(there.network, 1, criterion, there.loader), VALIDATED)
    means = reference.validate(here, 1, torch.nn.CrossEntropyLoss(), loader)
    expected = dict(zip(("loss", "accuracy"), map(torch.tensor, means), strict=True))
    return there.network, {"loss": loss, "accuracy": accuracy}, expected


def check_validated_mean(submission, reference, generator, value):
    """Compare the loss or the accuracy that validate returns."""
    case = draw_pass(generator, BATCH_SIZES, others=2)
    _, actual, expected = validated(submission, reference, case)
    known = {"case": case, "what": f"the {value} that validate returns", "catalogue": VALIDATE_CATALOGUE}
    others = others_as_good(submission, reference, case, value, actual[value])
    assert_value(value, actual, expected, *others, **known)


@pytest.mark.exercise("validate")
@pytest.mark.points(3)
def test_validated_loss(submission, reference, generator):
    """The loss that validate returns is the mean over all batches of the loader."""
    check_validated_mean(submission, reference, generator, "loss")


@pytest.mark.exercise("validate")
@pytest.mark.points(2)
def test_validated_accuracy(submission, reference, generator):
    """The accuracy that validate returns is the mean over all batches of the loader, in percent."""
    check_validated_mean(submission, reference, generator, "accuracy")


def has_gradients(submission, network):
    """Whether a gradient was computed for the last layer of a network that `build_there` made."""
    python = submission.library("builtins")
    layer = submission.library("operator").getitem.keep(network, -1)
    return any(python.getattr(python.getattr.keep(layer, name), "grad") is not None for name in ("weight", "bias"))


@pytest.mark.exercise("validate")
@pytest.mark.points(2)
@pytest.mark.depends("validated-loss")
def test_nothing_learned(submission, reference, generator):
    """The network is in evaluation mode, so that dropout drops nothing, and keeps its parameters."""
    case = draw_pass(generator, BATCH_SIZES, others=2)
    network, actual, expected = validated(submission, reference, case, dropout=0.5)
    if has_gradients(submission, network):
        fail(
            "validate computes gradients: parameters of the network have some afterwards, and had none before",
            diagnosis=(by_id(VALIDATE, "learns-from-validation"),),
        )
    right = (expected["loss"], by_images(reference, case)["loss"])
    dropped = not any(torch.isclose(actual["loss"], loss, rtol=1e-3) for loss in right)
    # Afterwards it may be in the mode that it was in before.
    if dropped and submission.library("builtins").getattr(network, "training") is not False:
        fail(
            "the network is not in evaluation mode while validate runs: see its method eval()",
            diagnosis=(by_id(VALIDATE, "training-mode"),),
        )
    known = {"case": case, "what": "the loss of a network with dropout", "catalogue": VALIDATE_CATALOGUE}
    assert_value("loss", actual, expected, right[1], **known)
    start = torch.cat([case.weight.reshape(-1), case.bias])
    assert_matches(in_one_row(network), start, "the row of the network's parameters after validate", tolerance=1e-6)


@pytest.mark.exercise("validate")
@pytest.mark.points(1)
@pytest.mark.depends("validated-loss")
def test_no_graph(submission, reference, generator):
    """No graph is recorded: nobody asks for gradients."""
    case = draw_pass(generator, (4, 4), others=2)
    there = build_there(submission, case)
    torch_there = submission.library("torch")
    # PyTorch refuses to record an operation on a tensor that was made in inference mode.
    unrecordable = torch_there.inference_mode()(torch_there.clone.value())
    batches = [(unrecordable.keep(images), labels) for images, labels in case.batches]
    loader = torch_there.utils.data.DataLoader.keep(batches, batch_size=None)
    student = submission.given(trainloader=there.other_loader, testloader=loader)
    try:
        student.validate(there.network, 1, torch_there.nn.CrossEntropyLoss.keep(), loader)
    except StudentFaultError as error:
        if "nference tensor" not in error.message:
            raise
        learns = has_gradients(submission, validated(submission, reference, case)[0])
        fail(
            "validate records a graph. Compute where PyTorch does not record: see torch.no_grad",
            staff_message=error.message,
            diagnosis=(by_id(VALIDATE, "learns-from-validation" if learns else "graph-for-validation"),),
        )


def _warm_up() -> None:
    """Do here once, where checks are collected, what imports much when it is first used."""
    generator = torch.Generator().manual_seed(0)
    here, loader = build_here(draw_pass(generator, (4,), others=1))
    optimizer = torch.optim.SGD(here.parameters(), lr=0.1)
    for images, labels in loader:
        torch.autograd.backward(torch.nn.functional.cross_entropy(here(images), labels))
    optimizer.step()
    torch.nn.functional.conv2d(draw((1, 1, 6, 6), generator), draw((1, 1, 5, 5), generator))


_warm_up()
