"""A report read back from JSON: strictly, with the place and the near name of every mistake."""

from __future__ import annotations

import math
import reprlib
from dataclasses import MISSING, Field, fields, is_dataclass
from difflib import get_close_matches
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from grader.errors import GraderError
from grader.model import SCHEMA_VERSION, Report


class ReportFormatError(GraderError):
    """What was given is not a report that this version reads."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path} {problem}")
        #: Where in the document: "report.exercises[2].score".
        self.path = path
        self.problem = problem


def decode_report(document: Any) -> Report:
    """The report that a JSON document for staff describes.

    Raises:
        ReportFormatError: anything is missing, unknown, or of another kind than the schema says.
    """
    if not isinstance(document, dict):
        raise ReportFormatError("report", f"is {_kind(document)}, expected an object")
    _check_version(document)
    if "seed" not in document:
        raise ReportFormatError("report", "has no seed: this is a student's copy. Take the report written for staff")
    body = {key: value for key, value in document.items() if key != "schema_version"}
    report: Report = _record(Report, body, "report")
    return report


def _check_version(document: dict[str, Any]) -> None:
    version = document.get("schema_version")
    if version is None:
        near = get_close_matches("schema_version", list(document), n=1)
        hint = f", found {near[0]!r}" if near else ""
        raise ReportFormatError("report", f"has no schema_version{hint}: is this a report of grade?")
    if version != SCHEMA_VERSION or isinstance(version, bool):
        raise ReportFormatError(
            "report.schema_version",
            f"is {reprlib.repr(version)}, this version reads {SCHEMA_VERSION}: grade the submission again",
        )


def _record(kind: Any, value: Any, path: str) -> Any:
    if not isinstance(value, dict):
        raise ReportFormatError(path, f"is {_kind(value)}, expected an object")
    known = {field.name: field for field in fields(kind)}
    for key in value:
        if key not in known:
            raise ReportFormatError(path, f"has the unknown key {reprlib.repr(key)}{_did_you_mean(key, known)}")
    for name, field in known.items():
        if name not in value and _is_required(field):
            raise ReportFormatError(path, f"has no {name!r}")
    hints = _hints(kind)
    return kind(**{key: _decode(hints[key], item, f"{path}.{key}") for key, item in value.items()})


def _decode(kind: Any, value: Any, path: str) -> Any:
    origin = get_origin(kind)
    if origin is UnionType:
        return _optional(kind, value, path)
    if origin is tuple:
        return tuple(
            _decode(get_args(kind)[0], item, f"{path}[{index}]") for index, item in enumerate(_list(value, path))
        )
    if is_dataclass(kind):
        return _record(kind, value, path)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind, value, path)
    return _plain(dict if origin is dict else kind, value, path)


def _optional(kind: Any, value: Any, path: str) -> Any:
    (inner,) = (each for each in get_args(kind) if each is not NoneType)
    return None if value is None else _decode(inner, value, path)


def _plain(kind: type, value: Any, path: str) -> Any:
    if kind is float:
        return _number(value, path)
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    expected = {str: "a text", int: "a whole number", bool: "true or false", dict: "an object"}[kind]
    raise ReportFormatError(path, f"is {_kind(value)}, expected {expected}")


def _number(value: Any, path: str) -> float:
    if value is None:  # that is how a number which is not finite is written
        return math.nan
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise ReportFormatError(path, f"is {_kind(value)}, expected a number")


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise ReportFormatError(path, f"is {_kind(value)}, expected a list")
    return value


def _member(kind: type[Enum], value: Any, path: str) -> Enum:
    values = [member.value for member in kind]
    if value not in values:
        hint = _did_you_mean(value, values) if isinstance(value, str) else ""
        raise ReportFormatError(path, f"is {reprlib.repr(value)}, expected one of {', '.join(values)}{hint}")
    return kind(value)


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _did_you_mean(word: str, known: Any) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f". Did you mean {near[0]!r}?" if near else ""


def _kind(value: Any) -> str:
    names = {
        dict: "an object",
        list: "a list",
        str: "a text",
        int: "a number",
        float: "a number",
        bool: "true or false",
        NoneType: "null",
    }
    return names[type(value)]
