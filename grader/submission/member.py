"""One submission of a class, and what its name says about who handed it in and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from grader.submission.names import plain_id

#: Canvas: student, perhaps LATE, the user's number, the file's number, the name the file had.
_CANVAS = re.compile(r"(?P<student>[^_]+)_(?:(?P<late>LATE)_)?(?P<number>\d+)_\d+_(?P<file>.+)", re.DOTALL)
#: Moodle: the full name, the participant's number, the part of the assignment, and the name unless it is a folder.
_MOODLE = re.compile(
    r"(?P<student>.+)_(?P<number>\d+)_assignsubmission_(?P<part>file|onlinetext)_?(?P<file>.*)", re.DOTALL
)
#: Canvas puts the count of earlier files of the same name before the suffix.
_AGAIN = re.compile(r"(?P<stem>.+)-(?P<count>\d{1,3})(?P<suffix>\.\w+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One submission of a class."""

    #: The name less the suffix, fit for a folder's name; of a class no two are the same.
    id: str
    path: Path
    #: As the learning platform writes it: "lastnamefirst" (Canvas), "First Last" (Moodle); None where no name says so.
    student: str | None = None
    #: The learning platform's number of the student.
    external_id: str | None = None
    late: bool = False
    #: Counted from 1.
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformName:
    """What a learning platform wrote into the name of a file or a folder."""

    student: str
    external_id: str
    late: bool
    #: The name that the student gave the file; empty for a folder.
    file: str
    attempt: int
    #: The text that was typed in place of a file.
    is_typed_text: bool = False


def platform_name(name: str) -> PlatformName | None:
    """What the name of a file or a folder from a bulk download says, or None for a name of one's own."""
    if moodle := _MOODLE.fullmatch(name):
        return PlatformName(
            student=moodle["student"],
            external_id=moodle["number"],
            late=False,
            file=moodle["file"],
            attempt=1,
            is_typed_text=moodle["part"] == "onlinetext",
        )
    if canvas := _CANVAS.fullmatch(name):
        file, attempt = _file_and_attempt(canvas["file"])
        return PlatformName(
            student=canvas["student"],
            external_id=canvas["number"],
            late=canvas["late"] is not None,
            file=file,
            attempt=attempt,
        )
    return None


def _file_and_attempt(file: str) -> tuple[str, int]:
    if again := _AGAIN.fullmatch(file):
        return again["stem"] + (again["suffix"] or ""), int(again["count"]) + 1
    return file, 1


def unique_ids(ids: list[str]) -> list[str]:
    """The same ids, those that occur again with a number behind them; upper and lower case count as the same."""
    taken: set[str] = set()
    unique: list[str] = []
    for plain in map(plain_id, ids):
        count, candidate = 1, plain
        while candidate.lower() in taken:
            count += 1
            candidate = f"{plain}-{count}"
        taken.add(candidate.lower())
        unique.append(candidate)
    return unique
