"""What each statement of the reference is there for: the exercises that lose points where it is left out."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.model import ExerciseSpec
from grader.validate.bench import Bench, Task
from grader.validate.source import bound_names, is_import, needed_statements, statements, text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The reference's statements, and how exercises depend on them."""

    body: Sequence[ast.stmt]
    #: Statement -> the exercises for which it is changed, in the manifest's order; imports are left out.
    owners: Mapping[int, tuple[str, ...]]
    #: Exercise -> the statements that earn all of its points.
    slices: Mapping[str, frozenset[int]]
    #: Statements that no exercise misses.
    unmissed: tuple[int, ...] = ()
    #: Exercises in which the trial reference, whole and unchanged, loses points. Their mutants say nothing.
    failing: tuple[str, ...] = ()

    def text(self, exercise: str) -> str:
        """The part of the reference that an exercise needs."""
        return text_of(self.body, self.slices[exercise])


def find_parts(bench: Bench) -> Parts:
    """The parts of the bench's trial reference.

    A statement belongs to the one exercise that asks for its name, or that needs it by what the names say. Where
    several exercises ask for a name, several statements bind it, or an exercise asks for none at all, the statement is
    left out and the reference graded.

    Raises:
        SandboxLostError: the sandbox did not get to the end of a grading.
    """
    body = statements(bench.trial)
    exercises = [spec for spec in bench.assignment.exercises if spec.written is None]
    by_name = {spec.id: set(needed_statements(body, spec.requires)) for spec in exercises}
    owners = {number: _owners(number, body, exercises, by_name) for number in _changeable(bench, body)}
    missed = _missed(bench, body, exercises, [number for number, ids in owners.items() if not ids])
    kept = {
        exercise: frozenset(
            (numbers | _with_names(body, exercise, missed)) - {n for n in missed if exercise not in missed[n]}
        )
        for exercise, numbers in by_name.items()
    }
    slices = _proven(bench, body, kept)
    return Parts(
        body=body,
        owners={number: ids for number, found in owners.items() if (ids := found or missed.get(number, ()))},
        slices=slices,
        unmissed=tuple(number for number, ids in missed.items() if not ids),
        failing=_failing(bench, body, [exercise for exercise in slices if len(slices[exercise]) == len(body)]),
    )


def _changeable(bench: Bench, body: Sequence[ast.stmt]) -> list[int]:
    """The statements that do something and that the grader itself decides about."""
    written = {spec.written.name for spec in bench.assignment.exercises if spec.written is not None}
    return [
        number
        for number, node in enumerate(body)
        if not is_import(node) and not _is_text(node) and not bound_names(node) & written
    ]


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _owners(
    number: int, body: Sequence[ast.stmt], exercises: Sequence[ExerciseSpec], by_name: Mapping[str, set[int]]
) -> tuple[str, ...]:
    """The exercise to which a statement belongs by its names; none where they do not tell."""
    names = bound_names(body[number])
    is_only = sum(bool(bound_names(node) & names) for node in body) == 1
    asking = [spec.id for spec in exercises if names & spec.requires.keys()]
    needing = [spec.id for spec in exercises if number in by_name[spec.id]]
    if len(asking) == 1 and is_only:
        return (asking[0],)
    return (needing[0],) if len(needing) == 1 and all(spec.requires for spec in exercises) else ()


def _missed(
    bench: Bench, body: Sequence[ast.stmt], exercises: Sequence[ExerciseSpec], unclear: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Statement -> the exercises that lose points without it."""
    if all(spec.requires for spec in exercises) and _losing(bench, body, [set(unclear)]) == [()]:
        # What is there for no name, and not missed all together, is there for another assignment or for the reader.
        return {}
    return dict(zip(unclear, _losing(bench, body, [{number} for number in unclear]), strict=True))


def _losing(bench: Bench, body: Sequence[ast.stmt], left_out: Sequence[set[int]]) -> list[tuple[str, ...]]:
    """For each set of statements the exercises that lose points without them."""
    everything = set(range(len(body)))
    reports = bench.grade([Task(source=text_of(body, everything - numbers)) for numbers in left_out])
    return [tuple(each.id for each in report.exercises if bench.failed(report, each.id)) for report in reports]


def _with_names(body: Sequence[ast.stmt], exercise: str, missed: Mapping[int, tuple[str, ...]]) -> set[int]:
    """The statements that an exercise misses, and those that define what they read."""
    own = {number for number, ids in missed.items() if exercise in ids}
    reads = needed_statements(body, set().union(*(_names(body[number]) for number in own)))
    return own | set(reads)


def _names(node: ast.stmt) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _proven(bench: Bench, body: Sequence[ast.stmt], kept: Mapping[str, frozenset[int]]) -> dict[str, frozenset[int]]:
    """The slices that earn everything; the whole reference in the place of one that does not."""
    reports = bench.grade([Task(source=text_of(body, kept[exercise]), only=exercise) for exercise in kept])
    everything = frozenset(range(len(body)))
    return {
        exercise: everything if bench.failed(report) else numbers
        for (exercise, numbers), report in zip(kept.items(), reports, strict=True)
    }


def _failing(bench: Bench, body: Sequence[ast.stmt], exercises: Sequence[str]) -> tuple[str, ...]:
    """The exercises in which even the whole reference loses points."""
    reports = bench.grade([Task(source=text_of(body), only=exercise) for exercise in exercises])
    return tuple(name for name, report in zip(exercises, reports, strict=True) if bench.failed(report))
