"""A process in which PyTorch cannot differentiate, for exercises that are to be solved by hand.

Looking for forbidden words in the source would miss `getattr(loss, "back" + "ward")` and refuse a comment that has the
word in it; a Python-level patch can be undone by the code that it is meant to stop. So the library itself loses the
ability, in this process only: some of its exported functions get a new first instruction. It is done before the first
line of a submission runs, and no code can be changed or loaded after it (`jail.computing_filter`), nor can a lie about
the grad mode help, since what would have to work does not.

- `c10::GradMode::is_enabled` answers no: no operation records a graph, so none can be walked by hand either.
- `torch::autograd::Engine::execute` throws: reverse mode, torch.func's grad, vjp and jacrev, aten::_backward.
- `torch::autograd::AutogradMeta::set_fw_grad` throws: forward mode, jvp, jacfwd, linearize.
- `torch::autograd::impl::set_gradient_edge` throws: no tensor gets a history, by whatever way.
- `torch::jit::differentiate` throws: TorchScript derives a graph's gradient by symbols, without the engine.

The names are those of torch 2.13.0, to which this project is pinned; tests/inside/test_autograd_off.py holds them so.
"""

from __future__ import annotations

from typing import Any, NoReturn

import torch

from grader.inside import native

_GRAD_MODE = ("libc10.so", "_ZN3c108GradMode10is_enabledEv")
_THROWING = (
    (
        "libtorch_cpu.so",
        "_ZN5torch8autograd6Engine7executeERKSt6vectorINS0_4EdgeESaIS3_EERKS2_IN2at6TensorESaIS9_EEbbbS7_",
    ),
    ("libtorch_cpu.so", "_ZN5torch8autograd12AutogradMeta11set_fw_gradERKN2at10TensorBaseES5_mb"),
    ("libtorch_cpu.so", "_ZN5torch8autograd4impl17set_gradient_edgeERKN2at6TensorENS0_4EdgeE"),
    ("libtorch_cpu.so", "_ZN5torch3jit13differentiateERSt10shared_ptrINS0_5GraphEE"),
)
MESSAGE = (
    "this exercise is to be solved by hand: automatic differentiation (backward, torch.autograd, torch.func) "
    "is switched off while it is graded"
)


class AutogradIsOffError(RuntimeError):
    """Automatic differentiation was asked for where the exercise wants the derivative by hand."""


def prepare() -> None:
    """Look up what switching off needs, so that it takes no time in each process."""
    native.prepare((_GRAD_MODE, *_THROWING))


def switch_off() -> None:
    """Take automatic differentiation out of this process, for good.

    Raises:
        RuntimeError: this machine's instructions are not known here.
        OSError: the library's pages may not be changed.
    """
    _explain()
    for symbol in _THROWING:
        native.make_throw(symbol)
    native.make_false(_GRAD_MODE)


def _explain() -> None:
    """Let the usual ways in say why they are closed. The pages below are what keeps them closed."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AutogradIsOffError(MESSAGE)

    functions = ("grad", "grad_and_value", "vjp", "jvp", "jacrev", "jacfwd", "hessian", "linearize")
    owners: list[tuple[Any, tuple[str, ...]]] = [
        (torch.Tensor, ("backward",)),
        (torch.autograd, ("backward", "grad")),
        (torch.func, functions),
        (torch.autograd.functional, ("jacobian", "hessian", "vjp", "jvp", "vhp", "hvp")),
    ]
    for owner, names in owners:
        for name in names:
            setattr(owner, name, refuse)
