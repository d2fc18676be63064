"""Test classes with the decorators of gradescope-utils: @weight, @visibility, @number, @partial_credit."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.assignment.course_file import UnreadableFileError, read_source
from grader.authoring.convert.assertions import plain_assertion
from grader.authoring.convert.doctests import unfinished
from grader.authoring.convert.draft import Draft, DraftCheck, DraftExercise, function_name
from grader.authoring.convert.points import number
from grader.authoring.convert.student_names import imports_of, is_library, rewrite

_MOST_KIB = 1024
_MARKS = frozenset({"weight", "visibility", "number", "partial_credit", "leaderboard", "hide_errors", "tags"})
_EVERY_TIME = ("setUp", "setUpClass")
_AFTERWARDS = frozenset({"tearDown", "tearDownClass"})
#: Of the test framework: the draft has no use for them.
_FRAMEWORK = frozenset({"unittest", "gradescope_utils"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What the tests of a file share."""

    where: str
    imports: Mapping[str, str]
    #: Names of the student's own module, imported as such.
    modules: frozenset[str]
    #: Names under which parts of it were imported -> what the student calls them.
    aliases: Mapping[str, str]
    #: Functions and constants of the file itself.
    own: frozenset[str]


def is_unittest(tree: ast.Module) -> bool:
    """Whether a module holds tests for gradescope-utils."""
    return any(
        (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gradescope_utils"))
        or (isinstance(node, ast.Import) and any(alias.name.startswith("gradescope_utils") for alias in node.names))
        for node in ast.walk(tree)
    )


def read_unittests(paths: Sequence[Path], draft: Draft) -> None:
    """Add an exercise for each test class."""
    for path in paths:
        try:
            tree = ast.parse(read_source(path, _MOST_KIB))
        except UnreadableFileError as error:
            draft.note(path.name, f"left out: {error}")
            continue
        _read_file(tree, path.name, draft)


def _read_file(tree: ast.Module, where: str, draft: Draft) -> None:
    imports = {name: text for name, text in imports_of(tree).items() if not text.split()[1].startswith("unittest")}
    others = [
        node
        for node in tree.body
        if not isinstance(node, (ast.ClassDef, ast.Import, ast.ImportFrom, ast.If)) and not _is_docstring(node)
    ]
    file = _File(
        where=where,
        imports=imports,
        modules=_student_modules(tree),
        aliases=_aliases(tree),
        own=frozenset(_names(others)),
    )
    preamble = rewrite(others, imports, modules=file.modules, aliases=file.aliases)
    if preamble.asks:
        draft.note(where, "what stands outside its classes uses the student's work; it runs without one here: move it")
    draft.imports |= {statement: statement for statement in preamble.imports}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            _read_class(node, file, preamble.body, draft)


def _read_class(node: ast.ClassDef, file: _File, preamble: str, draft: Draft) -> None:
    methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
    tests = {name: method for name, method in methods.items() if name.startswith("test")}
    if not tests:
        return
    where = f"{file.where}, {node.name}"
    for name in methods.keys() - tests.keys() - set(_EVERY_TIME):
        why = "every check starts afresh" if name in _AFTERWARDS else "make it a function of the checks' own"
        draft.note(f"{where}.{name}", f"left out: {why}")
    helpers = frozenset(methods.keys() - tests.keys())
    before = [statement for name in _EVERY_TIME if name in methods for statement in methods[name].body]
    taken: set[str] = set()
    checks = tuple(_check(method, before, helpers, file, where, taken, draft) for method in tests.values())
    draft.exercises.append(
        DraftExercise(
            id=draft.unused_id(node.name.removeprefix("Test") or node.name),
            title=(ast.get_docstring(node) or node.name).split("\n")[0],
            checks=checks,
            preamble=preamble,
        )
    )


def _check(
    method: ast.FunctionDef,
    before: list[ast.stmt],
    helpers: frozenset[str],
    file: _File,
    where: str,
    taken: set[str],
    draft: Draft,
) -> DraftCheck:
    place = f"{where}.{method.name}"
    marks = _marks(method)
    statements = [_copy(statement) for statement in [*before, *method.body] if not _is_docstring(statement)]
    visitor = _WithoutSelf(helpers)
    body = [each for statement in statements for each in visitor.visited(statement)]
    if "partial_credit" in marks:
        visitor.lost.add("@partial_credit: a check earns all of its points or none; make several of it")
        body.insert(0, unfinished("partial credit"))
    kept = file.own | helpers | {"set_score"}
    rewritten = rewrite(body, file.imports, modules=file.modules, aliases=file.aliases, kept=kept)
    draft.imports |= {statement: statement for statement in rewritten.imports}
    for what in (*sorted(visitor.lost), *rewritten.doubts, *_left_marks(marks)):
        draft.note(place, what)
    points = number(marks.get("weight", marks.get("partial_credit")))
    if points is None:
        draft.note(place, "no weight is declared: it counts 0")
    title = (ast.get_docstring(method) or f"{method.name}: say here in one line what is checked.").split("\n\n")[0]
    numbered = f"{marks['number']} {title}" if "number" in marks else title
    return DraftCheck(
        name=function_name(method.name, taken),
        points=points or 0.0,
        title=" ".join(numbered.split()),
        body=rewritten.body or "pass",
        asks=rewritten.asks,
    )


def _left_marks(marks: Mapping[str, object]) -> list[str]:
    left = []
    if marks.get("visibility") in ("visible", "after_published", "after_due_date"):
        left.append(
            f"its visibility was {marks['visibility']!r}; a check's code is always hidden here, its result is told. "
            "As plain pytest it can be in public/ too"
        )
    left += [f"@{name} is left out" for name in ("leaderboard", "hide_errors", "tags") if name in marks]
    return left


def _marks(method: ast.FunctionDef) -> dict[str, object]:
    """The decorators of gradescope-utils with their first arguments."""
    marks: dict[str, object] = {}
    for decorator in method.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        func = call.func if call else decorator
        name = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
        if name in _MARKS:
            first = call.args[0] if call and call.args else None
            marks[name] = first.value if isinstance(first, ast.Constant) else None
    return marks


class _WithoutSelf(ast.NodeTransformer):
    """Turns `self.assert...` into assertions and `self.x` into x."""

    def __init__(self, helpers: frozenset[str]) -> None:
        self._helpers = helpers
        self.lost: set[str] = set()

    def visited(self, statement: ast.stmt) -> list[ast.stmt]:
        """The statement as what it becomes."""
        after = self.visit(statement)
        return after if isinstance(after, list) else [after]

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt]:
        call = node.value
        if isinstance(call, ast.Call) and _of_self(call.func):
            assert isinstance(call.func, ast.Attribute)  # noqa: S101  that is what _of_self means
            name = call.func.attr
            plain = plain_assertion(call)
            if plain is None:
                known = "left out" if name in self._helpers else "not known here"
                self.lost.add(f"self.{name}(...) is {known}: write it as an assertion")
                return unfinished(f"self.{name}")
            if name == "assertIsInstance":
                self.lost.add(
                    "assertIsInstance: an object of the student's stays in its process; compare values instead"
                )
            self.generic_visit(plain)
            return plain
        self.generic_visit(node)
        return node

    def visit_With(self, node: ast.With) -> ast.AST:
        for item in node.items:
            call = item.context_expr
            if isinstance(call, ast.Call) and _of_self(call.func):
                assert isinstance(call.func, ast.Attribute)  # noqa: S101
                self.lost.add(
                    f"with self.{call.func.attr}(...): what the student's code raises arrives as "
                    "grader.checks.StudentFaultError; write pytest.raises(StudentFaultError) where an error is right"
                )
                return unfinished(f"with self.{call.func.attr}")
        self.generic_visit(node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if _of_self(node):
            if node.attr in self._helpers or node.attr.startswith("assert"):
                self.lost.add(f"self.{node.attr} is used within an expression; write it out")
            return ast.Name(id=node.attr, ctx=node.ctx)
        self.generic_visit(node)
        return node


def _of_self(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="self" | "cls")):
            return True
    return False


def _copy(node: ast.stmt) -> ast.stmt:
    return ast.parse(ast.unparse(node)).body[0]


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _student_modules(tree: ast.Module) -> frozenset[str]:
    return frozenset(
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if not is_library(alias.name) and alias.name.partition(".")[0] not in _FRAMEWORK
    )


def _aliases(tree: ast.Module) -> dict[str, str]:
    return {
        alias.asname: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not is_library(node.module or "")
        for alias in node.names
        if alias.asname
    }


def _names(body: Sequence[ast.stmt]) -> set[str]:
    return {
        each.id if isinstance(each, ast.Name) else each.name
        for node in body
        for each in ast.walk(node)
        if (isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)) or isinstance(each, ast.FunctionDef)
    }
