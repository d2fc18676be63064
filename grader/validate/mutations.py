"""The small changes that make mutants: of operators, numbers, the order of things, and statements left out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from functools import partial

_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.GtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Gt, ast.Lt),
    ast.Lt: (ast.GtE, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**",
    ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Lt: "<", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
#: Operators whose sides may not change places without another result.
_ORDERED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow)
_SHOWN_CHARACTERS = 60

#: The line, what is changed there, in words, and the change itself, to be made to a copy of the node.
Mutation = tuple[int, str, Callable[[ast.AST], None]]


def mutations(node: ast.AST) -> Iterator[Mutation]:
    """Every change that this node, apart from those inside it, can get."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        yield from _of_operator(node)
    if isinstance(node, ast.Compare):
        yield from _of_comparison(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.lineno, f"the minus of `{shown(node)}` is dropped", partial(_set, "op", ast.UAdd())
    if isinstance(node, (ast.Call, ast.Tuple, ast.BinOp, ast.Assign, ast.AnnAssign, ast.Return)):
        yield from _of_numbers(node)
    if isinstance(node, ast.Call):
        yield from _of_order(node, node.args, "args", "arguments")
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        yield from _of_order(node, node.elts, "elts", "elements")
    for block in ("body", "orelse"):
        statements = getattr(node, block, None)
        if isinstance(statements, list):
            yield from _of_statements(block, statements)


def shown(node: ast.AST) -> str:
    """The first line of a node's text, cut to a table's column."""
    text = ast.unparse(node).partition("\n")[0]
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 3]}..."


def _set(name: str, value: object, node: ast.AST) -> None:
    setattr(node, name, value)


def _of_operator(node: ast.BinOp | ast.AugAssign) -> Iterator[Mutation]:
    for kind in _OPERATORS.get(type(node.op), ()):
        label = f"{_SYMBOLS[type(node.op)]} becomes {_SYMBOLS[kind]} in `{shown(node)}`"
        yield node.lineno, label, partial(_set, "op", kind())
    if isinstance(node, ast.AugAssign):
        return
    if isinstance(node.op, _ORDERED):
        yield node.lineno, f"the sides of `{shown(node)}` change places", _swap_sides
    for side in ("left", "right"):
        value = getattr(node, side)
        if isinstance(value, ast.Attribute) and value.attr in ("T", "mT"):
            yield node.lineno, f"`{shown(value)}` loses its .{value.attr}", partial(_turn_back, side)


def _swap_sides(node: ast.AST) -> None:
    assert isinstance(node, ast.BinOp)  # noqa: S101  found as one
    node.left, node.right = node.right, node.left


def _turn_back(side: str, node: ast.AST) -> None:
    setattr(node, side, getattr(node, side).value)


def _of_comparison(node: ast.Compare) -> Iterator[Mutation]:
    for kind in _COMPARISONS.get(type(node.ops[0]), ()):
        label = f"{_SYMBOLS[type(node.ops[0])]} becomes {_SYMBOLS[kind]} in `{shown(node)}`"
        yield node.lineno, label, partial(_set, "ops", [kind()])


def _of_numbers(node: ast.expr | ast.stmt) -> Iterator[Mutation]:
    """Numbers that stand directly in the node."""
    for place, child in enumerate(ast.iter_child_nodes(node)):
        value = child.value if isinstance(child, ast.Constant) else None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            for other in _other_numbers(value):
                yield node.lineno, f"{value} becomes {other} in `{shown(node)}`", partial(_set_child, place, other)


def _other_numbers(value: float) -> tuple[float, ...]:
    if value in (0, 1):
        return (1 - value, 2)
    return (value + 1, 1) if isinstance(value, int) else (2 * value, 0.0)


def _set_child(place: int, value: float, node: ast.AST) -> None:
    _set("value", value, list(ast.iter_child_nodes(node))[place])


def _of_order(node: ast.expr, items: Sequence[ast.expr], name: str, word: str) -> Iterator[Mutation]:
    for place in range(len(items) - 1):
        label = f"{word} {place + 1} and {place + 2} of `{shown(node)}` change places"
        yield node.lineno, label, partial(_swap, name, place)


def _of_statements(block: str, statements: Sequence[ast.stmt]) -> Iterator[Mutation]:
    for place, statement in enumerate(statements):
        if _is_documentation(statement):
            continue
        yield statement.lineno, f"`{shown(statement)}` is dropped", partial(_drop, block, place)
        if place + 1 < len(statements):
            label = f"`{shown(statement)}` comes after `{shown(statements[place + 1])}`"
            yield statement.lineno, label, partial(_swap, block, place)


def _is_documentation(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _drop(block: str, place: int, node: ast.AST) -> None:
    getattr(node, block)[place] = ast.Pass()


def _swap(name: str, place: int, node: ast.AST) -> None:
    items = getattr(node, name)
    items[place], items[place + 1] = items[place + 1], items[place]
