"""A draft as the files of an assignment."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence

from grader.authoring.convert.draft import Cell, Draft, DraftExercise, Note
from grader.authoring.convert.notebook_cells import parsed
from grader.handout import notebook_text

_MOST_LINE = 118
_PLACEHOLDER = "Replace this line with your answer."


def write_files(draft: Draft, name: str, source: str) -> dict[str, str]:
    """Relative name -> text.

    Args:
        draft: gets further notes.
        name: the assignment's.
        source: what was converted, as a person calls it.
    """
    solution = _solution(draft)
    files = {
        "assignment.toml": _manifest(draft, name, solution),
        "reference.py": solution,
        **{f"checks/test_{_stem(each)}.py": _checks(each, draft) for each in draft.exercises if not each.is_written},
        "misconceptions.py": _MISCONCEPTIONS,
    }
    if draft.handout:
        script = _script(draft.handout, name)
        files[f"handout/{name}.py"] = script
        files[f"handout/{name}.ipynb"] = notebook_text(script)
    else:
        draft.note("handout/", f"nothing to hand out was found: write handout/{name}.py in percent format")
    files["CONVERSION.md"] = conversion_page(draft, name, source)
    return files


_MISCONCEPTIONS = '''"""What students get wrong: what was converted says nothing of it."""

MISCONCEPTIONS = ()
'''


def _answer_name(id: str) -> str:
    return f"{id.replace('-', '_')}_answer"


def _stem(exercise: DraftExercise) -> str:
    return exercise.id.replace("-", "_")


def _manifest(draft: Draft, name: str, solution: str) -> str:
    kinds = _kinds(solution)
    tables = [f"title = {_toml(name)}\n"]
    for exercise in draft.exercises:
        lines = [
            "[[exercises]]",
            f"id = {_toml(exercise.id)}",
            f"title = {_toml(exercise.title[:200] or exercise.id)}",
            f"points = {exercise.points!r}" if exercise.points % 1 else f"points = {exercise.points:.0f}",
        ]
        asked = sorted(frozenset().union(*(check.asks for check in exercise.checks)))
        if asked:
            entries = ", ".join(f'{each} = "{kinds.get(each, "any")}"' for each in asked if each.isascii())
            lines.append(f"requires = {{ {entries} }}")
        if exercise.is_written:
            lines += ["", "[exercises.written]", f"heading = {_toml(exercise.title[:200])}"]
            lines += [f"name = {_toml(_answer_name(exercise.id))}", f"placeholder = {_toml(_PLACEHOLDER)}"]
        tables.append("\n".join(lines) + "\n")
    return "\n".join(tables)


def _kinds(solution: str) -> dict[str, str]:
    """What the solution's definitions are, in the manifest's words."""
    tree = parsed(solution)
    return {
        node.name: "class" if isinstance(node, ast.ClassDef) else "function"
        for node in (tree.body if tree else [])
        if isinstance(node, (ast.ClassDef, ast.FunctionDef))
    }


def _toml(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _checks(exercise: DraftExercise, draft: Draft) -> str:
    body = exercise.preamble + "\n" + "\n".join(check.body for check in exercise.checks)
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    imports = {text for name, text in draft.imports.items() if name in used} | {
        text for text in draft.imports.values() if _binds(text) in used
    }
    preamble = f"\n{exercise.preamble}\n" if exercise.preamble.strip() else ""
    return "\n".join(
        [
            f'"""{_safe(exercise.title).rstrip(".")}. Converted: read every check before you use it."""',
            "",
            *sorted({"import pytest", *imports}, key=lambda line: (line.startswith("from"), line)),
            "",
            f'pytestmark = pytest.mark.exercise("{exercise.id}")',
            preamble,
            *(
                f"\n@pytest.mark.points({check.points:g})\n".replace(f"{check.points:g}", repr(check.points), 1)
                + f'def {check.name}(submission):\n    """{_safe(check.title)}"""\n{_indented(check.body)}\n'
                for check in exercise.checks
            ),
        ]
    )


def _binds(statement: str) -> str:
    last = statement.rsplit(maxsplit=1)[-1]
    return last.partition(".")[0]


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in body.split("\n"))


def _safe(text: str) -> str:
    """The text for a docstring in one line."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', "'")[:_MOST_LINE]


def _solution(draft: Draft) -> str:
    code = [text.strip("\n") for text in draft.solution if text.strip()]
    head = '"""The reference solution, as it was found. Below the given names it must earn every point."""\n\n'
    asked = sorted({name for exercise in draft.exercises for check in exercise.checks for name in check.asks})
    whole = head + "\n\n\n".join(code) + "\n"
    there = _bound_names(whole)
    missing = [name for name in asked if name not in there]
    if missing:
        draft.note(
            "reference.py", f"no solution was found of {', '.join(missing)}: write it where NotImplementedError is"
        )
    stubs = [
        f'def {name}(*args, **kwargs):\n    raise NotImplementedError("write the reference solution of {name}")\n'
        for name in missing
        if name.isidentifier()
    ]
    return "\n\n".join([whole.rstrip("\n") + "\n", *stubs])


def _bound_names(source: str) -> set[str]:
    tree = parsed(source)
    found: set[str] = set()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.partition(".")[0])
    return found


def _script(cells: Sequence[Cell], name: str) -> str:
    parts = list(_percent(cells))
    return "\n\n".join(parts or [f"# %% [markdown]\n# # {name}"]) + "\n"


def _percent(cells: Sequence[Cell]) -> Iterator[str]:
    for cell in cells:
        text = cell.text.strip("\n")
        if not text.strip():
            continue
        if cell.is_answer:
            yield f'# %% tags=["answer"]\n{_answer_name(text)} = """\n{_PLACEHOLDER}\n"""'
        elif cell.is_code:
            yield f"# %%\n{text}"
        else:
            commented = "\n".join(f"# {line}".rstrip() for line in text.split("\n"))
            yield f"# %% [markdown]\n{commented}"


def conversion_page(draft: Draft, name: str, source: str) -> str:
    """What was carried over, and what was not."""
    rows = "".join(
        f"| `{each.id}` | {each.points:g} | {'a person reads it' if each.is_written else len(each.checks)} |\n"
        for each in draft.exercises
    )
    return (
        f"# {name}: converted from {source}\n\n"
        "This is a first draft. Nothing of what was read has been run. A check that could not be carried over raises\n"
        "`NotImplementedError`: its points wait for you, and nobody gets them before.\n\n"
        f"| exercise | points | checks |\n|---|---|---|\n{rows}\n"
        f"## Not carried over, or to be looked at ({len(draft.notes)})\n\n{_listed(draft.notes)}\n"
        "## What differs in every check\n\n"
        "- Comments inside tests are gone.\n"
        "- `submission.f(x)` runs the student's `f` in another process. Numbers, text, lists and tensors come back as\n"
        "  values, and `submission.x.value()` gets what is no function; every other object stays there, so `type`,\n"
        "  `isinstance` and `is` tell nothing about it.\n"
        "- Exact `==` between floating-point numbers fails for right solutions that compute in another order:\n"
        "  `grader.checks.assert_matches(actual, expected, name)` compares tensors with a tolerance and explains.\n"
        "- Inputs are the same for everybody. The fixture `generator` gives hidden ones, other for each submission.\n\n"
        "## Next\n\n"
        f"1. Go through the list above, and give each check a docstring that a student can read.\n"
        f"2. `grader validate {name}` says whether the reference earns everything and the starter nothing.\n"
        "3. `docs/writing-assignments.md` shows how wrong answers get an explanation.\n"
    )


def _listed(notes: Sequence[Note]) -> str:
    return "".join(f"- {note.where}: {note.what}\n" for note in notes) or "Nothing.\n"
