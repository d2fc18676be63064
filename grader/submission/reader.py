"""From a path to a `Submission`: what is handed in, which part of it is the work, and what is left of that to run."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from grader.errors import HandedIn, SubmissionError, SubmissionNotFoundError
from grader.model import Cell, CellKind, ErrorKind, Problem, Submission, SubmissionFormat, SubmittedFile
from grader.submission.archive import read_archive
from grader.submission.content import read_content
from grader.submission.file_format import read_cells, unknown_suffix
from grader.submission.folder import read_folder
from grader.submission.limits import limit_bytes
from grader.submission.main_file import choose_main
from grader.submission.names import SUFFIXES, shown_name, submission_id
from grader.submission.refused import RefusedError
from grader.submission.syntax import has_statements, recover

MAX_PROBLEMS = 50
_MAX_NEAR_NAMES = 1_000


def read_submission(path: Path, *, choose: str | None = None) -> Submission:
    """What a student handed in, as cells of source. Nothing of it is run.

    Statements that Python cannot read are left out, one by one, and are listed as the submission's problems.

    Args:
        path: A module, a notebook, a text notebook, a zip or a folder of one student's files.
        choose: Which file of a zip or a folder is the work, where that is not plain.

    Raises:
        SubmissionNotFoundError: There is nothing at this path.
        SubmissionError: Nothing of it can be run.
    """
    _refuse_missing(path)
    facts = _Facts(path)
    try:
        main, attachments = facts.find_work(choose)
        cells, problems = _runnable(facts.read(main), shown_name(main.path))
    except RefusedError as refused:
        raise SubmissionError(refused.problem, facts.handed_in) from refused
    handed_in = facts.handed_in
    return Submission(
        id=handed_in.id,
        format=handed_in.format,
        files=handed_in.files,
        sha256=handed_in.sha256,
        cells=cells,
        attachments=attachments,
        problems=problems,
    )


class _Facts:
    """What is known so far of a submission that is being read: a report on one that cannot be read needs it too."""

    def __init__(self, path: Path) -> None:
        formats = {".ipynb": SubmissionFormat.IPYNB, ".zip": SubmissionFormat.ZIP}
        guess = SubmissionFormat.DIR if path.is_dir() else formats.get(path.suffix.lower(), SubmissionFormat.PY)
        self.path = path
        self.name = shown_name(path.name or path.resolve().name)
        self.handed_in = HandedIn(id=submission_id(path), files=(self.name,), format=guess)

    def find_work(self, choose: str | None) -> tuple[SubmittedFile, tuple[SubmittedFile, ...]]:
        """The file that is graded, and those that lie beside it."""
        if self.handed_in.format is SubmissionFormat.DIR:
            files = read_folder(self.path, self.name)
        else:
            single = self._single_file()
            if self.handed_in.format is not SubmissionFormat.ZIP:
                return single, ()
            files = read_archive(single.content, self.name)
        names = tuple(shown_name(file.path) for file in files)
        self.handed_in = replace(self.handed_in, files=names or (self.name,), sha256=content_hash(files))
        return choose_main(files, name=self.name, choose=choose)

    def read(self, main: SubmittedFile) -> tuple[Cell, ...]:
        """The cells of the file that is graded."""
        file_format, cells = read_cells(main.content, shown_name(main.path))
        if self.handed_in.format not in {SubmissionFormat.ZIP, SubmissionFormat.DIR}:
            self.handed_in = replace(self.handed_in, format=file_format)
        return cells

    def _single_file(self) -> SubmittedFile:
        if self.path.suffix.lower() not in SUFFIXES:
            raise unknown_suffix(self.name)
        content = read_content(self.path, name=self.name, limit_bytes=limit_bytes(self.name))
        file = SubmittedFile(path=self.name, content=content)
        self.handed_in = replace(self.handed_in, sha256=content_hash((file,)))
        return file


def content_hash(files: Sequence[SubmittedFile]) -> str:
    """The same for the same content: of one file its bytes alone, of several their sorted names and bytes, hex."""
    if len(files) == 1:
        return hashlib.sha256(files[0].content).hexdigest()
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.path):
        # Lengths keep the end of a name from being taken for the beginning of a content.
        name = file.path.encode("utf-8", "surrogateescape")
        digest.update(b"%d %d\n" % (len(name), len(file.content)) + name + file.content)
    return digest.hexdigest()


def _runnable(cells: tuple[Cell, ...], name: str) -> tuple[tuple[Cell, ...], tuple[Problem, ...]]:
    """The cells as Python can read them, and what was left out of them."""
    kept: list[Cell] = []
    problems: list[Problem] = []
    for cell in cells:
        if cell.kind is CellKind.CODE:
            source, found = recover(cell.source, cell.label)
            kept.append(replace(cell, source=source))
            problems += found
        else:
            kept.append(cell)
    if not any(_holds_work(cell) for cell in kept):
        raise _nothing_to_run(problems, name)
    return tuple(kept), tuple(problems[:MAX_PROBLEMS])


def _holds_work(cell: Cell) -> bool:
    """Prose counts: it may be the answer to a question, and a broken cell must not cost it."""
    return has_statements(cell.source) if cell.kind is CellKind.CODE else bool(cell.source.strip())


def _nothing_to_run(problems: list[Problem], name: str) -> RefusedError:
    if not problems:
        return RefusedError(
            ErrorKind.EMPTY,
            f"{name} is empty: there is no statement in it, at most comments. Was the work saved before the file was "
            "handed in?",
        )
    first = problems[0]
    message = f"Nothing of {name} can be run, because Python cannot read it.\n{first.message}"
    return RefusedError(ErrorKind.SYNTAX, message, location=first.location)


def _refuse_missing(path: Path) -> None:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise SubmissionNotFoundError(path, near=_near_names(path)) from error
    except OSError:
        # It is there and cannot be read: the reader says so, in a report.
        return


def _near_names(path: Path) -> tuple[str, ...]:
    try:
        names = [entry.name for entry in islice(path.parent.iterdir(), _MAX_NEAR_NAMES)]
    except (OSError, ValueError):
        return ()
    return tuple(shown_name(name) for name in difflib.get_close_matches(path.name, names, n=3))
