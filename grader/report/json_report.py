"""The report as JSON, as the contract fixes it and `schema.json` beside this file describes it."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from grader.model import SCHEMA_VERSION, Audience, Report
from grader.report.audience import for_audience
from grader.report.decoder import ReportFormatError, decode_report

__all__ = ["ReportFormatError", "dumps", "loads", "schema", "to_dict"]

# Keys that a report for students does not have at all.
_STAFF_ONLY = frozenset({"seed", "pytest", "staff_message", "figures"})
# Keys that are left out where there is nothing to say: the answer and the numbers of a check, the resources of one
# exercise.
#: What a record carries for the grading alone.
_NOT_WRITTEN = frozenset({("Problem", "defines")})
_OPTIONAL = frozenset(
    {("Report", "figures"), ("CheckResult", "answer"), ("CheckResult", "numbers"), ("ExerciseResult", "resources")}
)


def to_dict(report: Report, *, audience: Audience = Audience.STAFF) -> dict[str, Any]:
    """The report as plain JSON values, in the contract's order.

    Texts are printable, numbers rounded (seconds to 3 digits, megabytes to 1, points to 6), what is not finite is None.

    Raises:
        TypeError: the `pytest` document holds something that JSON has no word for.
    """
    record = for_audience(report, audience)
    dropped = _STAFF_ONLY if audience is Audience.STUDENT else frozenset[str]()
    return {"schema_version": SCHEMA_VERSION, **_record(record, dropped)}


def dumps(report: Report, *, audience: Audience = Audience.STAFF) -> str:
    """The report as JSON text, ending in a newline. The same report gives the same text."""
    document = to_dict(report, audience=audience)
    tests = document.pop("pytest", None)
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)
    if audience is Audience.STAFF:
        # On one line: it is three quarters of the report, and indenting it takes longer than grading some submissions.
        compact = json.dumps(tests, ensure_ascii=False, allow_nan=False)
        text = f'{text.removesuffix("}").rstrip()},\n  "pytest": {compact}\n}}'
    return f"{text}\n"


def loads(text: str) -> Report:
    """The report that `dumps` wrote for staff.

    Raises:
        ReportFormatError: this is no report, a student's copy, or a report of another schema version.
    """
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ReportFormatError("report", f"is not JSON: {error}") from error
    return decode_report(document)


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) which every report follows. Do not change what you are given."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
    return found


def _record(record: Any, dropped: frozenset[str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    kind: Any = type(record)
    for name in _names(kind):
        value = getattr(record, name)
        is_empty = value is None or value == ()
        if name in dropped or (is_empty and (kind.__name__, name) in _OPTIONAL):
            continue
        out[name] = _free(value, "pytest") if name == "pytest" else _value(name, value, dropped)
    return out


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Of the fields that are written."""
    return tuple(field.name for field in fields(kind) if (kind.__name__, field.name) not in _NOT_WRITTEN)


def _value(name: str, value: Any, dropped: frozenset[str]) -> Any:
    if value is None or isinstance(value, (str, int)):
        return float(value) if _is_amount(name) and value is not None else value
    if isinstance(value, float):
        return _rounded(name, value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_value(name, item, dropped) for item in value]
    return _record(value, dropped)


def _is_amount(name: str) -> bool:
    return name in {"score", "max_score", "pending"} or name.endswith(("_s", "_mb"))


def _rounded(name: str, value: float) -> float | None:
    if not math.isfinite(value):
        return None
    digits = 3 if name.endswith("_s") else 1 if name.endswith("_mb") else 6
    return round(value, digits) + 0.0  # so that -0.0 is written as 0.0


def _free(value: Any, path: str) -> Any:
    """The pytest document, whose shape is not ours: keys sorted, values checked."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [_free(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _free(value[key], f"{path}.{key}") for key in sorted(value)}
    raise TypeError(f"{path} is a {type(value).__name__} that JSON cannot hold; plain values and string keys only")


def _no_constant(token: str) -> Any:
    raise ValueError(f"{token} is no JSON number")
