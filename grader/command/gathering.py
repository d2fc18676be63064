"""Which submissions a command line names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.errors import SubmissionError
from grader.submission import Member, class_members, looks_like_class, read_submission, submission_id
from grader.submission.member import unique_ids

#: What lies beside the submissions' folders in the output, and so is nobody's id.
OVERVIEWS = ("grades.csv", "index.html", "comparison.json")


def gather(paths: Sequence[Path], scratch: Path, *, outputs: Sequence[Path] = ()) -> tuple[Member, ...]:
    """The submissions at these paths, each with an id of its own, sorted by it.

    A folder that is given alone is a class, and so is a zip in which no work of one student can be told. Of several
    paths each is one student's, unless it surely is a class.

    Args:
        paths: what was given; what is given twice counts once.
        scratch: a folder that must outlive the members.
        outputs: folders with reports, which are nobody's work where they lie in the class's own folder.

    Raises:
        SubmissionNotFoundError: there is nothing at one of the paths.
        ClassError: a class cannot be read.
    """
    given = list({path.resolve(): path for path in paths}.values())
    refuse_missing(given)
    found: list[Member] = []
    for number, path in enumerate(given):
        if _is_class(path, alone=len(given) == 1):
            place = scratch / f"class-{number}"
            place.mkdir()
            found += [member for member in class_members(path, place) if not _holds(member.path, outputs)]
        else:
            found.append(Member(id=submission_id(path), path=path))
    ids = unique_ids([*OVERVIEWS, *(member.id for member in found)])[len(OVERVIEWS) :]
    members = (replace(member, id=own) for member, own in zip(found, ids, strict=True))
    return tuple(sorted(members, key=lambda member: member.id))


def refuse_missing(paths: Sequence[Path]) -> None:
    """Look whether there is something at each path.

    Raises:
        SubmissionNotFoundError: there is not.
    """
    for path in paths:
        if not path.exists():
            # It knows what else is there.
            read_submission(path)


def is_one_students(path: Path) -> bool:
    """Whether it can be told which file of a folder or a zip is the work."""
    try:
        read_submission(path)
    except SubmissionError:
        return False
    return True


def is_surely_class(path: Path) -> bool:
    """Whether a folder or a zip looks like a class, and nothing in it like the one work of one student."""
    is_bundle = path.is_dir() or path.suffix.lower() == ".zip"
    return is_bundle and looks_like_class(path) and not is_one_students(path)


def _is_class(path: Path, *, alone: bool) -> bool:
    if not alone:
        return is_surely_class(path)
    if path.is_dir():
        return True
    return path.suffix.lower() == ".zip" and (looks_like_class(path) or not is_one_students(path))


def _holds(path: Path, outputs: Sequence[Path]) -> bool:
    return any(output.resolve().is_relative_to(path.resolve()) for output in outputs)
