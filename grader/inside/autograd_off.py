"""A process in which PyTorch cannot differentiate, for exercises that are to be solved by hand.

Looking for forbidden words in the source would miss `getattr(loss, "back" + "ward")` and refuse a comment that has the
word in it; a Python-level patch can be undone by the code that it is meant to stop. So the library itself loses the
ability, in this process only: three of its exported functions get a new first instruction. It is done before the first
line of a submission runs.

- `c10::GradMode::is_enabled` answers no: no operation records a graph, so none can be walked by hand either.
- `torch::autograd::Engine::execute` throws: reverse mode, torch.func's grad, vjp and jacrev, aten::_backward.
- `torch::autograd::AutogradMeta::set_fw_grad` throws: forward mode, jvp, jacfwd, linearize.

The names are those of torch 2.13.0, to which this project is pinned; tests/inside/test_autograd_off.py holds them so.
"""

from __future__ import annotations

import ctypes
import functools
import mmap
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import torch

_GRAD_MODE = ("libc10.so", "_ZN3c108GradMode10is_enabledEv")
_THROWING = (
    (
        "libtorch_cpu.so",
        "_ZN5torch8autograd6Engine7executeERKSt6vectorINS0_4EdgeESaIS3_EERKS2_IN2at6TensorESaIS9_EEbbbS7_",
    ),
    ("libtorch_cpu.so", "_ZN5torch8autograd12AutogradMeta11set_fw_gradERKN2at10TensorBaseES5_mb"),
)
#: Takes nothing and throws std::bad_function_call, which torch turns into a RuntimeError.
_THROWER = ("libstdc++.so.6", "_ZSt25__throw_bad_function_callv")

#: By machine: "return false", and "jump to the address that follows".
_RETURN_FALSE = {"x86_64": bytes.fromhex("31c0c3"), "aarch64": bytes.fromhex("00008052c0035fd6")}
_JUMP: dict[str, Callable[[int], bytes]] = {
    # mov rax, imm64; jmp rax
    "x86_64": lambda address: b"\x48\xb8" + address.to_bytes(8, "little") + b"\xff\xe0",
    # ldr x16, #8; br x16; imm64
    "aarch64": lambda address: bytes.fromhex("5000005800021fd6") + address.to_bytes(8, "little"),
}

MESSAGE = (
    "this exercise is to be solved by hand: automatic differentiation (backward, torch.autograd, torch.func) "
    "is switched off while it is graded"
)


class AutogradIsOffError(RuntimeError):
    """Automatic differentiation was asked for where the exercise wants the derivative by hand."""


def supported() -> bool:
    """Whether this machine's instructions are known here."""
    return platform.machine() in _JUMP


def prepare() -> None:
    """Look up what switching off needs, so that it takes no time in each process."""
    if supported():
        for place in (_THROWER, _GRAD_MODE, *_THROWING):
            _address(*place)


def switch_off() -> None:
    """Take automatic differentiation out of this process, for good.

    Raises:
        RuntimeError: this machine's instructions are not known here.
        OSError: the library's pages may not be changed.
    """
    machine = platform.machine()
    if not supported():
        msg = f"exercises by hand need x86_64 or aarch64; this machine is {machine}"
        raise RuntimeError(msg)
    _explain()
    jump = _JUMP[machine](_address(*_THROWER))
    for place in _THROWING:
        _write(_address(*place), jump)
    _write(_address(*_GRAD_MODE), _RETURN_FALSE[machine])


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


@functools.cache
def _address(library: str, symbol: str) -> int:
    path = Path(torch.__file__).parent / "lib" / library
    loaded = ctypes.CDLL(str(path) if path.exists() else library)
    address = ctypes.cast(getattr(loaded, symbol), ctypes.c_void_p).value
    assert address is not None  # noqa: S101  a loaded symbol has an address
    return address


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _write(address: int, code: bytes) -> None:
    """Put code at an address. The mapping is private: no other process sees it."""
    libc = _libc()
    page = address & ~(mmap.PAGESIZE - 1)
    size = (address + len(code) - page + mmap.PAGESIZE - 1) & ~(mmap.PAGESIZE - 1)
    area = ctypes.c_void_p(page), ctypes.c_size_t(size)
    if libc.mprotect(*area, mmap.PROT_READ | mmap.PROT_WRITE):
        raise OSError(ctypes.get_errno(), "could not open the library's pages")
    ctypes.memmove(address, code, len(code))
    if libc.mprotect(*area, mmap.PROT_READ | mmap.PROT_EXEC):
        raise OSError(ctypes.get_errno(), "could not close the library's pages")
