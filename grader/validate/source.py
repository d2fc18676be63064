"""The reference's text taken apart and put together again, without running it."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Collection, Iterable, Sequence

from grader.errors import GraderError
from grader.validate.catalogue import Rewritten

_FUTURE = "from __future__ import annotations\n"
#: Reading what these made cannot change it.
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


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
    replaced = [node for node in ast.parse(text).body if bound_names(node) & own and not is_import(node)]
    if not replaced:
        return f"{text}\n{solution}\n"
    last = max(node.end_lineno or 0 for node in replaced)
    gone = {line for node in replaced for line in range(node.lineno - 1, node.end_lineno or 0)}
    kept = ["" if number in gone else line for number, line in enumerate(lines)]
    return "\n".join([*kept[:last], solution, *kept[last:]]) + "\n"


def is_import(node: ast.stmt) -> bool:
    """Whether the statement imports something."""
    return isinstance(node, (ast.Import, ast.ImportFrom))


def statements(text: str) -> list[ast.stmt]:
    """The top-level statements, those under `if __name__ == "__main__":` among them: a submission is run as a program.

    Without annotations that bind nothing, and blocks for type checkers, neither of which does anything.
    """
    return list(_opened(ast.parse(text).body))


def _opened(body: Iterable[ast.stmt]) -> Iterable[ast.stmt]:
    for node in body:
        condition = ast.unparse(node.test) if isinstance(node, ast.If) and not node.orelse else ""
        if isinstance(node, ast.If) and condition == "__name__ == '__main__'":
            yield from _opened(node.body)
        elif condition != "TYPE_CHECKING" and not (isinstance(node, ast.AnnAssign) and node.value is None):
            yield node


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


def read_names(node: ast.stmt, *, postponed: bool) -> set[str]:
    """The global names that a statement reads, when it is run or in the functions that it defines.

    Args:
        node: of the module's top level.
        postponed: whether annotations are texts that nobody evaluates.
    """
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return set()
    text = (_FUTURE if postponed else "") + ast.unparse(node)
    names: set[str] = set()
    tables = [symtable.symtable(text, "statement", "exec")]
    while tables:
        table = tables.pop()
        is_top = table.get_type() == "module"
        names |= {s.get_name() for s in table.get_symbols() if s.is_referenced() and (is_top or s.is_global())}
        tables += table.get_children()
    return names


def needed_statements(body: Sequence[ast.stmt], names: Iterable[str]) -> list[int]:
    """The numbers of the imports, and of the statements that these names depend on, in their order.

    A statement that binds nothing and reads an object that is needed may change it, and is needed too.
    """
    reads = _reads(body)
    wanted, kept = set(names), set[int]()
    grown = True
    while grown:
        objects = {n for k in kept if not isinstance(body[k], _DEFINITIONS) for n in bound_names(body[k])}
        more = {
            number
            for number, node in enumerate(body)
            if number not in kept
            and not is_import(node)
            and ((bound := bound_names(node)) & wanted or (not bound and reads[number] & objects))
        }
        kept |= more
        wanted |= {name for number in more for name in reads[number]}
        grown = bool(more)
    return [number for number, node in enumerate(body) if number in kept or is_import(node)]


def _reads(body: Sequence[ast.stmt]) -> list[set[str]]:
    postponed = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in body)
    return [read_names(node, postponed=postponed) for node in body]


def text_of(body: Sequence[ast.stmt], numbers: Collection[int] | None = None) -> str:
    """The text of these statements, all by default. Comments are lost."""
    kept = [node for number, node in enumerate(body) if numbers is None or number in numbers]
    return ast.unparse(ast.fix_missing_locations(ast.Module(body=kept, type_ignores=[]))) + "\n"
