"""An assignment that asks for some exercises of another: it shares that one's checks, reference and given names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from grader.assignment.manifest import MANIFEST_NAME, Manifest
from grader.assignment.positions import KeyLines
from grader.assignment.record import Assignment
from grader.assignment.search import is_name, near_names
from grader.assignment.table import Table, suggest
from grader.errors import AssignmentError, AssignmentMistake
from grader.model import ExerciseSpec

#: What an assignment has of its own where it shares none.
_SHARED = ("checks", "reference.py", "misconceptions.py")


class Inheritance:
    """What the manifest's key `extends` means, checked."""

    def __init__(self, directory: Path, manifest: Manifest, text: str, mistakes: list[AssignmentMistake]) -> None:
        """Args: text: the manifest's, for the lines of mistakes."""
        self._directory = directory
        self._manifest = manifest
        self._root = Table(values={}, file=MANIFEST_NAME, lines=KeyLines(text), mistakes=mistakes)

    def find(self, load: Callable[[Path], Assignment]) -> Assignment | None:
        """The assignment that is extended; None where there is none that can be."""
        name = self._manifest.extends
        parent = self._directory.parent / name
        if not is_name(name) or not (parent / MANIFEST_NAME).is_file() or parent == self._directory:
            near = [other for other in near_names(name, [self._directory.parent]) if other != self._directory.name]
            hint = f"Did you mean {' or '.join(near)}?" if near else "Name an assignment's folder."
            self._root.complain("extends", f'expected an assignment beside this one, found no "{name}". {hint}')
            return None
        try:
            return load(parent)
        except AssignmentError as error:
            self._root.complain("extends", f'"{name}" cannot be extended, because of its {error.mistakes[0]}')
            return None

    def check_folder(self) -> None:
        """Complain about what would never be used."""
        for name in _SHARED:
            if (self._directory / name).exists():
                self._root.complain(
                    "extends", f'"{self._manifest.extends}" has it: remove {name} here, nothing would use it'
                )

    def exercises(self, parent: Assignment) -> tuple[ExerciseSpec, ...]:
        """The chosen exercises, in the order of this manifest."""
        known = {exercise.id: exercise for exercise in parent.exercises}
        titles, chosen = self._manifest.titles, self._manifest.chosen
        for name in chosen:
            if name not in known:
                self._root.complain("exercises", f'"{parent.name}" has no exercise "{name}". {suggest(name, known)}')
        for name in titles:
            if name not in chosen:
                self._root.complain("titles", f'"{name}" is none of the exercises. {suggest(name, chosen)}')
        return tuple(
            replace(known[name], title=titles.get(name, known[name].title)) for name in chosen if name in known
        )
