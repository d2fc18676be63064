"""The reference solution in the same form as a submission, so that a check treats both alike."""

from __future__ import annotations

from types import ModuleType
from typing import Any


class ReferenceProxy:
    """`reference.given(X=...).backprop(x)` calls the reference with these globals set, in this process."""

    def __init__(
        self, module: ModuleType, given: dict[str, Any] | None = None, own: dict[str, Any] | None = None
    ) -> None:
        self._module = module
        self._given = given or {}
        #: The module's names as it defines them.
        self._own = dict(module.__dict__) if own is None else own

    def given(self, **names: Any) -> ReferenceProxy:
        """The same reference, with these module globals set whenever a name of it is used."""
        return ReferenceProxy(self._module, {**self._given, **names}, self._own)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self._module.__dict__.update({**self._own, **self._given})
        return getattr(self._module, name)
