"""Mutants of the reference: each with one small change that a check should notice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grader.model import ExerciseSpec
from grader.validate.source import bound_names, needed_statements

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
_SYMBOLS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**",
    ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Lt: "<", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
#: Sides that may change places without another result are no mutation.
_ORDERED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """The reference with one change, cut down to what its exercise needs."""

    #: "reference, line 52: 2 becomes 3".
    label: str
    exercise: str
    source: str


def mutate(reference: str, exercises: Sequence[ExerciseSpec]) -> list[Mutant]:
    """Every mutant of the statements on which an exercise depends.

    A statement that several exercises need is changed for the one that asks for its name, else for the first.
    """
    body = ast.parse(reference).body
    mutants: list[Mutant] = []
    for index, statement in enumerate(body):
        exercise = _owner(statement, body, exercises)
        if exercise is None or isinstance(statement, (ast.Import, ast.ImportFrom)):
            continue
        for label, changed in _changes(statement):
            whole = [*body[:index], changed, *body[index + 1 :]]
            source = _text(needed_statements(whole, exercise.requires))
            mutants.append(Mutant(label=label, exercise=exercise.id, source=source))
    return mutants


def _owner(statement: ast.stmt, body: Sequence[ast.stmt], exercises: Sequence[ExerciseSpec]) -> ExerciseSpec | None:
    direct = (exercise for exercise in exercises if bound_names(statement) & exercise.requires.keys())
    indirect = (exercise for exercise in exercises if statement in needed_statements(body, exercise.requires))
    return next(direct, None) or next(indirect, None)


def _text(statements: Sequence[ast.stmt]) -> str:
    return ast.unparse(ast.fix_missing_locations(ast.Module(body=list(statements), type_ignores=[]))) + "\n"


def _changes(statement: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    """Each change of a statement, and the statement as it then is."""
    for number, node in enumerate(ast.walk(statement)):
        for label, change in _mutations(node):
            changed = copy.deepcopy(statement)
            target = next(each for place, each in enumerate(ast.walk(changed)) if place == number)
            change(target)
            line = "" if label.startswith("line ") else f"line {getattr(node, 'lineno', statement.lineno)}: "
            if ast.unparse(changed) != ast.unparse(statement):
                yield f"{line}{label}", changed


#: What is changed, in words, and the change itself, made to a copy of the node.
_Mutation = tuple[str, Callable[[ast.AST], None]]


def _mutations(node: ast.AST) -> Iterator[_Mutation]:
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        yield from _operator_mutations(node)
    if isinstance(node, ast.Compare):
        yield from _comparison_mutations(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "the minus is dropped", lambda n: _set(n, "op", ast.UAdd())
    if isinstance(node, (ast.Call, ast.Tuple, ast.BinOp, ast.For, ast.Return)):
        yield from _constant_mutations(node)
    if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Constant):
        yield from _constant_mutations(node)
    if isinstance(node, ast.Call):
        yield from _argument_mutations(node)
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        yield from _order_mutations(node)
    for block in ("body", "orelse"):
        statements = getattr(node, block, None)
        if isinstance(statements, list):
            yield from _statement_mutations(block, statements)


def _set(node: ast.AST, name: str, value: object) -> None:
    setattr(node, name, value)


def _operator_mutations(node: ast.BinOp | ast.AugAssign) -> Iterator[_Mutation]:
    for kind in _OPERATORS.get(type(node.op), ()):
        label = f"{_SYMBOLS[type(node.op)]} becomes {_SYMBOLS[kind]} in `{_shown(node)}`"
        yield label, lambda n, kind=kind: _set(n, "op", kind())
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ORDERED):
        yield f"the sides of `{_shown(node)}` change places", _swap_sides
    if isinstance(node, ast.BinOp):
        for side in ("left", "right"):
            value = getattr(node, side)
            if isinstance(value, ast.Attribute) and value.attr in ("T", "mT"):
                yield f"`{_shown(value)}` loses its .{value.attr}", lambda n, side=side: _turn_back(n, side)


def _turn_back(node: ast.AST, side: str) -> None:
    _set(node, side, getattr(node, side).value)


def _swap_sides(node: ast.AST) -> None:
    assert isinstance(node, ast.BinOp)  # noqa: S101  found as one
    node.left, node.right = node.right, node.left


def _comparison_mutations(node: ast.Compare) -> Iterator[_Mutation]:
    for kind in _COMPARISONS.get(type(node.ops[0]), ()):
        label = f"{_SYMBOLS[type(node.ops[0])]} becomes {_SYMBOLS[kind]} in `{_shown(node)}`"
        yield label, lambda n, kind=kind: _set(n, "ops", [kind()])


def _constant_mutations(node: ast.AST) -> Iterator[_Mutation]:
    """Numbers that stand directly in the node."""
    for number, child in enumerate(ast.iter_child_nodes(node)):
        if not isinstance(child, ast.Constant) or type(child.value) not in (int, float):
            continue
        for value in _other_numbers(child.value):
            yield f"{child.value} becomes {value} in `{_shown(node)}`", lambda n, i=number, v=value: _set_child(n, i, v)


def _other_numbers(value: float) -> tuple[float, ...]:
    if value in (0, 1):
        return (1 - value, 2)
    return (value + 1, 1) if isinstance(value, int) else (2 * value, 0.0)


def _set_child(node: ast.AST, number: int, value: float) -> None:
    child = list(ast.iter_child_nodes(node))[number]
    _set(child, "value", value)


def _argument_mutations(node: ast.Call) -> Iterator[_Mutation]:
    for place in range(len(node.args) - 1):
        label = f"arguments {place + 1} and {place + 2} of `{_shown(node)}` change places"
        yield label, lambda n, place=place: _swap(n.args, place)  # type: ignore[attr-defined]


def _order_mutations(node: ast.Tuple) -> Iterator[_Mutation]:
    for place in range(len(node.elts) - 1):
        label = f"elements {place + 1} and {place + 2} of `{_shown(node)}` change places"
        yield label, lambda n, place=place: _swap(n.elts, place)  # type: ignore[attr-defined]


def _statement_mutations(block: str, statements: Sequence[ast.stmt]) -> Iterator[_Mutation]:
    for place, statement in enumerate(statements):
        if not isinstance(statement, ast.stmt) or _is_documentation(statement):
            continue
        line = f"line {statement.lineno}: "
        yield f"{line}`{_shown(statement)}` is dropped", lambda n, place=place: _drop(getattr(n, block), place)
        if place + 1 < len(statements):
            after = _shown(statements[place + 1])
            label = f"{line}`{_shown(statement)}` comes after `{after}`"
            yield label, lambda n, place=place: _swap(getattr(n, block), place)


def _is_documentation(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _drop(block: list[ast.stmt], place: int) -> None:
    block[place] = ast.Pass()


def _swap(items: list[ast.AST], place: int) -> None:
    items[place], items[place + 1] = items[place + 1], items[place]


def _shown(node: ast.AST) -> str:
    text = ast.unparse(node).partition("\n")[0]
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004  a table's column
