"""JSON of unknown origin, bounded in every direction."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from grader.model import ErrorKind
from grader.submission.refused import RefusedError


def read_json_object(text: str, name: str) -> dict[str, Any]:
    """The object that the text is. Of keys that occur twice the last counts, as in Jupyter; numbers stay text.

    Raises:
        RefusedError: Broken JSON (line and column are told), nested too deeply, or no object.
    """
    try:
        # Numbers mean nothing here, and turning a million digits into an integer takes long.
        document = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise _broken(error, text, name) from error
    except RecursionError:
        raise RefusedError(
            ErrorKind.FORMAT, f"{name} is nested too deeply to be a notebook. Export it again from Jupyter or Colab."
        ) from None
    if not isinstance(document, dict):
        _refuse_kind(document, name)
    return document


def _refuse_kind(document: object, name: str) -> NoReturn:
    kind = "a list" if isinstance(document, list) else "a single value"
    raise RefusedError(
        ErrorKind.FORMAT,
        f"{name} is JSON, but no notebook: it holds {kind}, where a notebook is an object with cells. Hand in the "
        ".ipynb file that Jupyter or Colab saves.",
    )


def _broken(error: json.JSONDecodeError, text: str, name: str) -> RefusedError:
    where = f"{name}, line {error.lineno}"
    if text.lstrip()[:1] not in {"{", "["}:
        advice = "It does not begin like a notebook: a module's name must end in .py."
    elif error.pos >= len(text.rstrip()):
        advice = "The file ends too early, as after a broken upload. Save the notebook and hand it in again."
    else:
        advice = "Open it in Jupyter or Colab, save it, and hand it in again."
    return RefusedError(
        ErrorKind.FORMAT,
        f"{where}, column {error.colno}: the notebook is not valid JSON ({error.msg}). {advice}",
        location=where,
    )
