"""A folder or a zip with many students' submissions: who handed in what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.errors import ClassError
from grader.submission.archive import entries, opened, unpacked
from grader.submission.bundle import MAX_FILE_BYTES, is_left_behind
from grader.submission.content import MIB, size_text
from grader.submission.looks import looks_like_class
from grader.submission.member import Member, PlatformName, platform_name, unique_ids
from grader.submission.names import plain_id, shown_name, submission_id
from grader.submission.refused import RefusedError

_MAX_MEMBERS = 5_000
_MAX_ENTRIES = 50_000
_MAX_UNPACKED_BYTES = 4 * 1024 * MIB
#: What lies beside submissions and is none.
_NOT_HANDED_IN = (".csv", ".tsv", ".json", ".html", ".xlsx", ".log", ".toml", ".yaml", ".yml")


def class_members(path: Path, scratch: Path) -> tuple[Member, ...]:
    """The submissions of a class, sorted by id: each direct child of the folder or the zip is one.

    Bulk downloads are understood. From Canvas, where all files of one student lie side by side, the latest attempt of
    each file counts, and several files become one submission. From Moodle, where each student has a folder, a file
    counts more than a typed text. Links, lists (.csv and the like), READMEs and what systems leave behind are no
    submissions.

    Args:
        path: A folder or a zip.
        scratch: An empty folder, which must outlive the members: the zip is unpacked here, and files that belong
            together are brought together here.

    Raises:
        ClassError: It is neither, cannot be read, holds too much, or holds no submission.
    """
    try:
        folder = path if path.is_dir() else _unpack(path, scratch / "unpacked")
        children = sorted(_children(folder), key=lambda child: child.name)
    except (OSError, RefusedError) as error:
        raise ClassError(path, str(error)) from error
    if not children:
        raise ClassError(
            path, "there is no submission in it. Each direct child (file or folder) is one student's work."
        )
    if len(children) > _MAX_MEMBERS:
        raise ClassError(path, f"it holds {len(children)} files and folders, the limit is {_MAX_MEMBERS}.")
    groups = _groups(children)
    ids = unique_ids([_id_of(group) for group in groups])
    members = (_member(plain, group, scratch) for plain, group in zip(ids, groups, strict=True))
    return tuple(sorted(members, key=lambda member: member.id))


def _children(folder: Path) -> Iterator[Path]:
    for child in folder.iterdir():
        is_list = child.suffix.lower() in _NOT_HANDED_IN and child.is_file()
        if is_left_behind(child.name) or child.is_symlink() or is_list or child.stem.lower() == "readme":
            continue
        if child.is_dir() or child.is_file():
            yield child


def _groups(children: Sequence[Path]) -> list[list[tuple[Path, PlatformName | None]]]:
    """The children of each student; without a learning platform's name each child is a student of its own."""
    groups: dict[tuple[str, str], list[tuple[Path, PlatformName | None]]] = defaultdict(list)
    for child in children:
        said = platform_name(child.name)
        key = (said.external_id, said.student) if said else ("", child.name)
        groups[key].append((child, said))
    return [_latest(group) for group in groups.values()]


def _latest(group: list[tuple[Path, PlatformName | None]]) -> list[tuple[Path, PlatformName | None]]:
    """Of files with the same name those of the latest attempt; a typed text only where there is nothing else."""
    handed_in = [(child, said) for child, said in group if said and not said.is_typed_text]
    latest: dict[str, tuple[Path, PlatformName | None]] = {}
    for child, said in sorted(handed_in, key=lambda pair: pair[1].attempt):
        latest[said.file] = (child, said)
    folders = [pair for pair in latest.values() if pair[0].is_dir()]
    return folders[:1] or list(latest.values()) or group[:1]


def _id_of(group: list[tuple[Path, PlatformName | None]]) -> str:
    child, said = group[0]
    return f"{said.student}_{said.external_id}" if said and len(group) > 1 else submission_id(child)


def _member(plain: str, group: list[tuple[Path, PlatformName | None]], scratch: Path) -> Member:
    child, said = group[0]
    if said is None:
        return Member(id=plain, path=child)
    path = child if len(group) == 1 else _together(group, scratch / "together" / plain)
    return Member(
        id=plain,
        path=path,
        student=said.student,
        external_id=said.external_id,
        late=any(other.late for _, other in group if other),
        attempt=max(other.attempt for _, other in group if other),
    )


def _together(group: list[tuple[Path, PlatformName | None]], folder: Path) -> Path:
    """A folder with copies of the files, which have the names again that the student gave them."""
    folder.mkdir(parents=True)
    for child, said in group:
        if said is not None:
            with child.open("rb") as file:
                # One byte more than the limit is enough to be refused, in this student's own report.
                (folder / plain_id(said.file)).write_bytes(file.read(MAX_FILE_BYTES + 1))
    return folder


def _unpack(path: Path, folder: Path) -> Path:
    """Unpack a class's zip, and name the folder in it that holds the submissions."""
    unpacked_bytes = 0
    folder.mkdir(parents=True)
    with path.open("rb") as file, opened(file, path.name) as archive:
        if len(archive.infolist()) > _MAX_ENTRIES:
            raise ClassError(path, f"it holds more than {_MAX_ENTRIES} files.")
        for name, entry in entries(archive, path.name):
            content = unpacked(archive, entry, name=path.name, limit_bytes=MAX_FILE_BYTES)
            unpacked_bytes += len(content)
            if unpacked_bytes > _MAX_UNPACKED_BYTES:
                raise ClassError(path, f"unpacked it has more than {size_text(_MAX_UNPACKED_BYTES)}.")
            target = folder / name
            if target.exists():
                raise ClassError(path, f"it holds two files called {shown_name(name)}.")
            target.parent.mkdir(parents=True, exist_ok=True)
            # What was cut at the limit is still larger than the limit: that student's own report says so.
            target.write_bytes(content)
    return _inner(folder, path)


def _inner(folder: Path, archive: Path) -> Path:
    """The folder itself, or the only one in it where that was packed around all submissions."""
    children = list(_children(folder))
    if len(children) != 1 or not children[0].is_dir() or platform_name(children[0].name):
        return folder
    return children[0] if children[0].name == archive.stem or looks_like_class(children[0]) else folder
