"""Whether a changed reference still does what an exercise asks for, told on many inputs and apart from the checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from checks.mistakes.images import Pass
from checks.passes import BATCH_SIZES, build_here, build_there, draw_pass, in_one_row
from checks.twins import draw, shapes_of
from torch import Tensor, nn

#: How many inputs a part is tried with.
PROBES_EACH = 8
#: Of the largest value: float32 in another order.
SAME = 2e-5

Probe = Callable[[Any, Any, torch.Generator], bool]


def _same(actual: Any, expected: Any) -> bool:
    if isinstance(expected, (tuple, list)):
        pairs = isinstance(actual, (tuple, list)) and len(actual) == len(expected)
        return pairs and all(map(_same, actual, expected))
    given, wanted = torch.as_tensor(actual).double(), torch.as_tensor(expected).detach().double()
    return given.shape == wanted.shape and bool((given - wanted).abs().max() <= SAME * max(1, wanted.abs().max()))


def class_probe(name: str, *makings: tuple[int, ...], inputs: Callable[[Sequence[int]], tuple[int, ...]]) -> Probe:
    """Whether a module class computes what the reference's does, with any parameters.

    Args:
        name: the class.
        makings: what it is made with.
        inputs: these -> the shape of one row of its input.
    """

    def is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
        for sizes in makings * PROBES_EACH:
            here, there = getattr(reference, name)(*sizes), getattr(submission, name).keep(*sizes)
            drawn = {each: draw(tuple(value.shape), generator) for each, value in here.named_parameters()}
            if shapes_of(there.parameters() or {}) != shapes_of(drawn):
                return False
            here.load_state_dict(drawn)
            there.load(drawn)
            x = torch.randn(1 + int(torch.randint(9, (), generator=generator)), *inputs(sizes), generator=generator)
            options: list[dict[str, bool]] = [{}, {"apply_softmax": True}] if name.startswith("Multi") else [{}]
            if not all(_same(there(x, **each), here(x, **each)) for each in options):
                return False
        return True

    return is_right


def accuracy_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether find_acc gives the reference's percentages."""
    for rows in range(1, 5 * PROBES_EACH):
        pred, label = (
            torch.randn(rows, 4, generator=generator),
            torch.randint(4, (rows,), generator=generator),
        )
        if not _same(submission.find_acc(pred, label), reference.find_acc(pred, label)):
            return False
    return True


def train_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether train returns the reference's means, leaves its parameters, and trains in training mode."""
    criterion = nn.CrossEntropyLoss()
    for _ in range(PROBES_EACH):
        case = draw_pass(generator, BATCH_SIZES, others=2, lr=0.2, momentum=0.7)
        actual, left = _trained_there(submission, case, dropout=0.0)
        here, loader = build_here(case)
        expected = reference.train(here, 1, criterion, torch.optim.SGD(here.parameters(), **case.options), loader)
        parameters = torch.cat([value.reshape(-1) for value in here.parameters()])
        _, blind = _trained_there(submission, case, dropout=1.0)
        in_mode = torch.equal(blind[: case.weight.numel()], case.weight.reshape(-1))
        if not (in_mode and _same(actual, expected) and _same(left, parameters)):
            return False
    return True


def _trained_there(submission: Any, case: Pass, *, dropout: float) -> tuple[Any, Tensor]:
    """What train returns there for a network that was validated before, and the parameters that it leaves."""
    library, there = submission.library("torch"), build_there(submission, case, dropout=dropout)
    library.nn.Module.eval.keep(there.network)
    named = submission.library("builtins").getattr.keep(there.network, "parameters")
    optimizer = library.optim.SGD.keep(named.keep(), **case.options)
    returned = submission.train(there.network, 1, library.nn.CrossEntropyLoss.keep(), optimizer, there.loader)
    return returned, in_one_row(there.network)


def validate_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether validate returns the reference's means for a network with dropout, and leaves it as it was."""
    library = submission.library("torch")
    for _ in range(PROBES_EACH):
        case = draw_pass(generator, BATCH_SIZES, others=2)
        there, (here, loader) = build_there(submission, case, dropout=0.3), build_here(case)
        actual = submission.validate(there.network, 1, library.nn.CrossEntropyLoss.keep(), there.loader)
        expected = reference.validate(here, 1, nn.CrossEntropyLoss(), loader)
        start = torch.cat([case.weight.reshape(-1), case.bias])
        if not (_same(actual, expected) and _same(in_one_row(there.network), start)):
            return False
    return True


def data_set_is_right(submission: Any, _reference: Any, generator: torch.Generator) -> bool:
    """Whether each item and each slice is the pair of rows."""
    python, item_of = submission.library("builtins"), submission.library("operator").getitem
    for rows, inputs, outputs in ((5, 1, 1), (9, 4, 2), (7, 2, 6)):
        columns = [torch.randn(rows, count, generator=generator) for count in (inputs, outputs)]
        tables = [submission.library("numpy").array.keep(column.tolist()) for column in columns]
        data = submission.VectorialDataset.keep(*tables)
        items = [item_of(data, index) for index in range(rows)]
        right = all(_same(item, [column[index] for column in columns]) for index, item in enumerate(items))
        part = _same(item_of(data, python.slice.keep(1, 4)), [column[1:4] for column in columns])
        single = all(value.dtype == torch.float32 for item in items for value in item)
        if not (right and part and single and python.len(data) == rows):
            return False
    return True


def linear_model_is_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether it computes what the reference's does, and draws other parameters when it is reset."""
    alike = class_probe("LinearModel", (1, 1), (3, 2), inputs=lambda sizes: (sizes[0],))
    if not alike(submission, reference, generator):
        return False
    model = submission.LinearModel.keep(3, 2)
    marked = {name: torch.full_like(value, 9.0) for name, value in model.parameters().items()}
    model.load(marked)
    submission.library("builtins").getattr.keep(model, "reset").keep()
    return all(float(value.abs().max()) < 1 for value in model.parameters().values())


def gradients_are_right(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether the formulas give the reference's gradients."""
    for number in range(5 * PROBES_EACH):
        rows, inputs, outputs = 1 + number % 7, 1 + number % 3, 1 + number % 4
        shapes = ((outputs, inputs), (outputs,), (rows, inputs), (rows, outputs))
        tensors = [torch.randn(*shape, generator=generator) for shape in shapes]
        if not _same(submission.linear_gradients(*tensors), reference.linear_gradients(*tensors)):
            return False
    return True


def perceptron_is_trained(submission: Any, reference: Any, generator: torch.Generator) -> bool:
    """Whether the perceptron itself, asked in its own process, is below the asked loss, after as many steps."""
    labels = torch.randint(2, (4000,), generator=generator)
    centers = torch.tensor([reference.LEFT_CENTER, reference.RIGHT_CENTER], dtype=torch.float32)
    outputs = submission.perceptron(centers[labels] + torch.randn(4000, 2, generator=generator))
    loss = nn.functional.binary_cross_entropy(outputs.squeeze(1), labels.float())
    return float(loss) < 0.32 and any(training.steps >= 60 for training in submission.trainings())


def line_is_trained(submission: Any, _reference: Any, _generator: torch.Generator) -> bool:
    """Whether some training by Adam with weight decay ended near the best line through the training set."""
    python, library = submission.library("builtins"), submission.library("torch.utils.data")
    data = submission.training_set.value()
    x, y = python.next(python.iter.keep(library.DataLoader.keep(data, batch_size=python.len(data))))
    columns = torch.cat([x, torch.ones_like(x)], dim=1)
    least = _mean_square(columns, y, torch.linalg.lstsq(columns, y).solution)
    decayed = [t for t in submission.trainings() if t.options.get("weight_decay") == 5e-4 and t.steps >= 900]
    ends = [torch.cat([value.reshape(1, 1) for value in training.after]) for training in decayed]
    return len(y) >= 1000 and any(_mean_square(columns, y, end) < least + 0.002 for end in ends)


def _mean_square(columns: Tensor, y: Tensor, line: Tensor) -> float:
    return float((columns @ line - y).square().mean())


#: exercise -> (submission, reference, generator) -> whether the submission's solution of it is right.
PROBES: dict[str, Probe] = {
    "simple-net": class_probe("SimpleNet", (), inputs=lambda _: (2048,)),
    "perceptron": class_probe("Perceptron", (2,), (5,), inputs=lambda sizes: (sizes[0],)),
    "perceptron-training": perceptron_is_trained,
    "multilayer-perceptron": class_probe(
        "MultilayerPerceptron", (3, 8, 4), (2, 5, 2), inputs=lambda sizes: (sizes[0],)
    ),
    "network": class_probe("Network", (), inputs=lambda _: (1, 28, 28)),
    "accuracy": accuracy_is_right,
    "train": train_is_right,
    "validate": validate_is_right,
    "vectorial-dataset": data_set_is_right,
    "linear-model": linear_model_is_right,
    "gradients": gradients_are_right,
    "weight-decay": line_is_trained,
}
