"""A pass over hidden batches on both sides: loaders, networks, optimizers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from checks.mistakes.images import Pass
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from grader.checks import Catalogue, Evidence, assert_matches, explain, fail

#: Height and width of the small images, and the classes that they have.
SIDE, CLASSES = 4, 5
#: A pass over several batches, the last of which is smaller.
BATCH_SIZES = (6, 6, 6, 6, 3)
#: Of the largest value: a dozen steps in float32 stay below 1e-6.
TOLERANCE = 1e-4


def draw_pass(generator: torch.Generator, sizes: tuple[int, ...], *, others: int, **options: float) -> Pass:
    """A pass over batches of these sizes. Only the last may be smaller. The images tell something of their labels."""
    count = sum(sizes)
    labels = torch.randint(CLASSES, (count,), generator=generator)
    images = torch.randn(count, 1, SIDE, SIDE, generator=generator)
    images.flatten(1)[torch.arange(count), labels] += 2.0
    return Pass(
        weight=0.3 * torch.randn(CLASSES, SIDE**2, generator=generator),
        bias=0.3 * torch.randn(CLASSES, generator=generator),
        batches=tuple(zip(images.split(sizes), labels.split(sizes), strict=True)),
        others=others,
        options=options,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """The network and the loaders of a pass in the student's process."""

    network: Any
    loader: Any
    other_loader: Any


def build_there(submission: Any, case: Pass, *, dropout: float = 0.0) -> There:
    """A network of one linear layer with the pass's parameters; the loaders in the order of the batches."""
    torch_there = submission.library("torch")
    layers = [torch_there.nn.Flatten.keep(), torch_there.nn.Dropout.keep(dropout)]
    network = torch_there.nn.Sequential.keep(*layers, torch_there.nn.Linear.keep(SIDE**2, CLASSES))
    network.load({"2.weight": case.weight, "2.bias": case.bias})
    data = torch_there.utils.data
    images, labels = (torch.cat(column) for column in zip(*case.batches, strict=True))
    size = len(case.batches[0][0])
    loader = data.DataLoader.keep(data.TensorDataset.keep(images, labels), batch_size=size)
    others = data.TensorDataset.keep(images[: case.others], labels[: case.others])
    return There(network=network, loader=loader, other_loader=data.DataLoader.keep(others, batch_size=1))


def build_here(case: Pass) -> tuple[nn.Module, DataLoader[tuple[Tensor, ...]]]:
    """The same network, without dropout, and the same loader on this side."""
    network = nn.Sequential(nn.Flatten(), nn.Identity(), nn.Linear(SIDE**2, CLASSES))
    network.load_state_dict({"2.weight": case.weight, "2.bias": case.bias})
    images, labels = (torch.cat(column) for column in zip(*case.batches, strict=True))
    return network, DataLoader(TensorDataset(images, labels), batch_size=len(case.batches[0][0]))


def in_one_row(network: Any) -> Tensor:
    """All parameters of a module of the student's."""
    found = network.parameters() or {}
    if not found or not all(isinstance(value, Tensor) for value in found.values()):
        fail("the parameters of the network cannot be read any more")
    return torch.cat([value.detach().float().reshape(-1) for value in found.values()])


def pair_of(value: Any, what: str) -> tuple[Tensor, Tensor]:
    """Loss and accuracy of what a student's pass returned.

    Raises:
        CheckFailedError: it is no pair of numbers.
    """
    __tracebackhide__ = True
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        there = "None (is a `return` missing?)" if value is None else f"a {type(value).__name__}"
        fail(f"{what} returns {there}, expected two numbers: the loss and the accuracy")
    return number(value[0], f"the loss of {what}"), number(value[1], f"the accuracy of {what}")


def number(value: Any, what: str) -> Tensor:
    """A number, or a tensor of one element, as a tensor without dimensions.

    Raises:
        CheckFailedError: it is neither.
    """
    __tracebackhide__ = True
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return torch.tensor(float(value))
    if not isinstance(value, Tensor) or value.numel() != 1:
        fail(f"{what} is no number")
    return value.detach().float().reshape(())


def assert_value(
    name: str,
    actual: Mapping[str, Tensor],
    expected: Mapping[str, Tensor],
    *others: Tensor,
    case: Pass,
    what: str,
    catalogue: Catalogue[Pass],
) -> None:
    """Nothing, where this value of a pass is right; others are as good. A known mistake is told by all values."""
    __tracebackhide__ = True

    def why(_: Tensor) -> Any:
        # All values together: an accuracy of a few images comes out right, or wrong in a known way, by chance.
        return explain(catalogue, [Evidence(case=case, actual=actual, expected=expected)], name, whole=True)

    assert_matches(actual[name], [expected[name], *others], what, tolerance=TOLERANCE, explain=why)
