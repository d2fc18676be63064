"""A submission's top-level statements, each of which runs, and may fail, by itself."""

from __future__ import annotations
import __future__

import ast
import functools
import operator
import types

#: The compiler's flags for `from __future__ import ...`, which hold for all later statements of a module.
_FUTURE_FEATURES = functools.reduce(
    operator.or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)


class Statement:
    """One top-level statement of a cell."""

    def __init__(self, node: ast.stmt, label: str) -> None:
        self.node = node
        self.label = label
        self.line = node.lineno
        self.names = sorted(_bound_names(node))[:50]

    def compile(self, future: int) -> tuple[types.CodeType, int]:
        """Its code, and the __future__ features that hold for the statements after it."""
        code = compile(ast.Module([self.node], []), self.label, "exec", flags=future, dont_inherit=True)
        return code, future | (code.co_flags & _FUTURE_FEATURES)


#: What stands around that which a module does when it is run, and not when it is imported.
_GUARD = ast.dump(ast.parse("__name__ == '__main__'", mode="eval").body)


def without_guard(node: ast.stmt) -> list[ast.stmt]:
    """The statements under `if __name__ == "__main__":`, which always run here, or the statement itself."""
    if isinstance(node, ast.If) and not node.orelse and ast.dump(node.test) == _GUARD:
        return node.body
    return [node]


def _bound_names(node: ast.stmt) -> set[str]:
    """The globals that a top-level statement binds."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    names: set[str] = set()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            names.add(child.id)
        elif isinstance(child, ast.stmt):
            names |= _bound_names(child)
        elif isinstance(child, (ast.Tuple, ast.List, ast.Starred)):
            names |= {n.id for n in ast.walk(child) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names
