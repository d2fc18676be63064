"""`grader new`, `grader handout` and `grader convert`: what they say to an author."""

from __future__ import annotations

import os
from pathlib import Path

import click

from grader.assignment import default_search_path, load_assignment
from grader.assignment.search import absolute, locate
from grader.authoring.bundle import refresh_notebook, write_handout
from grader.authoring.convert import convert as convert_tests
from grader.authoring.new import create_assignment

_GUIDE = "docs/writing-assignments.md"
_MOST_NOTES = 20


def new(name: str, parent: Path) -> None:
    """Make an assignment and say what to do with it.

    Raises:
        UsageError: see `create_assignment`.
    """
    other = locate(name, _search())
    made = create_assignment(name, parent)
    called = _called(made.directory)
    click.echo(f"Made {made.directory} with {len(made.files)} files. It works as it is:\n")
    click.echo(f"  grader validate {called}")
    click.echo(f"  grade {made.directory / 'reference.py'} --assignment {called}\n")
    click.echo("Change its files one by one, and validate after each:\n")
    for file, what in (
        ("assignment.toml", "exercises, points, limits"),
        ("given.py", "names that exist before a student's code runs"),
        ("reference.py", "the right solution"),
        ("checks/", "the hidden checks, and the mistakes that explain wrong values"),
        ("misconceptions.py", "which of those there are, and right solutions of other forms"),
        (f"handout/{name}.py", "what students get; its notebook is made from it by `grader handout`"),
        ("public/", "checks that students may run before they hand in"),
    ):
        click.echo(f"  {file:<{24 + len(name)}} {what}")
    click.echo(f"\n{_GUIDE} goes through them.")
    if other is not None and absolute(made.directory) != other:
        click.echo(f"Note: {other} has the same name. Give the path to say which of the two you mean.", err=True)


def handout(name: str, output: Path) -> None:
    """Write what students get of an assignment, and say what that is.

    Raises:
        GraderError: see `write_handout`, or there is no such assignment.
    """
    assignment = load_assignment(name, search=_search())
    names = write_handout(assignment, output)
    notebook = refresh_notebook(assignment)
    if notebook is not None:
        click.echo(f"{notebook} was made anew from the script.")
    click.echo(f"{output}:")
    for each in names:
        click.echo(f"  {each}")
    click.echo("Nothing of the hidden checks, the reference or the misconceptions is in it.")
    if "tests/conftest.py" not in names:
        click.echo("There are no public checks: write them as plain pytest in the assignment's folder public/.")


def convert(path: Path, target: Path) -> None:
    """Make a draft, and say what could not be carried over.

    Raises:
        UsageError: see `grader.authoring.convert.convert`.
    """
    made = convert_tests(path, target)
    click.echo(
        f"Made {made.directory} from {made.source}: {made.exercises} exercises, {made.checks} checks, "
        f"{made.points:g} points."
    )
    if made.notes:
        click.echo(f"\nNot carried over, or to be looked at ({len(made.notes)}):")
    for note in made.notes[:_MOST_NOTES]:
        click.echo(f"  {note.where}: {note.what}")
    if len(made.notes) > _MOST_NOTES:
        click.echo(f"  ... and {len(made.notes) - _MOST_NOTES} more")
    click.echo(f"\nAll of it is in {made.directory / 'CONVERSION.md'}. Then: grader validate {_called(made.directory)}")


def _search() -> tuple[Path, ...]:
    return default_search_path(os.environ, Path.cwd())


def _called(directory: Path) -> str:
    """What to give for --assignment: the name where that leads to the folder, else the path."""
    return directory.name if locate(directory.name, _search()) == absolute(directory) else str(directory)
