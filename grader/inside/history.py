"""What a submission's names stood for while it ran, and the statements that computed them.

A course that builds on what it did before binds a name again and again: `training_loop` by hand, then with autograd,
then with an optimizer. Every binding is kept, so that each of them can be asked for. And a value that a notebook
computes outside any function can be computed again from other inputs, as a function's can.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from grader.inside.statements import Statement

#: Bindings that are kept of one name, the latest ones.
MAX_VERSIONS = 30

#: Methods that change the object they belong to, besides those of tensors, which end with a single line.
_CHANGING = frozenset({"append", "extend", "insert", "update", "setdefault", "add"})
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


@dataclass(frozen=True, slots=True)
class Version:
    """One object that a name stood for."""

    value: object
    label: str
    line: int


class History:
    """The bindings of some names in a module, and the statements that ran to their end in it."""

    def __init__(self, module: types.ModuleType, names: Iterable[str]) -> None:
        self._module = module
        self._versions: dict[str, list[Version]] = {name: [] for name in names}
        self._statements: list[Statement] = []

    def note(self, statement: Statement, *, ended_well: bool) -> None:
        """Look at the names after a statement has run."""
        if ended_well:
            self._statements.append(statement)
        for name, versions in self._versions.items():
            if name not in self._module.__dict__:
                continue
            value = self._module.__dict__[name]
            if not versions or versions[-1].value is not value:
                versions.append(Version(value, statement.label, statement.line))
                del versions[:-MAX_VERSIONS]

    def versions(self, name: str) -> list[Version]:
        """The objects that the name stood for, the first one first."""
        return list(self._versions.get(name, ()))

    def leading_to(self, name: str, given: Collection[str]) -> list[Statement]:
        """The statements that compute a name from the given ones, in their order.

        Definitions of functions and classes are not among them: they stand as they are.

        Raises:
            LookupError: no statement computes it.
        """
        wanted, found = {name}, []
        for statement in reversed(self._statements):
            bound = wanted.intersection(statement.names)
            if isinstance(statement.node, _DEFINITIONS) or not (bound or wanted & _names_changed(statement.node)):
                continue
            found.append(statement)
            wanted = (wanted - bound) | (_names_read(statement.node) - set(given))
        if not found:
            msg = f"no statement computes `{name}`"
            raise LookupError(msg)
        return found[::-1]


def _names_changed(node: ast.stmt) -> set[str]:
    """Names of what a statement changes in place: `rates.append(...)`, `rates[0] = ...`, `w.sub_(...)`."""
    owners: list[ast.expr] = []
    for child in ast.walk(node):
        if isinstance(child, ast.Subscript) and isinstance(child.ctx, ast.Store):
            owners.append(child.value)
        elif isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute):
            method = child.func.attr
            if method in _CHANGING or (method.endswith("_") and not method.startswith("_")):
                owners.append(child.func.value)
    return {owner.id for owner in owners if isinstance(owner, ast.Name)}


def _names_read(node: ast.stmt) -> set[str]:
    augmented = {id(n.target) for n in ast.walk(node) if isinstance(n, ast.AugAssign)}
    return {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and (isinstance(n.ctx, ast.Load) or id(n) in augmented)
    }
