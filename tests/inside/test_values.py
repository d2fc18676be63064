"""What a student's process sends of a value, and what the checker makes of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from grader import wire
from grader.inside.values import from_wire, kind_of, parameters_of, to_wire

DTYPES = [getattr(torch, name) for name in wire.ITEM_SIZES]


def sent(value: object) -> Any:
    """The wire value, with every object kept under 7."""
    return to_wire(value, lambda _: 7)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_a_tensor_comes_back_equal(dtype: torch.dtype) -> None:
    """Every dtype keeps its elements, its shape and itself."""
    tensor = torch.arange(6).reshape(2, 3).to(dtype)
    back = from_wire(sent(tensor))
    assert back.dtype == dtype
    assert torch.equal(back, tensor)


@pytest.mark.parametrize(
    "tensor",
    [
        torch.tensor(3.0),
        torch.empty(0, 3),
        torch.randn(4, 5).t(),
        torch.randn(8)[::2],
        torch.randn(1, 4).expand(3, 4),
        torch.randn(2, 2, dtype=torch.complex64).conj(),
        nn.Parameter(torch.randn(2)),
        torch.randn(1).as_strided((1,), (0,)),
    ],
    ids=["scalar", "empty", "transposed", "strided", "expanded", "conjugated", "parameter", "one item, stride 0"],
)
def test_the_layout_in_memory_does_not_matter(tensor: torch.Tensor) -> None:
    """Views, expansions and parameters cross as what they show."""
    assert torch.equal(from_wire(sent(tensor)), tensor.detach())


def test_containers_keep_their_types() -> None:
    """A tuple is not a list."""
    back = from_wire(sent({"a": (torch.ones(1), [1, "x"]), "b": None}))
    assert isinstance(back["a"], tuple)
    assert back["a"][1] == [1, "x"]


class Subclass(torch.Tensor):
    """A tensor that may lie."""


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (torch.zeros(1).expand(10**10), "a tensor of shape (10000000000,): 40000000000 bytes, more than"),
        (torch.eye(3).to_sparse(), "a sparse tensor (sparse_coo); return a dense one, for example with .to_dense()"),
        (torch.empty(2, device="meta"), "a tensor on the device 'meta'; return it on the CPU"),
        (torch.ones(2).as_subclass(Subclass), "a subclass of torch.Tensor (Subclass)"),
    ],
    ids=["huge", "sparse", "meta", "subclass"],
)
def test_a_tensor_that_does_not_cross_says_why(value: object, why: str) -> None:
    """It is described before memory is taken for it."""
    opaque = sent(value)
    assert isinstance(opaque, wire.Opaque)
    assert opaque.why.startswith(why)
    assert opaque.kind == "tensor"


def test_other_things_stay_where_they_are() -> None:
    """A module, a generator or a huge integer is kept and described."""
    for value, name in ((nn.Linear(1, 1), "Linear"), (iter([]), "list_iterator"), (2**99, "int")):
        assert sent(value) == wire.Opaque(type_name=name, kind=kind_of(value), handle=7, why=sent(value).why)


def test_subclasses_of_plain_types_do_not_cross_as_plain() -> None:
    """A float that says it is equal to everything stays on its own side."""

    class Liar(float):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = float.__hash__

    assert isinstance(sent(Liar(1.0)), wire.Opaque)


@pytest.mark.parametrize("number", [np.float64(0.5), np.float32(0.5), np.int64(3), np.bool_(True)], ids=repr)
def test_a_number_of_numpy_is_a_number(number: np.generic) -> None:
    """The mean of a list that NumPy takes is as good as Python's."""
    assert sent((number, 1)) == (number.item(), 1)
    assert type(sent(number)) is type(number.item())


def test_what_a_function_may_be_given_is_told_apart_from_what_it_must() -> None:
    """By position; keywords alone are neither."""

    def loop(epochs: int, rate: float, every: int = 10, *, loud: bool = False) -> tuple[object, ...]:
        return epochs, rate, every, loud

    assert parameters_of(loop) == ["epochs", "rate"]
    assert parameters_of(loop, optional=True) == ["every"]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (nn.Linear(1, 1), "module"),
        (nn.Linear, "class"),
        (torch.ones(1), "tensor"),
        (len, "function"),
        (lambda: 0, "function"),
        (3, "object"),
    ],
)
def test_a_name_stands_for_a_kind_of_thing(value: object, kind: str) -> None:
    """The manifest's words."""
    assert kind_of(value) == kind


def test_a_bool_that_is_neither_is_made_one() -> None:
    """A forged byte of 2 becomes True, not an invalid bool."""
    back = from_wire(wire.Tensor(dtype="bool", shape=(2,), data=b"\2\0"))
    assert back.tolist() == [True, False]
