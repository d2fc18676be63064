"""assignment.toml: the only file that says what an assignment asks and what it is worth."""

from __future__ import annotations

import keyword
import re
import tomllib
from dataclasses import dataclass, field, fields

from grader.assignment.feedback import decode_feedback
from grader.assignment.positions import KeyLines
from grader.assignment.table import Table, describe, suggest
from grader.errors import AssignmentMistake
from grader.model import ExerciseSpec, FeedbackPolicy, Limits, WrittenAnswer

MANIFEST_NAME = "assignment.toml"
#: What `requires` may ask a name to be.
REQUIRED_KINDS = ("any", "class", "function", "module", "tensor")

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_ID = 40
_LONGEST_NAME = 64
_LONGEST_TITLE = 200
#: What an exercise may be solved without: parts of PyTorch.
_DOTTED = re.compile(r"torch(\.[A-Za-z_][A-Za-z0-9_]*)+")
_LONGEST_DOTTED = 100
_MOST_WITHOUT = 20
_MOST_IMPORTS = 30
_FILE_NAME = re.compile(r"[A-Za-z0-9_]+\.py")
_MOST_POINTS = 10_000.0
_MOST_EXERCISES = 200
#: Large enough for any threshold, small enough that arithmetic on it stays finite.
_MOST_SETTING = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the manifest says, checked."""

    title: str
    description: str
    #: The name of a file in the assignment's folder; empty without one.
    given: str
    #: None where those of the assignment that it extends hold.
    limits: Limits | None
    exercises: tuple[ExerciseSpec, ...]
    #: Libraries that a submission may import beside torch and the standard library; None where nothing is said.
    imports: tuple[str, ...] | None = None
    #: The assignment whose exercises these are; empty where they are its own.
    extends: str = ""
    #: The ids of those exercises, in order.
    chosen: tuple[str, ...] = ()
    #: id -> how this assignment calls the exercise, where it calls it otherwise.
    titles: dict[str, str] = field(default_factory=dict)
    #: None where the manifest says nothing about it.
    feedback: FeedbackPolicy | None = None


def decode_manifest(text: str, mistakes: list[AssignmentMistake]) -> Manifest | None:
    """The manifest, or None where the text is no TOML; what is wrong is added to the mistakes."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        mistakes.append(_syntax_mistake(error))
        return None
    root = Table(values=values, file=MANIFEST_NAME, lines=KeyLines(text), mistakes=mistakes)
    root.allow(
        {
            "title",
            "description",
            "given",
            "imports",
            "limits",
            "exercises",
            "extends",
            "feedback",
            *(["titles"] if "extends" in values else []),
        }
    )
    extends = root.text("extends", longest=_LONGEST_NAME) if "extends" in values else ""
    return Manifest(
        title=root.text("title", longest=_LONGEST_TITLE),
        description=root.text("description", longest=4000, default=""),
        given=_given(root),
        imports=_imports(root) if "imports" in values else None,
        limits=None if "extends" in values and "limits" not in values else _limits(root.table("limits")),
        exercises=() if "extends" in values else _exercises(root),
        extends=extends,
        chosen=_chosen(root) if "extends" in values else (),
        titles=_titles(root.table("titles")),
        feedback=decode_feedback(root, [] if "extends" in values else _named(root)),
    )


def _named(root: Table) -> list[tuple[str, Table]]:
    """Each exercise's id and table; none where they are not tables, which is complained about elsewhere."""
    value = root.values.get("exercises", [])
    if not isinstance(value, list) or not all(isinstance(element, dict) for element in value):
        return []
    return [(str(table.values.get("id", "")), table) for table in root.tables("exercises", named_by="id")]


def _syntax_mistake(error: Exception) -> AssignmentMistake:
    message = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    place = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    line = int(place[1]) if place else None
    what = f"{message[: place.start()]} in column {place[2]}" if place else message
    return AssignmentMistake(file=MANIFEST_NAME, line=line, message=f"no valid TOML: {what}. See https://toml.io.")


def _given(root: Table) -> str:
    given = root.text("given", longest=100, default="")
    if given and not _FILE_NAME.fullmatch(given):
        root.complain("given", f'expected a file of the assignment\'s own folder such as "given.py", found "{given}"')
        return ""
    return given


def _imports(root: Table) -> tuple[str, ...]:
    names = root.texts("imports", longest=_LONGEST_NAME, most=_MOST_IMPORTS)
    for name in names:
        if not _is_variable(name):
            root.complain("imports", f'expected names of libraries such as "numpy", found {describe(name)}')
    return tuple(sorted(names))


def _limits(table: Table) -> Limits:
    table.allow(field.name for field in fields(Limits))
    usual = Limits()
    limits = Limits(
        run_s=table.number("run_s", least=0.1, most=3600, default=usual.run_s),
        call_s=table.number("call_s", least=0.1, most=3600, default=usual.call_s),
        total_s=table.number("total_s", least=1, most=86_400, default=usual.total_s),
        memory_mib=table.whole("memory_mib", least=512, most=1_048_576, default=usual.memory_mib),
        disk_mib=table.whole("disk_mib", least=1, most=65_536, default=usual.disk_mib),
        threads=table.whole("threads", least=1, most=4096, default=usual.threads),
        output_kib=table.whole("output_kib", least=1, most=16_384, default=usual.output_kib),
    )
    longest = max(limits.run_s, limits.call_s)
    if limits.total_s < longest:
        table.complain(
            "total_s", f"expected at least {longest:g}, the longest of run_s and call_s, found {limits.total_s:g}"
        )
    return limits


def _chosen(root: Table) -> tuple[str, ...]:
    """The exercises of another assignment, by their ids."""
    value = root.values.get("exercises")
    if not value or (isinstance(value, list) and any(isinstance(element, dict) for element in value)):
        found = "tables" if value else "none"
        root.complain("exercises", f'expected ids of exercises of that assignment such as ["forward"], found {found}')
        return ()
    return root.texts("exercises", longest=_LONGEST_ID, most=_MOST_EXERCISES)


def _titles(table: Table) -> dict[str, str]:
    return {name: table.text(name, longest=_LONGEST_TITLE) for name in table.values}


def _exercises(root: Table) -> tuple[ExerciseSpec, ...]:
    tables = root.tables("exercises", named_by="id")
    if not root.values.get("exercises"):
        root.complain("exercises", "is missing; expected at least one table with the header [[exercises]]")
    if len(tables) > _MOST_EXERCISES:
        root.complain("exercises", f"expected at most {_MOST_EXERCISES} exercises, found {len(tables)}")
        return ()
    seen: dict[str, Table] = {}
    exercises = []
    for table in tables:
        exercise = _exercise(table)
        first = seen.setdefault(exercise.id, table)
        if exercise.id and first is not table:
            line = table.lines.find((*first.path, "id"))
            table.complain("id", f'"{exercise.id}" is already the id of the exercise in line {line}; ids must differ')
        exercises.append(exercise)
    return tuple(exercises)


def _exercise(table: Table) -> ExerciseSpec:
    table.allow({"id", "title", "points", "requires", "by_hand", "without", "written", "settings", "feedback"})
    return ExerciseSpec(
        id=_exercise_id(table),
        title=table.text("title", longest=_LONGEST_TITLE),
        points=table.number("points", least=0, most=_MOST_POINTS),
        requires=_requires(table.table("requires")),
        by_hand=table.flag("by_hand"),
        without=_without(table),
        written=_written(table.table("written")) if "written" in table.values else None,
        settings=_settings(table.table("settings")),
    )


def _exercise_id(table: Table) -> str:
    given = table.text("id", longest=_LONGEST_ID)
    if not given or _ID.fullmatch(given):
        return given
    proposal = re.sub(r"[^a-z0-9]+", "-", given.lower()).strip("-0123456789")
    hint = f" Did you mean {proposal}?" if proposal else ""
    table.complain("id", f"expected small letters, digits and single hyphens, found {describe(given)}.{hint}")
    return ""


def _requires(table: Table) -> dict[str, str]:
    kinds = {name: table.text(name, longest=40) for name in table.values}
    for name, kind in kinds.items():
        if not _is_variable(name):
            table.complain(name, "expected the name of a Python variable on the left side")
        if kind and kind not in REQUIRED_KINDS:
            table.complain(name, f"unknown kind {describe(kind)}. {suggest(kind, REQUIRED_KINDS)}")
    return kinds


def _without(table: Table) -> tuple[str, ...]:
    names = table.texts("without", longest=_LONGEST_DOTTED, most=_MOST_WITHOUT)
    for name in names:
        if not _DOTTED.fullmatch(name):
            table.complain("without", f'expected dotted names of PyTorch such as "torch.optim", found {describe(name)}')
    return tuple(sorted(names))


def _written(table: Table) -> WrittenAnswer:
    table.allow(field.name for field in fields(WrittenAnswer))
    name = table.text("name", longest=100)
    if name and not _is_variable(name):
        table.complain("name", f"expected the name of a Python variable, found {describe(name)}")
    return WrittenAnswer(
        heading=table.text("heading", longest=_LONGEST_TITLE),
        name=name,
        placeholder=table.text("placeholder", longest=4000, default=""),
    )


def _settings(table: Table) -> dict[str, float]:
    return {name: table.number(name, least=-_MOST_SETTING, most=_MOST_SETTING) for name in table.values}


def _is_variable(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)
