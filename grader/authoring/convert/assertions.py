"""The assertions of `unittest` as plain ones."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

_COMPARED: dict[str, type[ast.cmpop]] = {
    "assertEqual": ast.Eq,
    "assertEquals": ast.Eq,
    "assertListEqual": ast.Eq,
    "assertTupleEqual": ast.Eq,
    "assertDictEqual": ast.Eq,
    "assertSetEqual": ast.Eq,
    "assertSequenceEqual": ast.Eq,
    "assertMultiLineEqual": ast.Eq,
    "assertNotEqual": ast.NotEq,
    "assertIs": ast.Is,
    "assertIsNot": ast.IsNot,
    "assertIn": ast.In,
    "assertNotIn": ast.NotIn,
    "assertGreater": ast.Gt,
    "assertGreaterEqual": ast.GtE,
    "assertLess": ast.Lt,
    "assertLessEqual": ast.LtE,
}
_PLACES = 7


def plain_assertion(call: ast.Call) -> ast.stmt | None:
    """The statement that asserts what `self.assert...(...)` does; None for one that is not known."""
    if not isinstance(call.func, ast.Attribute) or any(isinstance(each, ast.Starred) for each in call.args):
        return None
    name, words = call.func.attr, {word.arg: word.value for word in call.keywords if word.arg}
    for known, arity, make in (
        *((each, 2, _comparison(operator)) for each, operator in _COMPARED.items()),
        ("assertTrue", 1, lambda values: values[0]),
        ("assertFalse", 1, lambda values: ast.UnaryOp(op=ast.Not(), operand=values[0])),
        ("assertIsNone", 1, lambda values: ast.Compare(values[0], [ast.Is()], [ast.Constant(None)])),
        ("assertIsNotNone", 1, lambda values: ast.Compare(values[0], [ast.IsNot()], [ast.Constant(None)])),
        ("assertIsInstance", 2, lambda values: _call("isinstance", *values)),
        ("assertAlmostEqual", 2, _nearness(call, words)),
    ):
        if name == known and len(call.args) >= arity:
            # unittest counts: an assertion about equality to some places has the message in the fourth place.
            at = 3 if known == "assertAlmostEqual" else arity
            message = words.get("msg") or (call.args[at] if len(call.args) > at else None)
            return ast.Assert(test=make(call.args[:arity]), msg=message)
    if name == "fail":
        message = words.get("msg") or (call.args[0] if call.args else ast.Constant("failed"))
        return ast.Assert(test=ast.Constant(value=False), msg=message)
    return None


def _comparison(operator: type[ast.cmpop]) -> Callable[[Sequence[ast.expr]], ast.expr]:
    return lambda values: ast.Compare(left=values[0], ops=[operator()], comparators=[values[1]])


def _nearness(call: ast.Call, words: dict[str, ast.expr]) -> Callable[[Sequence[ast.expr]], ast.expr]:
    """How unittest compares: to some decimal places, seven by default, or within a difference."""

    def make(values: Sequence[ast.expr]) -> ast.expr:
        distance = _call("abs", ast.BinOp(left=values[0], op=ast.Sub(), right=values[1]))
        if "delta" in words:
            return ast.Compare(left=distance, ops=[ast.LtE()], comparators=[words["delta"]])
        places = words.get("places") or (call.args[2] if len(call.args) > 2 else ast.Constant(_PLACES))  # noqa: PLR2004
        return ast.Compare(left=_call("round", distance, places), ops=[ast.Eq()], comparators=[ast.Constant(0)])

    return make


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(func=ast.Name(id=name, ctx=ast.Load()), args=list(arguments), keywords=[])
