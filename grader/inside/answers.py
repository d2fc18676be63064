"""What a student's process says of itself, checked to have the form that it must have."""

from __future__ import annotations

from typing import Any

#: How every PNG image begins. Source: PNG specification, section 5.2.
_PNG = b"\x89PNG\r\n\x1a\n"
MAX_FIGURES = 12
MAX_FIGURE_BYTES = 150_000


class LieError(Exception):
    """What a student's process said has not the form that its answers have."""


def checked_running(fields: dict[str, Any]) -> dict[str, Any]:
    """Which statement the process says it is running: index, label, line, defines.

    Raises:
        LieError: it says something else.
    """
    index, label, line, defines = (fields.get(key) for key in ("index", "label", "line", "defines"))
    if type(index) is not int or type(line) is not int or not isinstance(label, str) or not isinstance(defines, list):
        raise LieError
    return {"index": index, "label": label[:200], "line": line, "defines": checked_texts(defines, longest=100)}


def checked_texts(found: Any, *, longest: int) -> list[str]:
    """The texts of a list, at most fifty; what is none is left out."""
    return [text[:longest] for text in found[:50] if isinstance(text, str)] if isinstance(found, list) else []


def checked_place(found: Any) -> str:
    """Where in the student's code, in words for the end of a sentence; empty where the process does not say it."""
    match found:
        case {"label": str(label), "line": int(line), "text": str(text)} if label:
            return f" ({label[:200]}, line {line}: `{text[:200].strip()}`)"
    return ""


def checked_states(found: Any) -> list[dict[str, Any]]:
    """A model's states: label, line, parameters; what is not readable is left out."""
    states = []
    for item in found[:100] if isinstance(found, list) else ():
        match item:
            case {"label": str(label), "line": int(line), "parameters": dict(parameters)}:
                states.append({"label": label[:200], "line": line, "parameters": parameters})
    return states


def checked_figures(value: Any) -> list[dict[str, Any]]:
    """The figures that the process says were drawn: label, line, png. What is none is left out."""
    found = []
    for figure in value if isinstance(value, list) else []:
        png = figure.get("png") if isinstance(figure, dict) else None
        if isinstance(png, bytes) and png.startswith(_PNG) and len(png) <= MAX_FIGURE_BYTES:
            line = figure.get("line")
            found.append(
                {"label": str(figure.get("label", ""))[:200], "line": line if type(line) is int else 0, "png": png}
            )
    return found[:MAX_FIGURES]


def checked_names(fields: dict[str, Any]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """What the submission defines, name -> kind, and the statements of it that failed.

    Raises:
        LieError: it says something else.
    """
    names, problems = fields.get("names"), fields.get("problems")
    if not isinstance(names, dict) or not isinstance(problems, list):
        raise LieError
    checked = []
    for problem in problems[:200]:
        if not isinstance(problem, dict):
            raise LieError
        at = problem.get("at")
        text = at.get("text", "") if isinstance(at, dict) else ""
        checked.append(
            {
                "label": str(problem.get("label", ""))[:200],
                "line": line if type(line := problem.get("line")) is int else 0,
                "defines": checked_texts(problem.get("defines"), longest=100),
                "kind": str(problem.get("kind", "raised"))[:20],
                "type": str(problem.get("type", ""))[:100],
                "message": str(problem.get("message", ""))[:2000],
                "text": str(text)[:200],
            }
        )
    return {str(k)[:100]: str(v)[:20] for k, v in list(names.items())[:5000]}, checked
