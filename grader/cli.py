"""The two commands: `grade` does the main job, `grader` is the rest. Parsing and exit statuses alone."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

import click

from grader import __version__
from grader.errors import AssignmentUnusableError, GraderError, NoSandboxError
from grader.sandbox.engine import is_likely
from grader.sandbox.gateway_process import begun_ahead


class ExitStatus(IntEnum):
    """What the caller's shell gets."""

    #: Graded, whatever the score.
    GRADED = 0
    #: Something could not be graded; the report says what.
    NOT_GRADED = 1
    #: Wrong usage, or an unknown or unusable assignment.
    USAGE = 2
    #: No sandbox: nothing was run.
    NO_SANDBOX = 3
    #: By Ctrl-C: what a shell says of a command that a signal ended.
    INTERRUPTED = 130


def _leave(error: GraderError) -> NoReturn:
    """The one place where an error becomes text and an exit status."""
    click.echo(str(error), err=True)
    sys.exit(ExitStatus.NO_SANDBOX if isinstance(error, NoSandboxError) else ExitStatus.USAGE)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except GraderError as error:
        _leave(error)
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        sys.exit(ExitStatus.INTERRUPTED)


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.argument("submissions", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SUBMISSION...")
@click.option("--assignment", required=True, metavar="NAME_OR_DIR", help="What to grade against.")
@click.option(
    "--sandbox",
    type=click.Choice(["auto", "docker", "local"]),
    default="auto",
    show_default=True,
    help="Where the student's code runs; auto is docker where an engine answers and has the image, else local.",
)
@click.option("--runtime", metavar="NAME", help="Another container runtime, such as runsc. [default: the engine's own]")
@click.option("--fresh", is_flag=True, help="A new sandbox for each submission: slower, and nothing is shared.")
@click.option("--json", "json_path", type=click.Path(path_type=Path, dir_okay=False), help="[default: report.json]")
@click.option("--html", "html_path", type=click.Path(path_type=Path, dir_okay=False), help="[default: report.html]")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="A class: the folder for its reports, grades.csv and index.html.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Submissions graded at once. [default: this machine's cores]")
@click.option("--force", is_flag=True, help="Grade again what has been graded.")
@click.option(
    "--compare",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="OLD_OUTPUT",
    help="Say whose grade would change against this output of an earlier run; nothing in it is overwritten.",
)
@click.option("--seed", type=click.IntRange(0, 2**53 - 1), help="Of the hidden inputs. [default: from the content]")
@click.option("--only", metavar="EXERCISE", help="Grade this exercise alone.")
@click.option(
    "--audience",
    type=click.Choice(["staff", "student"]),
    default="staff",
    show_default=True,
    help="Who reads the reports: a student's hold nothing that is for staff alone.",
)
@click.option(
    "--now", metavar="MOMENT", help="When a student reads: some things show after the due date. [default: now]"
)
@click.option("--format", "further", type=click.Choice(["gradescope", "junit", "csv"]), help="A further result format.")
@click.option("--output-file", type=click.Path(path_type=Path, dir_okay=False), help="Where --format is written.")
@click.option("--quiet", is_flag=True, help="One line.")
@click.option("--verbose", is_flag=True, help="Passed checks, what staff may read, the student's output.")
@click.version_option(__version__, prog_name="grade")
def grade(**options: object) -> None:
    """Grade a student's PyTorch work.

    SUBMISSION is a .py module, a notebook, a zip, or a folder of one student's files; with --output also a folder or a
    zip with the submissions of a class. Hidden checks run in one process, the submission in another, inside a sandbox;
    a JSON and an HTML report are written.

    Exit status: 0 graded, whatever the score; 1 something could not be graded and the report says what;
    2 wrong usage or unknown assignment; 3 no sandbox available; 130 interrupted, and the same command goes on.
    """
    with _told(), begun_ahead(is_wanted=_is_local(options)) as spare:
        # While the gateway imports torch, this process imports everything else.
        from grader import command

        sys.exit(command.run(command.Options(**options, spare=spare)))  # type: ignore[arg-type]


def _is_local(options: Mapping[str, object]) -> bool:
    """Whether the submissions will probably run in the local sandbox."""
    if sys.platform != "linux" or options["runtime"] is not None:
        return False
    return options["sandbox"] == "local" or (options["sandbox"] == "auto" and not is_likely())


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grader")
def grader() -> None:
    """Everything around grading: what can be graded, and whether this machine can do it."""


@grader.command()
def assignments() -> None:
    """List what can be graded."""
    from grader.assignment import default_search_path, find_assignments, load_assignment

    search = default_search_path(os.environ, Path.cwd())
    status = ExitStatus.GRADED
    for found in find_assignments(search):
        try:
            assignment = load_assignment(found.name, search=search)
        except GraderError as error:
            click.echo(f"{found.name}  (unusable)\n{error}")
            status = ExitStatus.NOT_GRADED
            continue
        click.echo(f"{assignment.name}  {assignment.title}  ({assignment.points:g} points)")
        for exercise in assignment.exercises:
            click.echo(f"    {exercise.id:<20} {exercise.points:>5g}  {exercise.title}")
    sys.exit(status)


@grader.command()
@click.argument("name")
@click.option(
    "--in",
    "parent",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("assignments"),
    show_default=True,
    help="The folder for the assignment's own.",
)
def new(*, name: str, parent: Path) -> None:
    """Make an assignment that works: one exercise with its checks, handout, reference and misconceptions."""
    from grader.command import authoring

    with _told():
        authoring.new(name, parent)


@grader.command()
@click.argument("name", metavar="ASSIGNMENT")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="A new or empty folder for what students get.",
)
def handout(*, name: str, output: Path) -> None:
    """Write what students get: instructions, the starter as script and notebook, and the public checks."""
    from grader.command import authoring

    with _told():
        authoring.handout(name, output)


@grader.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    help="The new assignment's folder, such as assignments/hw5.",
)
def convert(*, path: Path, target: Path) -> None:
    """Draft an assignment from the tests of Otter, nbgrader or gradescope-utils at PATH.

    Nothing of what is read is run. CONVERSION.md in the new folder lists what could not be carried over.
    """
    from grader.command import authoring

    with _told():
        authoring.convert(path, target)


@grader.command()
@click.argument("names", nargs=-1, metavar="[ASSIGNMENT]...")
@click.option("--all", "every", is_flag=True, help="Every assignment that there is.")
@click.option(
    "--json", "json_path", type=click.Path(path_type=Path, dir_okay=False), help="The findings, for programs."
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Gradings at a time. [default: the cores of this machine]")
def validate(*, names: tuple[str, ...], every: bool, json_path: Path | None, jobs: int | None) -> None:
    """Prove an assignment's checks: right solutions earn everything, wrong ones and mutants are caught.

    Exit status: 0 every claim holds; 1 one does not, and the table says which; 2 wrong usage or an unusable assignment;
    3 no sandbox available.
    """
    from grader.command import validation

    with _told():
        sys.exit(validation.run(names, every=every, json_path=json_path, jobs=jobs))


@grader.group()
def image() -> None:
    """The container image of the sandbox."""


@image.command()
@click.option("--tag", metavar="NAME", help="[default: the name that `grade` looks for]")
@click.option("--base-image", metavar="NAME", help="A Python 3.11 image with libseccomp. [default: the Dockerfile's]")
@click.option("--index-url", metavar="URL", help="Where pip finds packages. [default: as the base image is configured]")
@click.option("--extra-index-url", metavar="URL", help="Where else it looks.")
@click.option("--torch-index", metavar="URL", help="Where it finds torch for processors. [default: PyTorch's own]")
@click.option("--network", metavar="NAME", help="The network of the build. [default: the engine's, else the machine's]")
@click.option("--no-cache", is_flag=True, help="Build every step anew.")
@click.option("--verbose", is_flag=True, help="Every line that the build prints.")
def build(*, verbose: bool, no_cache: bool, tag: str | None, **options: str | None) -> None:
    """Build the image that `grade --sandbox docker` uses. Once, and again after each update of this package."""
    from grader.command import image_build

    with _told():
        image_build.run(tag=tag, use_cache=not no_cache, verbose=verbose, **options)


@grader.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(*, as_json: bool) -> None:
    """Say what this machine can isolate, and what to do about what is missing."""
    from grader import doctor as examination

    findings = examination.examine()
    if as_json:
        import json

        click.echo(json.dumps(examination.to_dict(findings), indent=2))
    else:
        click.echo(examination.render(findings))
    sys.exit(examination.exit_status(findings))


__all__ = ["AssignmentUnusableError", "grade", "grader"]
