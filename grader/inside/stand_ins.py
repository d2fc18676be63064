"""Libraries that only show something, where they are not installed: importing and using them does nothing.

A progress bar or a plotting style must not cost the exercise that it decorates. Libraries that compute are not stood in
for: a made-up value would be worse than an ImportError that says what is missing.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Iterable, MutableSequence, Sequence
from typing import Any

SHOW_ONLY = frozenset(
    "IPython google graphviz ipywidgets livelossplot matplotlib_inline plotly seaborn tensorboardX torchinfo "
    "torchsummary torchviz tqdm wandb".split()
)


class _Nothing(types.ModuleType):
    """A module, and everything in it: can be called, looked into, entered and iterated, and does nothing."""

    __path__: MutableSequence[str] = []  # noqa: RUF012  nothing is ever found below it

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing(f"{self.__name__}.{name}")

    def __call__(self, *args: Any, **_kwargs: Any) -> Any:
        # tqdm(range(9)) is range(9).
        if args and isinstance(args[0], Iterable) and not isinstance(args[0], str):
            return args[0]
        return range(*args) if self.__name__.endswith("trange") else self

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __iter__(self) -> Any:
        return iter(())


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds what no other finder found, where it only shows something."""

    def __init__(self) -> None:
        self.used: list[str] = []

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """A spec for a stand-in, or None."""
        if fullname.split(".", maxsplit=1)[0] not in SHOW_ONLY:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """The stand-in, which is said once on stderr."""
        if "." not in spec.name:
            self.used.append(spec.name)
            sys.stderr.write(f"{spec.name} is not installed here; it only shows something, so it was left out\n")
        return _Nothing(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing to run."""


def install() -> None:
    """Let the imports of this process find the stand-ins, after everything that is really there."""
    sys.meta_path.append(StandIns())
