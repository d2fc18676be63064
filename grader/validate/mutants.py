"""Mutants of the reference: each with one small change that a check should notice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.validate.mutations import mutations
from grader.validate.parts import Parts
from grader.validate.source import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """The reference with one change."""

    #: "line 52: 2 becomes 3 in `2 * (y_hat - Y)`".
    label: str
    #: Exercise -> what is handed in for it: as much of the reference as it needs. One that notices is enough.
    sources: Mapping[str, str]


def mutate(parts: Parts) -> list[Mutant]:
    """Every mutant of the statements that belong to an exercise."""
    return [
        Mutant(
            label=label,
            sources={
                exercise: text_of([*parts.body[:number], changed, *parts.body[number + 1 :]], parts.slices[exercise])
                for exercise in exercises
            },
        )
        for number, exercises in parts.owners.items()
        for label, changed in _changes(parts.body[number])
    ]


def _changes(statement: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    """Each change of a statement, and the statement as it then is. Annotations do nothing, and stay as they are."""
    annotations = {
        part
        for node in ast.walk(statement)
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if annotation is not None
        for part in ast.walk(annotation)
    }
    for number, node in enumerate(ast.walk(statement)):
        if node in annotations:
            continue
        for line, label, change in mutations(node):
            changed = copy.deepcopy(statement)
            change(next(each for place, each in enumerate(ast.walk(changed)) if place == number))
            if ast.unparse(changed) != ast.unparse(statement):
                yield f"line {line}: {label}", changed
