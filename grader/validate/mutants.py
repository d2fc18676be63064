"""Mutants of the reference: each with one small change that a check should notice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.model import ExerciseSpec
from grader.validate.mutations import mutations
from grader.validate.source import bound_names, needed_statements


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """The reference with one change, cut down to what its exercise needs."""

    #: "line 52: 2 becomes 3 in `2 * (y_hat - Y)`".
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
        for line, label, change in mutations(node):
            changed = copy.deepcopy(statement)
            change(next(each for place, each in enumerate(ast.walk(changed)) if place == number))
            if ast.unparse(changed) != ast.unparse(statement):
                yield f"line {line}: {label}", changed
