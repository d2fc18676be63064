"""What every page has in common: the template engine, the style, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.report import wording
from grader.report.prose import blocks

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"


def prepare(*templates: str) -> None:
    """Compile these templates, where there is time for it: the first page takes a twentieth of a second more.

    Args:
        templates: names of files in `templates/`.
    """
    for template in templates:
        _environment().get_template(template)


def render_page(template: str, *, script: str = "", **values: Any) -> str:
    """One HTML file that needs nothing beside itself.

    Args:
        template: name of a file in `templates/`.
        script: name of the one script that may run, or nothing.
        values: what the template speaks of; everything is escaped.
    """
    from markupsafe import Markup

    style = _source("style.css")
    code = _source(script) if script else ""
    page = _environment().get_template(template)
    # Our own files, and never a student's text: they may stand in the page as they are.
    return page.render(style=Markup(style), script=Markup(code), policy=_policy(style, code), **values)  # noqa: S704


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy: no network at all, this style and this script alone."""
    rules = [
        "default-src 'none'",
        f"style-src '{_digest(style)}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if script:
        rules.append(f"script-src '{_digest(script)}'")
    return "; ".join(rules)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        points=wording.points, measured=wording.measured, blocks=blocks, share=_share, line_count=_line_count
    )
    environment.globals.update(
        waiting=wording.waiting,
        exercise_words=wording.EXERCISE_WORDS,
        check_words=wording.CHECK_WORDS,
        error_words=wording.ERROR_WORDS,
    )
    return environment


def _share(part: float, whole: float) -> str:
    """Of 100, between 0 and 100, as SVG takes it."""
    if not whole > 0 or not part > 0:
        return "0"
    return f"{min(100.0, 100 * part / whole):.2f}"


def _line_count(text: str) -> str:
    lines = len(text.rstrip("\n").split("\n"))
    return f"{lines} {'line' if lines == 1 else 'lines'}"
