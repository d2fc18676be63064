"""Functions of a loaded library that get a new first instruction, in this process only.

What Python code replaces, Python code can restore; and a function of the library is reached in many ways. So the change
is made where all of them end, before the first line of a submission runs.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import mmap
import platform
import site
import sysconfig
from collections.abc import Callable, Iterable
from pathlib import Path

import torch

#: A library's file name and one of its exported symbols.
Symbol = tuple[str, str]

#: Takes nothing and throws std::bad_function_call, which torch turns into a RuntimeError.
_THROWER: Symbol = ("libstdc++.so.6", "_ZSt25__throw_bad_function_callv")
#: What such an error's text holds.
THROWN = "bad_function_call"

#: By machine: "return false", and "jump to the address that follows".
_RETURN_FALSE = {"x86_64": bytes.fromhex("31c0c3"), "aarch64": bytes.fromhex("00008052c0035fd6")}
_JUMP: dict[str, Callable[[int], bytes]] = {
    # mov rax, imm64; jmp rax
    "x86_64": lambda address: b"\x48\xb8" + address.to_bytes(8, "little") + b"\xff\xe0",
    # ldr x16, #8; br x16; imm64
    "aarch64": lambda address: bytes.fromhex("5000005800021fd6") + address.to_bytes(8, "little"),
}


_MAP_FIXED = 0x10
#: Packages with extension modules, in the order of their names.
_PACKAGES = ("PIL", "contourpy", "kiwisolver", "matplotlib", "numpy", "pandas")


def supported() -> bool:
    """Whether this machine's instructions are known here."""
    return platform.machine() in _JUMP


def prepare(symbols: Iterable[Symbol]) -> None:
    """Look up what the changes need, so that it takes no time in each process."""
    if supported():
        for symbol in (_THROWER, *symbols):
            _address(*symbol)


def load_extensions() -> None:
    """Load the libraries behind Python's own extension modules and those of packages that homework imports.

    Nothing of them runs. Where code is fixed (`jail.computing_filter`), a process can import only what is loaded.
    """
    folders = [Path(str(sysconfig.get_config_var("DESTSHARED")))]
    folders += [Path(place, name) for place in site.getsitepackages() for name in _PACKAGES]
    for folder in folders:
        for library in sorted(folder.rglob("*.so")):
            with contextlib.suppress(OSError):
                # It needs a library that this machine has not: then nobody can import it.
                ctypes.CDLL(str(library))


def make_throw(symbol: Symbol) -> None:
    """Let a function throw, whatever it is called with.

    Raises:
        RuntimeError: this machine's instructions are not known here.
        OSError: the library's pages may not be changed.
    """
    _write(_address(*symbol), _JUMP[_machine()](_address(*_THROWER)))


def make_false(symbol: Symbol) -> None:
    """Let a function answer "no", whatever it is called with. Raises what `make_throw` raises."""
    _write(_address(*symbol), _RETURN_FALSE[_machine()])


def _machine() -> str:
    if not supported():
        msg = f"exercises by hand need {' or '.join(_JUMP)}; this machine is {platform.machine()}"
        raise RuntimeError(msg)
    return platform.machine()


@functools.cache
def _address(library: str, symbol: str) -> int:
    path = Path(torch.__file__).parent / "lib" / library
    loaded = ctypes.CDLL(str(path) if path.exists() else library)
    address = ctypes.cast(getattr(loaded, symbol), ctypes.c_void_p).value
    assert address is not None  # noqa: S101  a loaded symbol has an address
    return address


@functools.cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    return libc


def _write(address: int, code: bytes) -> None:
    """Put code at an address. No other process sees it.

    The pages are replaced by anonymous ones: for a changed page of a file, `madvise` would bring the file's own back.
    """
    libc = _libc()
    page = address & ~(mmap.PAGESIZE - 1)
    size = (address + len(code) - page + mmap.PAGESIZE - 1) & ~(mmap.PAGESIZE - 1)
    area = ctypes.c_void_p(page), ctypes.c_size_t(size)
    changed = bytearray(ctypes.string_at(page, size))
    changed[address - page : address - page + len(code)] = code
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _MAP_FIXED
    if libc.mmap(*area, mmap.PROT_READ | mmap.PROT_WRITE, flags, -1, ctypes.c_long(0)) != page:
        raise OSError(ctypes.get_errno(), "could not open the library's pages")
    ctypes.memmove(page, bytes(changed), size)
    if libc.mprotect(*area, mmap.PROT_READ | mmap.PROT_EXEC):
        raise OSError(ctypes.get_errno(), "could not close the library's pages")
