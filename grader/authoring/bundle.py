"""What students get of an assignment, as a folder: instructions, the starter in both forms, and the public checks."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from grader.assignment import Assignment
from grader.authoring.public_checks import OURS, file_of, read_public_checks
from grader.errors import AssignmentError, AssignmentMistake, UsageError
from grader.handout import notebook_text
from grader.model import ExerciseSpec
from grader.validate.leaks import found_in, hidden_lines

_TESTS = "tests"
_GIVEN = "given.py"
#: Pictures and tables that a handout shows or reads.
_DATA_SUFFIXES = frozenset({".csv", ".gif", ".jpg", ".jpeg", ".json", ".md", ".npy", ".npz", ".png", ".svg", ".txt"})
_MAX_FILE_MIB = 32


def write_handout(assignment: Assignment, output: Path) -> tuple[str, ...]:
    """The names of the files that were written into the folder, sorted.

    Args:
        assignment: which.
        output: made where it is missing.

    Raises:
        UsageError: the folder holds something, or cannot be written.
        AssignmentError: there is no starter, public checks that students cannot run, or hidden text in any of it.
    """
    contents = collect(assignment)
    try:
        if output.exists() and any(output.iterdir()):
            raise UsageError(
                f"{output} is not empty, and nothing is overwritten. Name a new folder with --output, or empty it."
            )
        for name, content in contents.items():
            target = output / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}. Name another folder with --output.") from error
    return tuple(sorted(contents))


def refresh_notebook(assignment: Assignment) -> Path | None:
    """The notebook in the assignment's own handout/, where it had to be made anew from the script; else None.

    Raises:
        UsageError: it cannot be written.
    """
    script = assignment.directory / "handout" / f"{assignment.name}.py"
    notebook = script.with_suffix(".ipynb")
    if not script.is_file():
        return None
    text = notebook_text(script.read_text(encoding="utf-8"))
    if notebook.is_file() and notebook.read_text(encoding="utf-8") == text:
        return None
    try:
        notebook.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{notebook} is not up to date and cannot be written: {error.strerror}.") from error
    return notebook


def collect(assignment: Assignment) -> dict[str, bytes]:
    """The files of the bundle by relative name.

    Raises:
        AssignmentError: see `write_handout`.
    """
    problems: list[str] = []
    contents = _starter(assignment, problems)
    public, complaints = read_public_checks(assignment)
    problems += complaints
    if public:
        contents |= {f"{_TESTS}/{name}": text.encode() for name, text in (public | _around(assignment)).items()}
    contents.setdefault("README.md", _readme(assignment, contents).encode())
    problems += _leaks(assignment, contents)
    if problems:
        raise AssignmentError(assignment.name, assignment.directory, [_mistake(problem) for problem in problems])
    return contents


def _starter(assignment: Assignment, problems: list[str]) -> dict[str, bytes]:
    """The files in handout/, and the notebook made anew from the script, so that both are the same."""
    folder = assignment.directory / "handout"
    script = folder / f"{assignment.name}.py"
    contents: dict[str, bytes] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts):
            continue
        if path.suffix.lower() not in {".py", ".ipynb"} | _DATA_SUFFIXES:
            problems.append(
                f"handout/{name}: a file of this kind is not handed out; expected code, text, data, pictures"
            )
        elif path.stat().st_size > _MAX_FILE_MIB * 2**20:
            problems.append(f"handout/{name}: expected at most {_MAX_FILE_MIB} MiB")
        else:
            contents[name] = path.read_bytes()
    if not script.is_file():
        problems.append(f"handout/{script.name}: expected the starter, a script in percent format, found none")
        return contents
    contents[f"{assignment.name}.ipynb"] = notebook_text(script.read_text(encoding="utf-8")).encode()
    return contents


def _readme(assignment: Assignment, contents: dict[str, bytes]) -> str:
    rows = "".join(
        f"| {exercise.title} | {exercise.points:g} | {_asked(exercise)} |\n" for exercise in assignment.exercises
    )
    description = f"{assignment.description}\n\n" if assignment.description else ""
    text = (
        f"# {assignment.title}\n\n{description}"
        f"Work in `{assignment.name}.ipynb` or in `{assignment.name}.py`: both hold the same, and you hand in one.\n\n"
        f"| exercise | points | you write |\n|---|---|---|\n{rows}\n"
        f"{assignment.points:g} points in all. Keep the names: they are what is graded.\n"
    )
    if f"{_TESTS}/conftest.py" not in contents:
        return text
    files_of_exercises = (f"{_TESTS}/{file_of(exercise.id)}" for exercise in assignment.exercises)
    alone = next(
        (f" One exercise alone:\n`python -m pytest {file}`." for file in files_of_exercises if file in contents), ""
    )
    return (
        f"{text}\n## Before you hand in\n\n"
        "Restart, and run everything from top to bottom. Then, in this folder:\n\n"
        "```sh\npython -m pytest\n```\n\n"
        f"That runs the tests in `{_TESTS}/` on your work (`pip install pytest` where it is missing).{alone}\n\n"
        "Passing them is a good sign and no more: what is graded is tested with other numbers, and with more of them.\n"
    )


def _asked(exercise: ExerciseSpec) -> str:
    names = ", ".join(f"`{name}`" for name in exercise.requires)
    return "an answer in your own words" if exercise.written is not None else names or "see there"


def _around(assignment: Assignment) -> dict[str, str]:
    """What runs a student's work for the public checks: the same for every assignment, and its given names."""
    folder = files("grader.authoring") / "handed_out"
    values = {"@NAME@": assignment.name, "@EXERCISES@": " ".join(file_of(e.id) for e in assignment.exercises)}
    texts = {}
    for template in folder.iterdir():
        text = template.read_text(encoding="utf-8")
        for placeholder, value in values.items():
            text = text.replace(placeholder, value)
        texts[template.name.removesuffix(".txt")] = text
    return texts | ({_GIVEN: assignment.given_source} if assignment.given_source else {})


def _leaks(assignment: Assignment, contents: dict[str, bytes]) -> list[str]:
    """Each hidden line that a student could read in the bundle."""
    hidden = hidden_lines(assignment)
    ours = {f"{_TESTS}/{name}" for name in OURS}
    return [
        f"{name}: holds a hidden line: {line}"
        for name, content in contents.items()
        # Ours, and the same for every assignment; and what students are given.
        if name not in ours
        for line in found_in(_readable(name, content), hidden)
    ]


def _readable(name: str, content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    if not name.endswith(".ipynb"):
        return text
    try:
        cells = json.loads(text)["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells)
    except (ValueError, KeyError, TypeError):
        return text


def _mistake(problem: str) -> AssignmentMistake:
    place, _, message = problem.partition(": ")
    file, _, line = place.partition(", line ")
    return AssignmentMistake(file=file, line=int(line) if line else None, message=message)
