"""A process in which named parts of PyTorch cannot be used, for exercises that ask for them by hand.

A word in the source proves nothing: `getattr(torch, "op" + "tim")` uses what it does not name, and a comment names what
it does not use. So the things themselves lose their insides, in this process only, before the first line of a
submission runs:

- Every Python function that a name stands for, or that its module or class defines, gets code that refuses. It stays
  the same object, so whoever holds it, under whatever name, holds one that refuses.
- Functions of the C++ library that do the same work throw: see `_NATIVE`.
- The files that define a module cannot be opened again, so that no second copy of it is made. An audit hook sees to it,
  which Python code cannot remove.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
import types
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from grader.inside import native

_MSE_LOSS = (
    # Every way through the dispatcher, and the kernel, to which the boxed calls of torch.ops go directly.
    ("libtorch_cpu.so", "_ZN2at4_ops8mse_loss4callERKNS_6TensorES4_l"),
    ("libtorch_cpu.so", "_ZN2at4_ops8mse_loss10redispatchEN3c1014DispatchKeySetERKNS_6TensorES6_l"),
    ("libtorch_cpu.so", "_ZN2at4_ops12mse_loss_out4callERKNS_6TensorES4_lRS2_"),
    ("libtorch_cpu.so", "_ZN2at4_ops12mse_loss_out10redispatchEN3c1014DispatchKeySetERKNS_6TensorES6_lRS4_"),
    ("libtorch_cpu.so", "_ZN2at6native23structured_mse_loss_out4implERKNS_6TensorES4_lS4_"),
)
#: What else does the work of a name. Symbols of torch 2.13.0, to which this project is pinned.
_NATIVE: dict[str, tuple[native.Symbol, ...]] = {
    "torch.nn.MSELoss": _MSE_LOSS,
    "torch.nn.functional.mse_loss": _MSE_LOSS,
}
#: The mark by which an error that refuses is known. The refusing code is compiled for each function, and raises by it.
REFUSED = "is not available: this exercise is to be solved without it"

_off: list[str] = []


class NotAvailableError(RuntimeError):
    """Something was used that the exercise asks to do without."""


def prepare() -> None:
    """Look up what taking away needs, so that it takes no time in each process."""
    native.prepare(_MSE_LOSS)


def taken_away() -> tuple[str, ...]:
    """What this process cannot use."""
    return tuple(_off)


def take_away(names: Iterable[str]) -> None:
    """Make what these dotted names stand for unusable in this process, for good.

    Args:
        names: modules, classes or functions: "torch.optim", "torch.nn.MSELoss".

    Raises:
        LookupError: a name stands for nothing.
        RuntimeError: this machine's instructions are not known here.
    """
    symbols: dict[native.Symbol, None] = {}
    folders = []
    for name in names:
        thing = find(name)
        _empty(thing, name)
        symbols |= dict.fromkeys(_NATIVE.get(name, ()))
        if isinstance(thing, types.ModuleType):
            folders.append((name, _place_of(thing)))
        _off.append(name)
    for symbol in symbols:
        native.make_throw(symbol)
    if folders:
        sys.addaudithook(functools.partial(_refuse_to_open, tuple(folders)))


def find(name: str) -> Any:
    """What a dotted name stands for.

    Raises:
        LookupError: nothing.
    """
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        try:
            return functools.reduce(getattr, parts[length:], thing)
        except AttributeError:
            break
    msg = f"{name} is no part of the installed libraries"
    raise LookupError(msg)


def _empty(thing: Any, name: str) -> None:
    for function in _functions_of(thing, set()):
        function.__code__ = _refusal(name, function.__code__.co_freevars)


def _functions_of(thing: Any, seen: set[int]) -> Iterator[types.FunctionType]:
    """A function, or all that a class or module defines; and those inside them, such as what a decorator wrapped."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, types.FunctionType):
        yield thing
    for part in _parts_of(thing):
        yield from _functions_of(part, seen)


def _parts_of(thing: Any) -> Iterator[Any]:
    """What may hold functions of a thing."""
    match thing:
        case types.FunctionType():
            contents = (_content(cell) for cell in thing.__closure__ or ())
            yield from (inner for inner in contents if isinstance(inner, types.FunctionType))
        case types.ModuleType():
            values = [value for module in _with_submodules(thing) for value in vars(module).values()]
            yield from (value for value in values if _is_defined_in(value, thing.__name__))
        case type():
            yield from list(vars(thing).values())
        case staticmethod() | classmethod():
            yield thing.__func__
        case property():
            yield from (thing.fget, thing.fset)


def _content(cell: types.CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _with_submodules(module: types.ModuleType) -> list[types.ModuleType]:
    prefix = f"{module.__name__}."
    return [module, *(m for name, m in list(sys.modules.items()) if name.startswith(prefix))]


def _is_defined_in(value: object, module: str) -> bool:
    own = getattr(value, "__module__", None)
    return isinstance(value, (types.FunctionType, type)) and (own == module or str(own).startswith(f"{module}."))


@functools.cache
def _refusal(name: str, free: tuple[str, ...]) -> types.CodeType:
    """Code that refuses, with the free variables of the code that it replaces: a function keeps its closure."""
    source = (
        f"def outer({', '.join(free)}):\n"
        "    def refuse(*_, **__):\n"
        f"        ({', '.join(free)})\n"
        "        from grader.inside.unavailable import NotAvailableError\n"
        f"        raise NotAvailableError({f'{name} {REFUSED}'!r})\n"
    )
    outer = next(c for c in compile(source, "<not available>", "exec").co_consts if isinstance(c, types.CodeType))
    return next(c for c in outer.co_consts if isinstance(c, types.CodeType))


def _place_of(module: types.ModuleType) -> str:
    """The folder of a package, or the file of a module."""
    path = Path(module.__file__ or "").resolve()
    return str(path.parent if path.name == "__init__.py" else path)


def _refuse_to_open(places: tuple[tuple[str, str], ...], event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or not isinstance(arguments[0], (str, bytes, os.PathLike)):
        return
    path = os.path.realpath(os.fsdecode(arguments[0]))
    for name, place in places:
        if path == place or path.startswith(place + os.sep):
            raise NotAvailableError(f"{name} {REFUSED}")
