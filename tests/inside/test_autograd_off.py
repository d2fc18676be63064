"""A process that cannot differentiate, whichever way it is asked. The functions are those of the pinned torch."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from grader.inside import autograd_off, native
from tests.inside.children import in_child

pytestmark = pytest.mark.skipif(not native.supported(), reason="this machine's instructions are not known here")


def weight() -> torch.Tensor:
    """A leaf that asks for a gradient, as notebooks have."""
    return torch.ones(3, requires_grad=True)


def backward() -> Any:
    w = weight()
    (w * w).sum().backward()
    return w.grad


def spelled_in_pieces() -> Any:
    w = weight()
    getattr((w * w).sum(), "back" + "ward")()
    return w.grad


def engine() -> Any:
    w = weight()
    loss = (w * w).sum()
    torch.autograd.Variable._execution_engine.run_backward((loss,), (torch.ones(()),), False, False, (), True, True)
    return w.grad


def aten_operator() -> Any:
    w = weight()
    torch.ops.aten._backward((w * w).sum(), [w])
    return w.grad


def graph_by_hand() -> Any:
    return (weight() * 2).grad_fn(torch.ones(3))  # type: ignore[operator,misc]


def own_function() -> Any:
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx: Any, *grad: Any) -> Any:
            return 2 * ctx.saved_tensors[0] * grad[0]

    w = weight()
    Square.apply(w).sum().backward()  # type: ignore[no-untyped-call]
    return w.grad


def forward_mode() -> Any:
    from torch.autograd import forward_ad

    with forward_ad.dual_level():
        dual = forward_ad.make_dual(torch.ones(3), torch.ones(3))
        return forward_ad.unpack_dual(dual * dual).tangent


def under_enable_grad() -> Any:
    with torch.enable_grad(), torch.inference_mode(False):
        return backward()


WAYS: list[Callable[[], Any]] = [
    backward,
    spelled_in_pieces,
    engine,
    aten_operator,
    graph_by_hand,
    own_function,
    forward_mode,
    under_enable_grad,
    lambda: torch.autograd.grad((w := weight()).sum(), w)[0],
    lambda: torch.func.grad(lambda x: (x * x).sum())(torch.ones(3)),
    lambda: torch.func.jvp(lambda x: x * x, (torch.ones(3),), (torch.ones(3),))[1],
    lambda: torch.func.vjp(lambda x: x * x, torch.ones(3))[1](torch.ones(3)),
    lambda: torch.func.jacrev(lambda x: x * x)(torch.ones(3)),
    lambda: torch.func.jacfwd(lambda x: x * x)(torch.ones(3)),
    lambda: torch.autograd.functional.jacobian(lambda x: x * x, torch.ones(3)),
    lambda: torch._functorch.eager_transforms.grad_impl(lambda x: (x * x).sum(), 0, False, (torch.ones(3),), {}),
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_way_of_differentiating_gives_the_derivative(way: Callable[[], Any]) -> None:
    """Each raises, or gives something that is not the derivative of x² at 1."""

    def attempt() -> Any:
        autograd_off.switch_off()
        return str(way())

    answer = in_child(attempt)
    assert "raised" in answer or "2., 2., 2." not in answer["value"], answer


def test_the_ways_differentiate_where_nothing_was_switched_off() -> None:
    """Otherwise the test above would prove nothing."""
    assert in_child(lambda: str(backward()))["value"] == "tensor([2., 2., 2.])"
    assert in_child(lambda: str(aten_operator()))["value"] == "tensor([2., 2., 2.])"
    answer = in_child(lambda: str(forward_mode()))
    assert answer.get("value") == "tensor([2., 2., 2.])", answer


def test_computing_goes_on() -> None:
    """Matrix products, modules and in-place steps work as before."""

    def compute() -> list[float]:
        autograd_off.switch_off()
        layer = nn.Linear(2, 1)
        with torch.no_grad():
            layer.weight.fill_(2.0)
            layer.bias.fill_(1.0)
        return [float(x) for x in layer(torch.ones(1, 2)).flatten()]

    assert in_child(compute)["value"] == [5.0]


def test_the_message_says_what_to_do() -> None:
    """A student reads why `backward` is closed."""

    def attempt() -> None:
        autograd_off.switch_off()
        backward()

    answer = in_child(attempt)
    assert answer["raised"] == "AutogradIsOffError"
    assert "to be solved by hand" in answer["text"]


def test_the_parent_keeps_its_derivatives() -> None:
    """The pages are this process's own: switching off in a child changes nothing here."""
    in_child(autograd_off.switch_off)
    assert str(backward()) == "tensor([2., 2., 2.])"


def test_every_symbol_is_there() -> None:
    """The pinned torch has the functions that are changed."""
    for place in (autograd_off._GRAD_MODE, *autograd_off._THROWING):
        assert native._address(*place) > ctypes.sizeof(ctypes.c_void_p)
