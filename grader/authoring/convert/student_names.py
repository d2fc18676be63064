"""A test's statements as a check's: what the student defines is asked of the fixture `submission`."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: What checks may import; every other module is taken for the student's.
LIBRARIES = frozenset({"torch", "numpy", "pytest"})
#: Known by these names to everybody, and often imported in a cell that is not at hand.
USUAL_IMPORTS = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "torch": "import torch",
    "nn": "from torch import nn",
    "F": "import torch.nn.functional as F",
    "pytest": "import pytest",
    "math": "import math",
}
#: What tells of an object more than its value: of a student's, which stays in its own process, it tells nothing.
_LOOKS_AT_OBJECTS = frozenset(
    {"callable", "dir", "getattr", "hasattr", "id", "isinstance", "issubclass", "type", "vars"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A test's statements as those of a check."""

    body: str
    #: Names of the student's that it uses.
    asks: frozenset[str]
    #: The imports that it needs.
    imports: tuple[str, ...]
    #: What in it will not do what it did.
    doubts: tuple[str, ...]


def is_library(module: str) -> bool:
    """Whether a module of this dotted name is no student's."""
    first = module.partition(".")[0]
    return first in LIBRARIES or first in sys.stdlib_module_names


def imports_of(tree: ast.AST) -> dict[str, str]:
    """Name -> the statement that imports it, of everything that is imported from a library."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if is_library(alias.name):
                    found[alias.asname or alias.name.partition(".")[0]] = ast.unparse(ast.Import(names=[alias]))
        elif isinstance(node, ast.ImportFrom) and not node.level and is_library(node.module or ""):
            for alias in node.names:
                if alias.name != "*" and node.module != "__future__":
                    statement = ast.ImportFrom(module=node.module, names=[alias], level=0)
                    found[alias.asname or alias.name] = ast.unparse(statement)
    return found


def rewrite(
    body: Sequence[ast.stmt],
    imports: Mapping[str, str],
    *,
    modules: frozenset[str] = frozenset(),
    aliases: Mapping[str, str] | None = None,
    kept: frozenset[str] = frozenset(),
) -> Rewritten:
    """The statements as a check's body.

    Args:
        body: is changed.
        imports: name -> statement, of the file around it.
        modules: names under which the student's own module was imported: `hw.f` is the student's f.
        aliases: names under which parts of it were imported -> what the student calls them.
        kept: further names that are no student's: functions of the test file.
    """
    known = {**USUAL_IMPORTS, **imports}
    bound = set().union(*(_bound(node) for node in body)) if body else set()
    used = {n.id for stmt in body for n in ast.walk(stmt) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    asked = used - bound - set(dir(builtins)) - known.keys() - modules - kept - {"self", "submission"}
    visitor = _Asking(frozenset(asked), modules, aliases or {})
    lines = [ast.unparse(ast.fix_missing_locations(visitor.visit(node))) for node in body]
    return Rewritten(
        body="\n".join(lines),
        asks=frozenset(visitor.asks),
        imports=tuple(sorted({known[name] for name in used & known.keys() - bound})),
        doubts=tuple(sorted(visitor.doubts)),
    )


class _Asking(ast.NodeTransformer):
    """Puts `submission.` before the names that are asked of a student."""

    def __init__(self, asked: frozenset[str], modules: frozenset[str], aliases: Mapping[str, str]) -> None:
        self._aliases = aliases
        self._asked = asked
        self._modules = modules
        self.asks: set[str] = set()
        self.doubts: set[str] = set()

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return _value(self._plain(node)) if self._is_asked(node) else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if self._is_asked(node):
            return _value(self._plain(node))
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        before = set(self.asks)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if self._is_asked(node.func):
            # The student's own objects are handed to the student's functions where they are.
            node.func = self._plain(node.func)
            node.args = [self._plain(each) if self._is_asked(each) else self.visit(each) for each in node.args]
            node.keywords = [self.visit(each) for each in node.keywords]
        else:
            self.generic_visit(node)
        if name in _LOOKS_AT_OBJECTS and self.asks - before:
            self.doubts.add(
                f"{name}(...) looks at an object of the student's, which stays in the student's process: "
                "compare values instead, or use `requires` in the manifest"
            )
        return node

    def _is_asked(self, node: ast.AST) -> bool:
        """Whether this is a name of the student's, or an attribute of one."""
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                return name in self._asked
            case ast.Attribute(value=ast.Name(id=name)) if name in self._modules:
                return True
            case ast.Attribute(value=value, ctx=ast.Load()):
                return self._is_asked(value)
        return False

    def _plain(self, node: ast.AST) -> ast.expr:
        """The thing itself, which stays in the student's process."""
        match node:
            case ast.Name(id=name):
                return self._ask(self._aliases.get(name, name))
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in self._modules:
                return self._ask(name)
            case ast.Attribute(value=value, attr=name):
                return ast.Attribute(value=self._plain(value), attr=name, ctx=ast.Load())
        raise TypeError(ast.dump(node))

    def _ask(self, name: str) -> ast.expr:
        self.asks.add(name)
        return ast.Attribute(value=ast.Name(id="submission", ctx=ast.Load()), attr=name, ctx=ast.Load())


def _value(remote: ast.expr) -> ast.expr:
    """A copy on the checks' side."""
    return ast.Call(func=ast.Attribute(value=remote, attr="value", ctx=ast.Load()), args=[], keywords=[])


def _bound(node: ast.AST) -> set[str]:
    """The names that are bound anywhere in a statement."""
    names: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load):
            names.add(each.id)
        elif isinstance(each, ast.arg):
            names.add(each.arg)
        elif isinstance(each, (ast.FunctionDef, ast.ClassDef)):
            names.add(each.name)
        elif isinstance(each, ast.alias):
            names.add(each.asname or each.name.partition(".")[0])
        elif isinstance(each, ast.ExceptHandler) and each.name:
            names.add(each.name)
    return names
