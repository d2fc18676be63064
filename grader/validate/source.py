"""The reference's text taken apart and put together again, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from grader.errors import GraderError
from grader.validate.catalogue import Rewritten

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class RewritingError(GraderError):
    """A declared solution that cannot be made from the reference."""

    def __init__(self, id: str, problem: str) -> None:
        super().__init__(f"misconceptions.py: the solution of {id!r} {problem}")


def rewrite(reference: str, rewritten: Rewritten) -> str:
    """The reference's text with the edits made and the statements replaced.

    Raises:
        RewritingError: a text to be replaced is not there exactly once, or the result is no Python.
    """
    text = reference
    for old, new in rewritten.edits.items():
        count = text.count(old)
        if count != 1:
            problem = f"replaces {old!r}, which is in the reference {count} times; expected once"
            raise RewritingError(rewritten.id, problem)
        text = text.replace(old, new)
    try:
        return _with_statements(text, rewritten.solution) if rewritten.solution else _checked(text)
    except SyntaxError as error:
        raise RewritingError(rewritten.id, f"is no Python: {error.msg} in line {error.lineno}") from error


def _checked(text: str) -> str:
    ast.parse(text)
    return text


def _with_statements(text: str, solution: str) -> str:
    """The text without its statements that bind a name of the solution's, and the solution in the place of the last."""
    own = set().union(*(bound_names(node) for node in ast.parse(solution).body))
    lines = text.splitlines()
    replaced = [node for node in ast.parse(text).body if bound_names(node) & own and not _is_import(node)]
    if not replaced:
        return f"{text}\n{solution}\n"
    last = max(node.end_lineno or 0 for node in replaced)
    gone = {line for node in replaced for line in range(node.lineno - 1, node.end_lineno or 0)}
    kept = ["" if number in gone else line for number, line in enumerate(lines)]
    return "\n".join([*kept[:last], solution, *kept[last:]]) + "\n"


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def bound_names(node: ast.AST) -> set[str]:
    """The names that a statement binds where it stands, not those inside the functions that it defines."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.Lambda):
        return set()
    names: set[str] = set()
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        names.add(node.id)
    for child in ast.iter_child_nodes(node):
        names |= bound_names(child)
    return names


def needed_statements(body: Sequence[ast.stmt], names: Iterable[str]) -> list[ast.stmt]:
    """The imports, and the statements that these names depend on, in their order."""
    wanted, kept = set(names), set[int]()
    grown = True
    while grown:
        grown = False
        for index, node in enumerate(body):
            if index not in kept and bound_names(node) & wanted and not _is_import(node):
                kept.add(index)
                wanted |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
                grown = True
    return [node for index, node in enumerate(body) if index in kept or _is_import(node)]
